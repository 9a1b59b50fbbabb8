"""Who of the staff may act on whose account."""

from __future__ import annotations

from accounts.errors import SuperuserOnly
from accounts.models import User


def check_rank(*, user: User, by: User) -> None:
    """Raise SuperuserOnly if the user has more rights than `by`, or as many: only superusers act on
    other members of staff.
    """
    if user.is_platform_staff and user.pk != by.pk and not by.is_superuser:
        raise SuperuserOnly
