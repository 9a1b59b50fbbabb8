"""The chapter Auth: registration by the mailed link or by an invitation's mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_user, token_of
from accounts.tests.mailbox import mailed_tokens, subjects
from compat.morpheus.tests.envelope import BASE, assert_refused, faults, success
from compat.morpheus.tests.people import shown_user
from core.preferences import REGISTRATION_ENABLED, set_preference
from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes, shared
from workspaces import services as workspaces
from workspaces.models import Invitation, Workspace
from workspaces.services import invitation_token
from workspaces.tests.factories import Person

REQUEST = f"{BASE}/auth/register/request-verification"
COMPLETE = f"{BASE}/auth/register/complete"
PROFILE = f"{BASE}/auth/profile"
SENT = "Verification email sent. Please check your inbox."
JANE = {"name": "Jane User", "password": "SecurePassword123!"}
BAD_LINK = {"token": "The link is not valid or has expired. Ask for a new one."}


def _request(email: str) -> str:
    """The token mailed to that address."""
    success(ApiClient().post(REQUEST, {"email": email}), 200, SENT)
    return mailed_tokens(email)[-1]


@shared
def invitation(acme: Workspace, alice: Person) -> Invitation:
    with workspace_scope(acme.pk):
        return workspaces.invite(
            email="jane@example.com", role="ADMIN", by=alice.user, now=timezone.now()
        )


# POST /auth/register/request-verification


def test_request_verification_mails_a_link(anonymous: ApiClient, db: None) -> None:
    answer = anonymous.post(REQUEST, {"email": "Jane@Example.com"})

    shown = success(answer, 200, SENT)
    assert shown == {"verification": {"email": "jane@example.com", "expiresIn": "24 hours"}}
    assert len(mailed_tokens("jane@example.com")) == 1
    assert not User.objects.exists()


def test_request_verification_returns_the_same_for_a_known_address(
    anonymous: ApiClient, db: None
) -> None:
    make_user("jane")

    shown = success(anonymous.post(REQUEST, {"email": "jane@example.com"}), 200, SENT)

    assert shown == {"verification": {"email": "jane@example.com", "expiresIn": "24 hours"}}
    assert mailed_tokens("jane@example.com") == []
    assert len(subjects("jane@example.com")) == 1


def test_request_verification_while_registration_is_closed(anonymous: ApiClient, db: None) -> None:
    set_preference(REGISTRATION_ENABLED, False, now=timezone.now())

    with nothing_changes():
        answer = anonymous.post(REQUEST, {"email": "jane@example.com"})

    assert_refused(answer, 403, "Registration is closed at the moment.")


# POST /auth/register/complete


def test_complete_creates_a_verified_user_and_signs_in(anonymous: ApiClient, db: None) -> None:
    token = _request("jane@example.com")

    answer = anonymous.post(COMPLETE, {"token": token, **JANE})

    user = success(answer, 201, "Registration completed successfully")["user"]
    tokens = user.pop("tokens")
    assert user == shown_user(User.objects.get(email="jane@example.com"), name="Jane User")
    assert set(tokens) == {"accessToken", "refreshToken"}
    assert ApiClient(tokens["accessToken"]).get(PROFILE).json()["data"]["name"] == "Jane User"


@pytest.mark.parametrize("spoil", ["used", "used again", "expired", "forged", "access token"])
def test_an_invalid_link_is_refused(
    anonymous: ApiClient, alice: Person, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    token = _request("jane@example.com")
    if spoil == "used":
        anonymous.post(COMPLETE, {"token": token, **JANE})
    elif spoil == "used again":
        anonymous.post(COMPLETE, {"token": _request("jane@example.com"), **JANE})
    elif spoil == "expired":
        later = timezone.now() + timedelta(hours=24, minutes=1)
        monkeypatch.setattr("compat.morpheus.views.auth.timezone.now", lambda: later)
    token = {"forged": token[:-4] + "AAAA", "access token": token_of(alice.user)}.get(spoil, token)

    with nothing_changes():
        answer = anonymous.post(COMPLETE, {"token": token, **JANE})

    assert faults(answer) == BAD_LINK


def test_a_refused_password_does_not_use_up_the_link(anonymous: ApiClient, db: None) -> None:
    token = _request("jane@example.com")

    with nothing_changes():
        answer = anonymous.post(COMPLETE, {"token": token, "name": "Jane", "password": "password"})

    assert set(faults(answer)) == {"password"}
    assert anonymous.post(COMPLETE, {"token": token, **JANE}).status_code == 201


def test_an_invited_colleague_joins_with_the_mailed_token(
    anonymous: ApiClient, acme: Workspace, invitation: Invitation
) -> None:
    token = mailed_tokens("jane@example.com")[-1]

    answer = anonymous.post(COMPLETE, {"token": token, **JANE})

    user = success(answer, 201, "Registration completed successfully")["user"]
    assert user.pop("tokens")
    assert user == shown_user(
        User.objects.get(email="jane@example.com"),
        name="Jane User",
        customerId=str(acme.uuid),
        role="admin",
        needsOnboarding=False,
    )
    assert faults(anonymous.post(COMPLETE, {"token": token, **JANE})) == BAD_LINK


def test_a_token_that_was_not_mailed_verifies_no_address(
    anonymous: ApiClient, acme: Workspace, invitation: Invitation
) -> None:
    with workspace_scope(acme.pk):
        token = invitation_token(invitation=invitation, mailed=False)

    with nothing_changes():
        answer = anonymous.post(COMPLETE, {"token": token, **JANE})

    assert faults(answer) == BAD_LINK


def test_a_user_with_an_account_is_told_to_sign_in(
    anonymous: ApiClient, acme: Workspace, invitation: Invitation
) -> None:
    token = mailed_tokens("jane@example.com")[-1]
    make_user("jane")

    with nothing_changes():
        answer = anonymous.post(COMPLETE, {"token": token, **JANE})

    words = "You have an account already: sign in to accept the invitation"
    assert_refused(answer, 409, words)


def test_a_cancelled_invitation_is_refused(
    anonymous: ApiClient, acme: Workspace, invitation: Invitation
) -> None:
    token = mailed_tokens("jane@example.com")[-1]
    with workspace_scope(acme.pk):
        workspaces.cancel_invitation(invitation=invitation, now=timezone.now())

    with nothing_changes():
        answer = anonymous.post(COMPLETE, {"token": token, **JANE})

    assert faults(answer) == BAD_LINK
