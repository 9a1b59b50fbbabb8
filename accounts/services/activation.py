"""Deactivating and reactivating users, by staff."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.errors import AccountClosed
from accounts.models import Session, User
from accounts.services.challenges import close_challenges
from accounts.services.sessions import sign_out_everywhere


@transaction.atomic
def set_active(*, user: User, is_active: bool, now: datetime) -> User:
    """Activate or deactivate a user.

    Deactivation ends all of the user's sessions, including those as an impersonator, and voids
    mailed codes and links. Raises AccountClosed for a closed account, which has to be restored
    instead.
    """
    if is_active and user.closed_at is not None:
        raise AccountClosed
    user.is_active, user.updated_at = is_active, now
    user.save(update_fields=["is_active", "updated_at"])
    if not is_active:
        sign_out_everywhere(user=user, now=now)
        Session.objects.filter(impersonator=user, revoked_at=None).update(revoked_at=now)
        close_challenges(now=now, user=user)
    return user
