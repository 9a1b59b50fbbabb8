"""Expired rows are deleted after a while; what is in use stays."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts import services
from accounts.models import EmailChallenge, RefreshToken, Session, User
from accounts.services.cleanup import clean_up
from core.jobs import tasks
from core.testing import nothing_changes

DAY = timedelta(days=1)


def session_of(user: User, **fields: object) -> Session:
    signed_in = services.start_session(
        user=user, user_agent="", address="192.0.2.1", now=timezone.now()
    )
    Session.objects.filter(pk=signed_in.session.pk).update(**fields)
    return signed_in.session


def challenge_of(user: User, *, expired_for: timedelta) -> EmailChallenge:
    now = timezone.now()
    return EmailChallenge.objects.create(
        user=user,
        email=user.email,
        purpose="VERIFY",
        created_at=now,
        closed_at=now,
        expires_at=now - expired_for,
    )


def test_old_sessions_tokens_and_challenges_are_deleted(dora: User) -> None:
    now = timezone.now()
    in_use = session_of(dora)
    ended_lately = session_of(dora, revoked_at=now - 29 * DAY)
    session_of(dora, revoked_at=now - 31 * DAY)
    lapsed = session_of(dora, last_seen_at=now - 31 * DAY)
    RefreshToken.objects.filter(session=lapsed).update(expires_at=now - DAY)
    fresh = challenge_of(dora, expired_for=29 * DAY)
    challenge_of(dora, expired_for=31 * DAY)

    tasks.clean_up()

    assert set(Session.objects.all()) == {in_use, ended_lately}
    assert {each.session_id for each in RefreshToken.objects.all()} == {in_use.pk, ended_lately.pk}
    assert list(EmailChallenge.objects.all()) == [fresh]


def test_usable_sessions_tokens_and_challenges_stay(dora: User) -> None:
    session_of(dora, last_seen_at=timezone.now() - 31 * DAY)  # its refresh token is valid

    with nothing_changes():
        clean_up(now=timezone.now())
