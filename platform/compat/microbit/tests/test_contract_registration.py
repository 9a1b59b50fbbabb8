"""Registration at this door: tokens at once, and a membership by invitation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from accounts.models import User
from accounts.services import sign_up
from accounts.tests.factories import PASSWORD
from accounts.tests.mailbox import mailed_codes, mailed_tokens
from compat.microbit.serializers import Moment
from compat.microbit.tests.shapes import TOKENS, signed_in, user_object
from compat.microbit.tests.world import BASE, invite
from core.preferences import REGISTRATION_ENABLED, set_preference
from core.testing import ApiClient, nothing_changes
from workspaces import services as workspaces
from workspaces.models import Workspace
from workspaces.tests.factories import Person

JOHN = {"email": "john@example.com", "password": "SecurePass123", "display_name": "John Doe"}


def token_for(workspace: Workspace, email: str, *, by: Person) -> str:
    """The invitation token that the door shows to the inviting member."""
    invitation = invite(workspace, email, by=by)
    return workspaces.invitation_token(invitation=invitation, mailed=False)


def test_registering_signs_in_at_once(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.post(f"{BASE}/auth/register", JOHN)

    body = answer.json()
    assert answer.status_code == 201
    assert set(body) == {"user"} | TOKENS
    assert body["user"] == user_object("john@example.com")
    assert body["user"]["display_name"] == "John Doe"
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    assert signed_in(body).get(f"{BASE}/auth/me").json() == {"user": body["user"]}


def test_times_are_utc_to_the_second(db: None) -> None:
    an_hour_east = timezone(timedelta(hours=1))
    moment = datetime(2024, 1, 15, 11, 30, 0, 999_999, tzinfo=an_hour_east)

    assert Moment().to_representation(moment) == "2024-01-15T10:30:00Z"


def test_a_new_address_is_unverified_until_its_code_is_redeemed(
    db: None, anonymous: ApiClient
) -> None:
    anonymous.post(f"{BASE}/auth/register", JOHN)
    before = User.objects.get(email="john@example.com").is_verified

    code = mailed_codes("john@example.com")[-1]
    proof = {"email": "john@example.com", "otp_code": code}
    answer = anonymous.post("/api/v1/auth/verify-otp", proof)

    assert answer.status_code == 200
    assert [before, User.objects.get(email="john@example.com").is_verified] == [False, True]


def test_a_registered_user_signs_in_at_the_own_api_and_vice_versa(
    db: None, anonymous: ApiClient, alice: Person
) -> None:
    anonymous.post(f"{BASE}/auth/register", JOHN)

    there = anonymous.post(
        "/api/v1/auth/login", {"email": JOHN["email"], "password": JOHN["password"]}
    )
    here = anonymous.post(f"{BASE}/auth/login", {"email": alice.user.email, "password": PASSWORD})

    assert there.json()["user"]["full_name"] == "John Doe"
    assert here.json()["user"] == user_object(alice.user.email)
    assert signed_in(there.json()).get(f"{BASE}/auth/me").json()["user"]["email"] == JOHN["email"]


@pytest.mark.parametrize("password", ["Short1x", "NoDigitInHere", "password1"])
def test_a_password_needs_eight_characters_and_a_digit_and_is_not_common(
    db: None, anonymous: ApiClient, alice: Person, password: str
) -> None:
    """The same error for a new and a known address."""
    with nothing_changes():
        answers = [
            anonymous.post(f"{BASE}/auth/register", {**JOHN, "email": email, "password": password})
            for email in ("john@example.com", alice.user.email)
        ]

    assert [each.status_code for each in answers] == [400, 400]
    assert set(answers[0].json()) == {"error"}
    assert answers[0].json() == answers[1].json()


def test_a_known_address_cannot_register(
    anonymous: ApiClient, alice: Person, acme: Workspace
) -> None:
    body = {**JOHN, "email": alice.user.email.upper()}

    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/register", body)

    assert answer.status_code == 400
    assert answer.json() == {"error": "This registration cannot be completed"}


def test_registering_is_limited_by_address_and_client(
    db: None, anonymous: ApiClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR, settings.TRUSTED_PROXIES = 1.0, 1
    body = {**JOHN, "email": "limited@example.com"}

    answers = [
        anonymous.post(f"{BASE}/auth/register", body, X_Forwarded_For="203.0.113.7")
        for _ in range(6)
    ]

    assert [each.status_code for each in answers] == [201, 400, 400, 400, 400, 429]
    assert answers[-1].json() == {"error": "Rate limit exceeded"}
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_registering_is_refused_while_disabled(db: None, anonymous: ApiClient) -> None:
    set_preference(REGISTRATION_ENABLED, False, now=datetime.now(UTC))

    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/register", JOHN)

    assert answer.status_code == 403
    assert answer.json() == {"error": "Registration is closed at the moment."}


def test_registering_names_every_field_at_fault(db: None, anonymous: ApiClient) -> None:
    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/register", {"email": "john"})

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "email: Enter a valid e-mail address. password: This field is required. "
        "display_name: This field is required."
    }


def test_registering_with_a_token_accepts_its_invitation(
    anonymous: ApiClient, alice: Person, acme: Workspace
) -> None:
    token = token_for(acme, JOHN["email"], by=alice)

    answer = anonymous.post(f"{BASE}/auth/register", {**JOHN, "invite_token": token})

    assert answer.status_code == 201
    listed = signed_in(answer.json()).get(f"{BASE}/workspaces").json()["workspaces"]
    assert [each["name"] for each in listed] == ["Acme"]
    path = f"{BASE}/workspaces/{acme.public_id}"
    assert alice.api.get(f"{path}/invitations").json() == {"invitations": []}
    roles = {
        each["user"]["email"]: each["role"]
        for each in alice.api.get(f"{path}/members").json()["members"]
    }
    assert roles == {alice.user.email: "owner", JOHN["email"]: "member"}


@pytest.mark.parametrize("email", ["somebody@example.com", "alice@example.com"])
def test_an_invalid_token_creates_no_account(
    anonymous: ApiClient, alice: Person, acme: Workspace, email: str
) -> None:
    """Forged or another user's; the same error for a new and a known address."""
    for token in ("forged", token_for(acme, "other@example.com", by=alice)):
        body = {**JOHN, "email": email, "invite_token": token}
        with nothing_changes():
            answer = anonymous.post(f"{BASE}/auth/register", body)

        assert answer.status_code == 400
        assert answer.json() == {
            "error": "The invitation is not valid any more. Ask for a new one."
        }


def test_a_token_is_valid_for_one_registration(
    anonymous: ApiClient, alice: Person, acme: Workspace
) -> None:
    body = {**JOHN, "invite_token": token_for(acme, JOHN["email"], by=alice)}
    anonymous.post(f"{BASE}/auth/register", body)

    with nothing_changes():
        answer = anonymous.post(f"{BASE}/auth/register", body)

    assert answer.status_code == 400


@pytest.mark.parametrize("token", ["", None])
def test_an_empty_token_is_no_invitation(db: None, anonymous: ApiClient, token: str | None) -> None:
    answer = anonymous.post(f"{BASE}/auth/register", {**JOHN, "invite_token": token})

    assert answer.status_code == 201


def test_a_mailed_token_verifies_the_address_and_a_shown_one_does_not(
    anonymous: ApiClient, alice: Person, acme: Workspace
) -> None:
    shown = token_for(acme, "shown@example.com", by=alice)
    invite(acme, "mailed@example.com", by=alice)
    mailed = mailed_tokens("mailed@example.com")[-1]

    for email, token in (("shown@example.com", shown), ("mailed@example.com", mailed)):
        anonymous.post(f"{BASE}/auth/register", {**JOHN, "email": email, "invite_token": token})

    found = User.objects.exclude(pk=alice.user.pk).order_by("pk")
    assert [(each.email, each.is_verified) for each in found] == [
        ("shown@example.com", False),
        ("mailed@example.com", True),
    ]


def test_a_pending_sign_up_can_register(db: None, anonymous: ApiClient) -> None:
    sign_up(email=JOHN["email"], password="Another-Pass-9", full_name="J", now=datetime.now(UTC))
    before = anonymous.post(
        f"{BASE}/auth/login", {"email": JOHN["email"], "password": "Another-Pass-9"}
    )

    answer = anonymous.post(f"{BASE}/auth/register", JOHN)

    assert (before.status_code, before.json()) == (
        403,
        {"error": "Verify your e-mail address first. We can send you a new code."},
    )
    assert answer.status_code == 201
    assert answer.json()["user"] == user_object(JOHN["email"])
    assert answer.json()["user"]["display_name"] == "John Doe"
