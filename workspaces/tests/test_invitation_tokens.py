"""The token mailed with an invitation accepts it, signed in or by registering."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from accounts.tests.mailbox import mailed_tokens
from core.testing import ApiClient, nothing_changes, run_concurrently
from workspaces.models import Invitation, Workspace
from workspaces.services import invitation_token
from workspaces.tests.factories import Person
from workspaces.tests.invited import DORA, INVALID, PATH, dora, invitation, roles_in, unverified

__all__ = ["dora", "invitation", "unverified"]


def test_the_mailed_token_accepts_and_verifies_the_address(
    unverified: Person, invitation: Invitation, acme: Workspace
) -> None:
    (token,) = mailed_tokens(DORA)

    answer = unverified.api.post(f"{PATH}/accept", {"token": token})

    assert (answer.status_code, answer.json()["workspace_id"]) == (200, acme.public_id)
    assert roles_in(acme, unverified.user) == ["ADMIN"]
    assert User.objects.get(pk=unverified.user.pk).is_verified


def test_a_token_that_was_not_mailed_accepts_and_verifies_nothing(
    unverified: Person, invitation: Invitation, acme: Workspace
) -> None:
    token = invitation_token(invitation=invitation, mailed=False)

    answer = unverified.api.post(f"{PATH}/accept", {"token": token})

    assert answer.status_code == 200
    assert roles_in(acme, unverified.user) == ["ADMIN"]
    assert not User.objects.get(pk=unverified.user.pk).is_verified


def test_another_users_token_is_refused(charlie: Person, invitation: Invitation) -> None:
    token = invitation_token(invitation=invitation, mailed=True)

    with nothing_changes():
        refused = charlie.api.post(f"{PATH}/accept", {"token": token})

    assert (refused.status_code, refused.json()) == (400, INVALID)


def test_a_token_shows_its_invitation(anonymous: ApiClient, invitation: Invitation) -> None:
    token = invitation_token(invitation=invitation, mailed=True)

    answer = anonymous.post(f"{PATH}/offer", {"token": token})

    assert answer.json() == {
        "email": DORA,
        "name": "Dora",
        "role": "ADMIN",
        "workspace_name": "Acme",
    }


def register(api: ApiClient, token: str, **more: str) -> Any:
    body = {"token": token, "password": "SecurePass123!", "full_name": "Dora", **more}
    return api.post(f"{PATH}/register", body)


def test_registering_with_the_mailed_token_signs_in(
    anonymous: ApiClient, invitation: Invitation, acme: Workspace, base: str
) -> None:
    (token,) = mailed_tokens(DORA)

    answer = register(anonymous, token)

    body, user = answer.json(), User.objects.get(email=DORA)
    assert answer.status_code == 201
    assert (body["workspace_id"], body["user"]["email"]) == (acme.public_id, DORA)
    assert body["user"]["email_verified"] is True
    assert (user.is_verified, user.full_name) == (True, "Dora")
    assert roles_in(acme, user) == ["ADMIN"]
    assert ApiClient(body["access_token"]).get(base).json()["role"] == "ADMIN"


def test_a_token_that_was_not_mailed_registers_nobody(
    anonymous: ApiClient, invitation: Invitation
) -> None:
    """Inviters see that token, and could create an account for another person's address."""
    token = invitation_token(invitation=invitation, mailed=False)

    with nothing_changes():
        refused = register(anonymous, token)

    assert (refused.status_code, refused.json()) == (400, INVALID)


def test_an_address_with_an_account_signs_in_instead(
    anonymous: ApiClient, dora: Person, invitation: Invitation
) -> None:
    (token,) = mailed_tokens(DORA)

    with nothing_changes():
        refused = register(anonymous, token)

    assert (refused.status_code, refused.json()["code"]) == (409, "ADDRESS_TAKEN")


def test_a_weak_password_leaves_the_invitation_open(
    anonymous: ApiClient, invitation: Invitation
) -> None:
    (token,) = mailed_tokens(DORA)

    with nothing_changes():
        refused = register(anonymous, token, password="password")

    assert (refused.status_code, refused.json()["code"]) == (400, "PASSWORD_TOO_WEAK")
    assert register(anonymous, token).status_code == 201


def test_concurrent_registrations_create_one_account(
    transactional_db: None, invitation: Invitation, acme: Workspace
) -> None:
    (token,) = mailed_tokens(DORA)

    answers = run_concurrently(6, lambda _: register(ApiClient(), token), threads=6)

    statuses = [each.status_code for each in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 400, 409}
    assert roles_in(acme, User.objects.get(email=DORA)) == ["ADMIN"]


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_an_invalid_token_is_refused(
    anonymous: ApiClient, invitation: Invitation, token: str
) -> None:
    with nothing_changes():
        answers = [anonymous.post(f"{PATH}/offer", {"token": token}), register(anonymous, token)]

    assert [(each.status_code, each.json()) for each in answers] == [(400, INVALID)] * 2
