"""The voicera contract, endpoint by endpoint: sign-in, tokens, passwords."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import set_active
from accounts.tests.factories import PASSWORD, sign_up
from accounts.tests.mailbox import mailed_tokens, subjects
from compat.voicera.tests.answers import data, error, login
from compat.voicera.tests.world import BASE, NEW_PASSWORD, make_staff
from core.testing import ApiClient, nothing_changes
from workspaces.tests.factories import Person


def test_login(alice: Person) -> None:
    answer = login("ALICE@example.com")

    assert answer.status_code == 200
    tokens = data(answer)
    assert tokens["user"] == {
        "id": str(alice.user.uuid),
        "email": "alice@example.com",
        "role": "user",
    }
    assert tokens["token"] == tokens["access_token"]
    assert tokens["expires_in"] == 900
    assert set(tokens) == {"token", "access_token", "refresh_token", "expires_in", "user"}


def test_staff_are_shown_as_admins(alice: Person) -> None:
    make_staff(alice)

    assert data(login(alice.user.email))["user"]["role"] == "admin"


@pytest.mark.parametrize("known", ["unknown", "known", "shut out"])
def test_bad_credentials_look_alike(alice: Person, known: str) -> None:
    email = "nobody@example.com" if known == "unknown" else alice.user.email
    password = PASSWORD if known == "shut out" else "wrong"
    set_active(user=alice.user, is_active=known != "shut out", now=timezone.now())

    with nothing_changes():
        answer = login(email, password)

    assert error(answer) == (401, "AUTH_001", None)
    assert answer.json()["error"]["message"] == "E-mail or password is wrong."


def test_login_before_a_code_is_redeemed(db: None) -> None:
    sign_up("nora")

    with nothing_changes():
        answer = login("nora@example.com")

    assert error(answer) == (403, "AUTH_005", None)


def test_me_returns_the_caller(alice: Person) -> None:
    answer = alice.api.get(f"{BASE}/auth/me")

    user = User.objects.get(pk=alice.user.pk)
    shown = data(answer)
    assert datetime.fromisoformat(shown.pop("created_at")) == user.created_at
    assert shown.pop("updated_at").endswith("Z")
    assert shown == {
        "id": str(user.uuid),
        "email": "alice@example.com",
        "first_name": "Alice",
        "last_name": "",
        "role": "user",
        "status": "active",
        "email_verified": True,
    }


def test_logout_ends_the_session_at_once(alice: Person) -> None:
    tokens = data(login(alice.user.email))
    api = ApiClient(tokens["token"])

    answer = api.post(f"{BASE}/auth/logout")

    assert (answer.status_code, data(answer)) == (200, {"message": "Logged out successfully"})
    assert error(api.get(f"{BASE}/auth/me")) == (401, "AUTH_003", None)
    assert error(refreshed(tokens["refresh_token"])) == (401, "AUTH_003", None)
    assert alice.api.get(f"{BASE}/auth/me").status_code == 200


def refreshed(token: str) -> Any:
    """Sends the token as Bearer."""
    return ApiClient(token).post(f"{BASE}/auth/refresh-token")


def test_a_refresh_token_is_accepted_as_bearer_or_in_the_body(
    alice: Person, anonymous: ApiClient
) -> None:
    tokens = data(login(alice.user.email))

    answer = refreshed(tokens["refresh_token"])
    assert answer.status_code == 200
    fresh = data(answer)
    body = {"refresh_token": fresh["refresh_token"]}
    answer = anonymous.post(f"{BASE}/auth/refresh-token", body)

    assert answer.status_code == 200
    newest = data(answer)
    assert set(newest) == set(tokens)
    refresh_tokens = {each["refresh_token"] for each in (tokens, fresh, newest)}
    assert len(refresh_tokens) == 3
    assert ApiClient(newest["token"]).get(f"{BASE}/auth/me").status_code == 200


def test_an_expired_access_token_does_not_prevent_a_refresh(alice: Person) -> None:
    tokens = data(login(alice.user.email))
    api = ApiClient("expired.access.token")

    body = {"refresh_token": tokens["refresh_token"]}

    assert api.post(f"{BASE}/auth/refresh-token", body).status_code == 200


def test_a_reused_refresh_token_ends_the_session(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.sessions.LOST_ANSWER_GRACE", timedelta(0))
    tokens = data(login(alice.user.email))
    fresh = data(refreshed(tokens["refresh_token"]))

    assert error(refreshed(tokens["refresh_token"])) == (401, "AUTH_003", None)

    assert error(refreshed(fresh["refresh_token"])) == (401, "AUTH_003", None)
    assert error(ApiClient(fresh["token"]).get(f"{BASE}/auth/me")) == (401, "AUTH_003", None)


def test_an_invalid_refresh_token_is_refused(alice: Person, anonymous: ApiClient) -> None:
    access = data(login(alice.user.email))["token"]

    with nothing_changes():
        answers = [
            anonymous.post(f"{BASE}/auth/refresh-token"),
            anonymous.post(f"{BASE}/auth/refresh-token", {}),
            anonymous.post(f"{BASE}/auth/refresh-token", {"refresh_token": access}),
            anonymous.post(f"{BASE}/auth/refresh-token", {"refresh_token": "nonsense"}),
            refreshed(access),
            refreshed("nonsense"),
            ApiClient(Authorization="Basic x").post(f"{BASE}/auth/refresh-token"),
        ]

    assert [error(each) for each in answers] == [(401, "AUTH_003", None)] * 7


def test_an_expired_token_is_reported(alice: Person, settings: Any) -> None:
    settings.ACCESS_TOKEN_LIFETIME = settings.REFRESH_TOKEN_LIFETIME = timedelta(seconds=-1)
    tokens = data(login(alice.user.email))

    with nothing_changes():
        answers = [
            ApiClient(tokens["token"]).get(f"{BASE}/auth/me"),
            refreshed(tokens["refresh_token"]),
        ]

    assert [error(each) for each in answers] == [(401, "AUTH_002", None)] * 2


def test_a_forgotten_password_is_reset_by_link(alice: Person, anonymous: ApiClient) -> None:
    sent = anonymous.post(f"{BASE}/auth/forgot-password", {"email": alice.user.email})
    token = mailed_tokens(alice.user.email)[-1]
    payload = {"token": token, "new_password": NEW_PASSWORD}
    answer = anonymous.post(f"{BASE}/auth/reset-password", payload)

    assert (sent.status_code, answer.status_code) == (200, 200)
    assert data(answer) == {"message": "Password reset successfully"}
    assert error(login(alice.user.email)) == (401, "AUTH_001", None)
    assert login(alice.user.email, NEW_PASSWORD).status_code == 200
    assert error(alice.api.get(f"{BASE}/auth/me")) == (401, "AUTH_003", None)

    with nothing_changes():
        again = anonymous.post(f"{BASE}/auth/reset-password", payload)
    assert error(again)[:2] == (400, "VALIDATION_001")


def test_a_link_is_valid_for_an_hour(
    alice: Person, anonymous: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    anonymous.post(f"{BASE}/auth/forgot-password", {"email": alice.user.email})
    token = mailed_tokens(alice.user.email)[-1]
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("compat.voicera.views.auth.timezone.now", lambda: later)

    with nothing_changes():
        payload = {"token": token, "new_password": NEW_PASSWORD}
        answer = anonymous.post(f"{BASE}/auth/reset-password", payload)

    assert error(answer)[:2] == (400, "VALIDATION_001")


def test_a_refused_password_does_not_use_up_the_link(alice: Person, anonymous: ApiClient) -> None:
    anonymous.post(f"{BASE}/auth/forgot-password", {"email": alice.user.email})
    token = mailed_tokens(alice.user.email)[-1]

    with nothing_changes():
        weak = {"token": token, "new_password": "password"}
        answer = anonymous.post(f"{BASE}/auth/reset-password", weak)

    status, code, details = error(answer)
    assert (status, code, list(details)) == (400, "VALIDATION_001", ["new_password"])
    payload = {"token": token, "new_password": NEW_PASSWORD}
    assert anonymous.post(f"{BASE}/auth/reset-password", payload).status_code == 200


def test_a_reset_for_an_unknown_address_looks_alike(alice: Person, anonymous: ApiClient) -> None:
    known = anonymous.post(f"{BASE}/auth/forgot-password", {"email": alice.user.email})
    unknown = anonymous.post(f"{BASE}/auth/forgot-password", {"email": "nobody@example.com"})

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert data(known) == data(unknown)
    assert subjects("nobody@example.com") == []
