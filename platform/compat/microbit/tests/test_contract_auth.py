"""Signing in and out at this door, the profile and the password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from accounts.models import RefreshToken
from accounts.tests.factories import PASSWORD
from compat.microbit.tests.shapes import TOKENS, signed_in, user_object
from compat.microbit.tests.world import BASE
from core.testing import ApiClient, nothing_changes
from workspaces.tests.factories import Person


@pytest.fixture
def tokens(anonymous: ApiClient, alice: Person) -> dict[str, str]:
    """Alice's tokens after signing in."""
    body = {"email": alice.user.email, "password": PASSWORD}
    found: dict[str, str] = anonymous.post(f"{BASE}/auth/login", body).json()
    return found


def test_signing_in(anonymous: ApiClient, alice: Person) -> None:
    answer = anonymous.post(f"{BASE}/auth/login", {"email": alice.user.email, "password": PASSWORD})

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"user"} | TOKENS
    assert body["user"] == user_object(alice.user.email)
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)


@pytest.mark.parametrize("email", ["alice@example.com", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_address_look_alike(
    anonymous: ApiClient, alice: Person, email: str
) -> None:
    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/login", {"email": email, "password": "wrong"})

    assert answer.status_code == 401
    assert answer.json() == {"error": "E-mail or password is wrong."}


def test_a_refresh_token_is_exchanged_for_new_tokens(
    anonymous: ApiClient, tokens: dict[str, str]
) -> None:
    given = tokens["refresh_token"]

    answer = anonymous.post(f"{BASE}/auth/refresh", {"refresh_token": given})

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == TOKENS
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    assert body["refresh_token"] != given
    assert signed_in(body).get(f"{BASE}/auth/me").status_code == 200


def test_a_reused_refresh_token_ends_the_whole_session(
    anonymous: ApiClient, tokens: dict[str, str]
) -> None:
    given = {"refresh_token": tokens["refresh_token"]}
    newest = anonymous.post(f"{BASE}/auth/refresh", given).json()
    used = RefreshToken.objects.exclude(used_at=None)
    used.update(used_at=F("used_at") - timedelta(minutes=1))

    answer = anonymous.post(f"{BASE}/auth/refresh", given)

    assert answer.status_code == 401
    assert set(answer.json()) == {"error"}
    assert signed_in(newest).get(f"{BASE}/auth/me").status_code == 401
    assert (
        anonymous.post(
            f"{BASE}/auth/refresh", {"refresh_token": newest["refresh_token"]}
        ).status_code
        == 401
    )


def test_an_invalid_refresh_token_is_refused(anonymous: ApiClient, tokens: dict[str, str]) -> None:
    with nothing_changes():
        answers = [
            anonymous.post(f"{BASE}/auth/refresh", {"refresh_token": token})
            for token in ("nonsense", tokens["access_token"])
        ]

    assert [each.status_code for each in answers] == [401, 401]
    assert [each.json() for each in answers] == [{"error": "The token is not valid."}] * 2


def test_signing_out_ends_this_session_at_once(
    anonymous: ApiClient, alice: Person, tokens: dict[str, str]
) -> None:
    device = signed_in(tokens)

    answer = device.post(f"{BASE}/auth/logout")

    assert (answer.status_code, answer.json()) == (200, {"message": "Logged out successfully"})
    assert device.get(f"{BASE}/auth/me").status_code == 401
    refreshed = anonymous.post(f"{BASE}/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    assert refreshed.status_code == 401
    assert alice.api.get(f"{BASE}/auth/me").status_code == 200


def test_me_returns_the_caller(alice: Person) -> None:
    answer = alice.api.get(f"{BASE}/auth/me")

    assert (answer.status_code, answer.json()) == (200, {"user": user_object(alice.user.email)})


def test_changing_the_password_ends_the_other_sessions(
    anonymous: ApiClient, alice: Person, tokens: dict[str, str]
) -> None:
    answer = alice.api.post(
        f"{BASE}/auth/change-password",
        {"old_password": PASSWORD, "new_password": "NewPass456"},
    )

    assert answer.status_code == 200
    assert answer.json() == {"message": "Password changed successfully"}
    assert alice.api.get(f"{BASE}/auth/me").status_code == 200
    assert signed_in(tokens).get(f"{BASE}/auth/me").status_code == 401
    statuses = [
        anonymous.post(
            f"{BASE}/auth/login", {"email": alice.user.email, "password": password}
        ).status_code
        for password in (PASSWORD, "NewPass456")
    ]
    assert statuses == [401, 200]


@pytest.mark.parametrize(
    ("old_password", "new_password"), [("wrong", "NewPass456"), (PASSWORD, "short")]
)
def test_a_password_change_requires_the_old_one_and_a_strong_one(
    alice: Person, old_password: str, new_password: str
) -> None:
    body = {"old_password": old_password, "new_password": new_password}

    with nothing_changes():
        answer = alice.api.post(f"{BASE}/auth/change-password", body)

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


def test_changing_the_display_name(alice: Person) -> None:
    answer = alice.api.call("PUT", f"{BASE}/users/me", body={"display_name": "Jane Doe"})

    assert answer.status_code == 200
    assert answer.json() == {"user": user_object(alice.user.email)}
    assert answer.json()["user"]["display_name"] == "Jane Doe"
    assert alice.api.get("/api/v1/auth/me").json()["full_name"] == "Jane Doe"


@pytest.mark.parametrize("body", [{}, {"display_name": ""}, {"display_name": "a\nb"}])
def test_an_invalid_display_name_is_refused(alice: Person, body: dict[str, str]) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", f"{BASE}/users/me", body=body)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("display_name: ")
