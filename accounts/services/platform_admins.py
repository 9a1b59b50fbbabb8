"""Administrators of the platform."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.errors import AccountClosed
from accounts.models import User
from accounts.services.locks import lock_address
from accounts.services.passwords import check_strength
from accounts.services.sessions import sign_out_everywhere
from accounts.services.verification import create_verified
from core.db.locks import lock_rows


def needs_password(user: User | None) -> bool:
    """True if making this user an administrator requires a new password.

    The password of an unverified account may be a stranger's.
    """
    return user is None or not user.is_verified or not user.has_usable_password()


@transaction.atomic
def make_platform_admin(*, email: str, password: str | None, now: datetime) -> User:
    """Give the user of that address the portal with all permissions; creates the user if needed.

    password: set if `needs_password`, otherwise the user keeps theirs. The operator vouches for the
        address. Raises PasswordTooWeak, or AccountClosed for a closed account.
    """
    email = email.strip().lower()
    lock_address(email)
    user = lock_rows(User.objects.filter(email=email)).first()
    if user is not None and not user.is_active:
        raise AccountClosed
    if needs_password(user):
        full_name = "" if user is None else user.full_name
        check_strength(password or "", email=email, full_name=full_name)
    if user is None or user.may_lose_address:
        user = create_verified(email=email, password=make_password(password), full_name="", now=now)
    elif needs_password(user):
        user.set_password(password)
        sign_out_everywhere(user=user, now=now)
    user.is_staff = user.is_superuser = True
    user.set_verified(now)
    user.save()
    return user
