"""Refresh tokens: valid once, with a grace period for a lost response; reuse ends the session."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F
from django.utils import timezone

from accounts import services, tokens
from accounts.models import RefreshToken, Session, User
from accounts.services import SignedIn, sessions
from core.testing import ApiClient, nothing_changes, run_concurrently

ME = "/api/v1/auth/me"


def signed_in(user: User) -> SignedIn:
    return services.start_session(
        user=user, user_agent="tests", address="127.0.0.1", now=timezone.now()
    )


def refresh(token: str) -> Any:
    return ApiClient().post("/api/v1/auth/refresh", {"refresh_token": token})


def me(access_token: str) -> int:
    return int(ApiClient(access_token).get(ME).status_code)


def jti(token: str) -> UUID:
    return tokens.read_refresh(token)


def let_pass(seconds: float) -> None:
    """Backdate the use of every token."""
    RefreshToken.objects.update(used_at=F("used_at") - timedelta(seconds=seconds))


def test_a_refresh_returns_new_tokens_of_the_same_session(dora: User) -> None:
    first = signed_in(dora)

    answer = refresh(first.refresh_token)

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
    assert len({first.access_token, first.refresh_token, *body.values()}) == 6
    assert (me(body["access_token"]), me(first.access_token)) == (200, 200)
    assert Session.objects.count() == 1


def test_refreshes_can_be_chained(dora: User) -> None:
    token = signed_in(dora).refresh_token

    for _ in range(5):
        answer = refresh(token)
        assert answer.status_code == 200
        token = answer.json()["refresh_token"]
        let_pass(3600)

    assert RefreshToken.objects.filter(used_at=None).count() == 1


def test_a_lost_response_can_be_requested_again_within_ten_seconds(dora: User) -> None:
    token = signed_in(dora).refresh_token
    lost = refresh(token).json()
    let_pass(9)

    answer = refresh(token)

    assert answer.status_code == 200
    assert me(answer.json()["access_token"]) == 200
    assert jti(answer.json()["refresh_token"]) == jti(lost["refresh_token"])
    assert refresh(lost["refresh_token"]).status_code == 200
    assert RefreshToken.objects.filter(used_at=None).count() == 1
    assert Session.objects.get().revoked_at is None


def test_two_that_hold_a_token_share_one_line(dora: User) -> None:
    """However often it is used within the grace period; then reuse ends it for both."""
    stolen = signed_in(dora).refresh_token
    owner, thief = refresh(stolen).json(), refresh(stolen).json()

    assert jti(owner["refresh_token"]) == jti(thief["refresh_token"])
    assert refresh(owner["refresh_token"]).status_code == 200
    let_pass(11)
    answer = refresh(thief["refresh_token"])

    assert (answer.status_code, answer.json()["code"]) == (401, "SESSION_ENDED")
    assert [me(each["access_token"]) for each in (owner, thief)] == [401, 401]


def test_a_response_that_was_used_is_not_lost(dora: User) -> None:
    stolen = signed_in(dora).refresh_token
    received = refresh(stolen).json()["refresh_token"]
    assert refresh(received).status_code == 200

    answer = refresh(stolen)

    assert (answer.status_code, answer.json()["code"]) == (401, "SESSION_ENDED")
    assert Session.objects.get().revoked_at is not None


def test_a_reused_token_ends_the_whole_session(dora: User) -> None:
    stolen = signed_in(dora)
    other_session = signed_in(dora)
    rotated = refresh(stolen.refresh_token).json()
    let_pass(11)

    answer = refresh(stolen.refresh_token)

    assert (answer.status_code, answer.json()["code"]) == (401, "SESSION_ENDED")
    assert [me(token) for token in (stolen.access_token, rotated["access_token"])] == [401, 401]
    assert refresh(rotated["refresh_token"]).status_code == 401
    assert RefreshToken.objects.filter(session__revoked_at=None).count() == 1
    assert me(other_session.access_token) == 200  # another device's session is another family
    assert refresh(other_session.refresh_token).status_code == 200


def test_concurrent_refreshes_with_one_token_continue_one_session(
    transactional_db: None, dora: User
) -> None:
    token = signed_in(dora).refresh_token

    answers = run_concurrently(50, lambda _: refresh(token), threads=25)

    assert [each.status_code for each in answers] == [200] * 50
    assert Session.objects.filter(revoked_at=None).count() == 1
    assert RefreshToken.objects.filter(used_at=None).count() == 1
    assert len({jti(each.json()["refresh_token"]) for each in answers}) == 1
    last = answers[-1].json()
    assert me(last["access_token"]) == 200
    assert refresh(last["refresh_token"]).status_code == 200


def test_race_without_lock_makes_several_lines(
    transactional_db: None, dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, barrier, issue = signed_in(dora).refresh_token, Barrier(5), sessions._issue

    def issue_together(*arguments: Any, **more: Any) -> SignedIn:
        barrier.wait(timeout=10)
        return issue(*arguments, **more)

    monkeypatch.setattr(sessions, "lock_rows", lambda rows: rows)
    monkeypatch.setattr(sessions, "_issue", issue_together)
    monkeypatch.setattr(
        RefreshToken, "save", lambda *_, **__: None
    )  # the first would hold the others back

    answers = run_concurrently(5, lambda _: refresh(token), threads=5)

    assert len({jti(each.json()["refresh_token"]) for each in answers}) == 5


@pytest.mark.parametrize("why", ["expired", "logged out", "deactivated", "removed"])
def test_an_old_token_is_refused(dora: User, settings: Any, why: str) -> None:
    if why == "expired":
        settings.REFRESH_TOKEN_LIFETIME = timedelta(seconds=-1)
    token = signed_in(dora).refresh_token
    if why == "logged out":
        services.sign_out(session=Session.objects.get(), now=timezone.now())
    elif why == "deactivated":
        User.objects.update(is_active=False)
    elif why == "removed":
        Session.objects.all().delete()

    with nothing_changes():
        answer = refresh(token)

    code = "TOKEN_EXPIRED" if why == "expired" else "TOKEN_INVALID"
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_tokens_have_the_configured_lifetime(dora: User) -> None:
    signed_in(dora)

    token = RefreshToken.objects.get()
    assert token.expires_at - token.created_at == timedelta(days=7)
