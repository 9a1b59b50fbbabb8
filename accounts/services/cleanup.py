"""Hourly cleanup: ended sessions, expired tokens, unredeemed challenges."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import EmailChallenge, RefreshToken, Session

KEPT_AFTER_THE_END = timedelta(days=30)  # to look up who was signed in, and from where


def clean_up(*, now: datetime) -> None:
    """Delete challenges and sessions that ended a while ago, and expired tokens at once."""
    long_ago = now - KEPT_AFTER_THE_END
    EmailChallenge.objects.filter(expires_at__lt=long_ago).delete()
    RefreshToken.objects.filter(expires_at__lt=now).delete()
    lapsed = Q(last_seen_at__lt=long_ago, refresh_tokens=None)
    Session.objects.filter(Q(revoked_at__lt=long_ago) | lapsed).delete()
