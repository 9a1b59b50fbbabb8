"""The chapter Auth: signing in and out, and the caller's own profile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.tests.factories import PASSWORD, make_user, sign_up, token_of
from compat.morpheus.tests.envelope import A_MOMENT, BASE, assert_refused, faults, success
from compat.morpheus.tests.people import shown_user
from core.testing import ApiClient, nothing_changes
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

LOGIN = f"{BASE}/auth/login"
REFRESH = f"{BASE}/auth/refresh"
LOGOUT = f"{BASE}/auth/logout"
PROFILE = f"{BASE}/auth/profile"


# POST /auth/login


def test_login(anonymous: ApiClient, acme: Workspace, alice: Person) -> None:
    answer = anonymous.post(LOGIN, {"email": "alice@example.com", "password": PASSWORD})

    shown = success(answer, 200, "Login successful")["auth"]
    assert set(shown["tokens"]) == {"accessToken", "refreshToken"}
    alice.user.refresh_from_db()
    assert alice.user.last_login is not None
    assert shown["user"] == shown_user(
        alice.user,
        customerId=str(acme.uuid),
        role="owner",
        needsOnboarding=False,
        lastLoginAt=A_MOMENT,
    )


def test_login_of_a_user_without_a_customer(anonymous: ApiClient, alice: Person) -> None:
    answer = anonymous.post(LOGIN, {"email": "alice@example.com", "password": PASSWORD})

    assert answer.json()["data"]["auth"]["user"] == shown_user(alice.user, lastLoginAt=A_MOMENT)


def test_login_of_platform_staff(anonymous: ApiClient, db: None) -> None:
    make_user("root", is_staff=True)

    answer = anonymous.post(LOGIN, {"email": "root@example.com", "password": PASSWORD})

    assert answer.json()["data"]["auth"]["user"]["role"] == "platform_admin"


@pytest.mark.parametrize("body", [{"password": "wrong-horse-7"}, {"email": "no@example.com"}])
def test_login_does_not_reveal_what_is_wrong(
    anonymous: ApiClient, alice: Person, body: dict[str, str]
) -> None:
    with nothing_changes():
        answer = anonymous.post(LOGIN, {"email": "alice@example.com", "password": PASSWORD, **body})

    assert_refused(answer, 401, "E-mail or password is wrong.")


def test_login_before_the_code_is_redeemed(anonymous: ApiClient, db: None) -> None:
    sign_up("pending")

    answer = anonymous.post(LOGIN, {"email": "pending@example.com", "password": PASSWORD})

    assert_refused(answer, 403, "Verify your e-mail address first. We can send you a new code.")


# POST /auth/refresh


def test_refresh_rotates_and_a_replay_ends_the_family(
    anonymous: ApiClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = accounts.start_session(
        user=alice.user, user_agent="", address="127.0.0.1", now=timezone.now()
    )

    answer = anonymous.post(REFRESH, {"refreshToken": first.refresh_token})
    tokens = success(answer, 200, "Token refreshed successfully")["tokens"]
    later = timezone.now() + timedelta(seconds=11)
    monkeypatch.setattr("compat.morpheus.views.auth.timezone.now", lambda: later)
    replay = anonymous.post(REFRESH, {"refreshToken": first.refresh_token})

    assert set(tokens) == {"accessToken", "refreshToken"}
    assert tokens["refreshToken"] != first.refresh_token
    assert_refused(replay, 401, "This session has ended. Sign in again.")
    assert ApiClient(tokens["accessToken"]).get(PROFILE).status_code == 401
    after = anonymous.post(REFRESH, {"refreshToken": tokens["refreshToken"]})
    assert after.status_code == 401


def test_refresh_with_an_invalid_token(anonymous: ApiClient, alice: Person) -> None:
    for token in ("d290f1ee-6c54-4b01-90e6-d701748f0851", token_of(alice.user)):
        with nothing_changes():
            answer = anonymous.post(REFRESH, {"refreshToken": token})

        assert_refused(answer, 401, "The token is not valid.")


def test_refresh_with_an_expired_token(anonymous: ApiClient, alice: Person, settings: Any) -> None:
    settings.REFRESH_TOKEN_LIFETIME = timedelta(seconds=-60)
    old = accounts.start_session(
        user=alice.user, user_agent="", address="127.0.0.1", now=timezone.now()
    )

    answer = anonymous.post(REFRESH, {"refreshToken": old.refresh_token})

    assert_refused(answer, 401, "Token expired")


def test_refresh_without_a_token(anonymous: ApiClient, db: None) -> None:
    assert faults(anonymous.post(REFRESH, {})) == {"refreshToken": "This field is required."}


# POST /auth/logout, which the document omits


def test_logout_ends_the_session_at_once(alice: Person) -> None:
    shown = success(alice.api.post(LOGOUT), 200, "Logged out successfully")

    assert shown == {"message": "Logged out successfully"}
    assert_refused(alice.api.get(PROFILE), 401, "This session has ended. Sign in again.")


# GET /auth/profile


def test_profile(alice: Person, acme: Workspace) -> None:
    shown = success(alice.api.get(PROFILE), 200, "Profile retrieved successfully")

    assert shown == shown_user(
        alice.user, customerId=str(acme.uuid), role="owner", needsOnboarding=False
    )


def test_profile_in_the_default_customer_or_the_named_one(bob: Person, acme: Workspace) -> None:
    own = make_workspace(bob, name="Bob's")

    def context(**headers: str) -> list[str]:
        shown = bob.api.get(PROFILE, **headers).json()["data"]
        return [shown["customerId"], shown["role"]]

    assert context() == [str(acme.uuid), "member"]
    assert context(X_Workspace_Id=str(own.uuid)) == [str(own.uuid), "owner"]
    assert context(X_Workspace_Id=own.public_id) == [str(own.uuid), "owner"]


def test_profile_in_another_tenants_customer(alice: Person, other_workspace: Workspace) -> None:
    answer = alice.api.get(PROFILE, X_Workspace_Id=str(other_workspace.uuid))

    assert_refused(answer, 404, "Customer not found")
