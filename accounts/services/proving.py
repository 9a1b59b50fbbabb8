"""Addresses that are proven by other means than a code."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import EmailChallenge, User
from accounts.services.challenges import close_challenges


@transaction.atomic
def prove_email(*, user: User, now: datetime) -> User:
    """The address is the user's: something mailed there came back, or staff have seen to it.

    Another address that the user has taken meanwhile stays unproven.
    """
    proof = {"email_verified_at": now, "is_pending": False, "is_contested": False}
    proof["updated_at"] = now
    waiting = User.objects.filter(pk=user.pk, email=user.email, email_verified_at=None)
    if waiting.update(**proof):
        for field, value in proof.items():
            setattr(user, field, value)
        close_challenges(now=now, user=user, purpose=EmailChallenge.Purpose.VERIFY)
    return user
