"""Signing in, the current user, and signing out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Session, User
from accounts.services import sessions
from accounts.tests.factories import PASSWORD, make_user, sign_up, token_of
from core.testing import ApiClient, assert_queries, nothing_changes

LOGIN, LOGOUT, ME = "/api/v1/auth/login", "/api/v1/auth/logout", "/api/v1/auth/me"
WRONG = {"detail": "E-mail or password is wrong.", "code": "BAD_CREDENTIALS", "field": None}
ENDED = {
    "detail": "This session has ended. Sign in again.",
    "code": "SESSION_ENDED",
    "field": None,
}


def sign_in(api: ApiClient, email: str = "dora@example.com", password: str = PASSWORD) -> Any:
    return api.post(LOGIN, {"email": email, "password": password})


def test_the_right_password_signs_in(anonymous: ApiClient, dora: User) -> None:
    answer = sign_in(anonymous)

    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
    assert body["user"] == {
        "id": dora.public_id,
        "email": "dora@example.com",
        "full_name": "Dora",
        "email_verified": True,
        "created_at": dora.created_at.isoformat().replace("+00:00", "Z"),
    }


def test_the_session_records_the_device(anonymous: ApiClient, dora: User) -> None:
    login = {"email": dora.email, "password": PASSWORD}
    anonymous.post(LOGIN, login, **{"User-Agent": "Browser " + "x" * 400})

    session = Session.objects.get()
    assert (session.user, session.address) == (dora, "127.0.0.1")
    assert session.user_agent == ("Browser " + "x" * 400)[:300]


@pytest.mark.parametrize("spelling", ["DORA@EXAMPLE.COM", " Dora@example.com "])
def test_the_case_of_the_address_does_not_matter(
    anonymous: ApiClient, dora: User, spelling: str
) -> None:
    assert sign_in(anonymous, spelling).status_code == 200


def test_wrong_password_and_unknown_address_get_the_same_error(
    anonymous: ApiClient, dora: User
) -> None:
    make_user("una", verified=False)
    make_user("ina", is_active=False)

    with nothing_changes():
        answers = [
            sign_in(anonymous, password="wrong-password-1"),
            sign_in(anonymous, password=f"{PASSWORD} "),
            sign_in(anonymous, "nobody@example.com"),
            sign_in(anonymous, "una@example.com", "wrong-password-1"),
            sign_in(anonymous, "ina@example.com", "wrong-password-1"),
        ]

    assert [(each.status_code, each.json()) for each in answers] == [(401, WRONG)] * 5


def test_a_pending_account_is_reported_for_the_right_password_only(
    anonymous: ApiClient, db: None
) -> None:
    sign_up("dora")

    with nothing_changes():
        answer, wrong = sign_in(anonymous), sign_in(anonymous, password="wrong-password-1")

    assert (answer.status_code, answer.json()["code"]) == (403, "EMAIL_NOT_VERIFIED")
    assert (wrong.status_code, wrong.json()) == (401, WRONG)


def test_a_disabled_account_looks_like_an_unknown_one(anonymous: ApiClient, db: None) -> None:
    make_user("dora", is_active=False)

    with nothing_changes():
        answer = sign_in(anonymous)

    assert (answer.status_code, answer.json()) == (401, WRONG)


def test_signing_in_is_recorded_and_refreshing_is_not(anonymous: ApiClient, dora: User) -> None:
    assert dora.last_login is None
    token = sign_in(anonymous).json()["refresh_token"]
    dora.refresh_from_db()
    first = dora.last_login
    assert first is not None

    anonymous.post("/api/v1/auth/refresh", {"refresh_token": token})
    dora.refresh_from_db()

    assert dora.last_login == first


def test_signing_in_costs_five_queries(anonymous: ApiClient, dora: User) -> None:
    with assert_queries(5):  # the user, sign-ups, its last sign-in, the session, its refresh token
        sign_in(anonymous)


def test_me_costs_one_query(dora: User) -> None:
    api = ApiClient(token_of(dora))

    with assert_queries(1):  # the session with its user
        answer = api.get(ME)

    assert answer.json()["email"] == "dora@example.com"


def test_a_session_records_its_use_once_a_minute(
    dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SEEN_EVERY", timedelta(minutes=1))
    api = ApiClient(token_of(dora))
    long_ago = timezone.now() - timedelta(minutes=2)
    Session.objects.update(last_seen_at=long_ago)

    with assert_queries(2):
        api.get(ME)
    with assert_queries(1):
        api.get(ME)

    assert Session.objects.get().last_seen_at > long_ago


def test_logging_out_voids_the_access_token_at_once(anonymous: ApiClient, dora: User) -> None:
    body = sign_in(anonymous).json()
    other = ApiClient(sign_in(anonymous).json()["access_token"])
    api = ApiClient(body["access_token"])

    answer = api.post(LOGOUT)

    assert (answer.status_code, answer.json()) == (200, {"message": "Logged out successfully"})
    for method, path in (("GET", ME), ("POST", LOGOUT), ("GET", "/api/v1/workspaces")):
        refused = api.call(method, path)
        assert (refused.status_code, refused.json()) == (401, ENDED)
    token = {"refresh_token": body["refresh_token"]}
    assert anonymous.post("/api/v1/auth/refresh", token).status_code == 401
    assert other.get(ME).status_code == 200  # the other device stays signed in


def test_logging_out_requires_a_session(anonymous: ApiClient, dora: User) -> None:
    token_of(dora)

    with nothing_changes():
        answer = anonymous.post(LOGOUT)

    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")


def test_deactivating_a_user_ends_their_sessions(dora: User) -> None:
    api = ApiClient(token_of(dora))
    User.objects.update(is_active=False)

    answer = api.get(ME)

    assert (answer.status_code, answer.json()) == (401, ENDED)
