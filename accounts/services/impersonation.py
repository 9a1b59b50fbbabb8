"""Staff acting as a customer: for minutes, with a reason, and on record in every workspace."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.errors import NotImpersonable
from accounts.models import User
from accounts.services.sessions import SignedIn, start_session
from accounts.services.staff import record_staff_action

ACTION = "STAFF_IMPERSONATED"


@transaction.atomic
def impersonate(
    *, user: User, by: User, reason: str, user_agent: str, address: str, now: datetime
) -> SignedIn:
    """A session as the user that cannot be refreshed. Raises NotImpersonable.

    reason: shown to the user's workspaces in their audit logs.
    """
    if not can_be_impersonated(user):
        raise NotImpersonable
    record_staff_action(user=user, action=ACTION, facts={"reason": reason}, now=now)
    return start_session(
        user=user, user_agent=user_agent, address=address, now=now, impersonator=by
    )


def can_be_impersonated(user: User) -> bool:
    """Nobody gains rights by it: never somebody who may enter the portal."""
    is_customer = not user.is_platform_staff
    return user.is_active and not user.is_pending and user.closed_at is None and is_customer
