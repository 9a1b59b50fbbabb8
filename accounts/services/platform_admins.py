"""Administrators of the platform."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.errors import AccountClosed
from accounts.models import User
from accounts.services.passwords import check_strength
from accounts.services.sessions import sign_out_everywhere
from core.db.locks import lock_rows


def needs_password(user: User | None) -> bool:
    """True if making this user an administrator requires a new password.

    The password of a pending account may be a stranger's.
    """
    return user is None or user.is_pending or not user.has_usable_password()


@transaction.atomic
def make_platform_admin(*, email: str, password: str | None, now: datetime) -> User:
    """Give the user of that address the portal with all permissions; creates the user if needed.

    password: set if `needs_password`, otherwise the user keeps theirs. The operator vouches for the
        address. Raises PasswordTooWeak, or AccountClosed for a closed account.
    """
    email = email.strip().lower()
    user = lock_rows(User.objects.filter(email=email)).first()
    if user is not None and not user.is_active:
        raise AccountClosed
    is_given = needs_password(user)
    user = user or User(email=email)
    if is_given:
        check_strength(password or "", email=email, full_name=user.full_name)
        user.set_password(password)
    user.is_staff = user.is_superuser = True
    user.set_verified(now)
    user.save()
    if is_given:
        sign_out_everywhere(user=user, now=now)
    return user
