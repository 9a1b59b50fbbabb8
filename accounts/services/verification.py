"""Addresses that are proven by other means than a code."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import EmailChallenge, User
from accounts.services.challenges import close_challenges
from core.db.locks import lock_rows


@transaction.atomic
def mark_email_verified(*, user: User, now: datetime) -> User:
    """The address is the user's: something mailed there came back, or staff have seen to it.

    Another address that the user has taken meanwhile stays unproven.
    """
    waiting = User.objects.filter(pk=user.pk, email=user.email, email_verified_at=None)
    if lock_rows(waiting).first() is not None:
        user.save(update_fields=user.set_verified(now))
        close_challenges(now=now, user=user, purpose=EmailChallenge.Purpose.VERIFY)
    return user
