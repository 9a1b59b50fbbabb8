"""Verifies addresses by other means than a code."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import EmailChallenge, User
from accounts.services.challenges import close_challenges
from core.db.locks import lock_rows


@transaction.atomic
def mark_email_verified(*, user: User, now: datetime) -> User:
    """Mark the address as verified: a mailed link came back, or staff vouch for it.

    If the user has changed the address meanwhile, the new one stays unverified.
    """
    waiting = User.objects.filter(pk=user.pk, email=user.email, email_verified_at=None)
    if lock_rows(waiting).first() is not None:
        user.save(update_fields=user.set_verified(now))
        close_challenges(now=now, user=user, purpose=EmailChallenge.Purpose.VERIFY)
    return user
