"""The locks that keep an address, and a signed-in user, as they were found."""

from __future__ import annotations

from accounts.errors import SessionEnded
from accounts.models import User
from core.db.locks import lock_name, lock_rows


def lock_address(email: str) -> None:
    """Lock an address, whether or not an account has it, until the transaction ends.

    Taken before any user's row.
    """
    lock_name(f"address:{email}")


def lock_unchanged(user: User) -> User:
    """Lock a signed-in user and return the current row.

    Raises SessionEnded if the account has changed hands since the request was authenticated: the
    address or the password is another, or was verified.
    """
    as_authenticated = User.objects.filter(
        pk=user.pk,
        email=user.email,
        password=user.password,
        email_verified_at=user.email_verified_at,
        is_active=True,
    )
    current = lock_rows(as_authenticated).first()
    if current is None:
        raise SessionEnded
    return current
