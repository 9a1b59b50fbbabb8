"""Accepting an invitation: by the owner of the address only, once, signed in or by registering."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_user, token_of
from accounts.tests.mailbox import mailed_tokens
from core.scope import as_table_owner
from core.testing import ApiClient, nothing_changes, run_concurrently
from workspaces.models import Invitation, Membership, Workspace
from workspaces.services import invitation_token
from workspaces.tests.factories import Person, make_invitation, make_person

DORA = "dora@example.com"
PATH = "/api/v1/invitations"
INVALID = {
    "detail": "The invitation is not valid any more. Ask for a new one.",
    "code": "INVITATION_INVALID",
    "field": "token",
}


@pytest.fixture
def dora(db: None) -> Person:
    return make_person("dora")


@pytest.fixture
def unverified(db: None) -> Person:
    """Registered at a door that returns tokens at once; the address is unverified."""
    user = make_user("dora")
    User.objects.filter(pk=user.pk).update(email_verified_at=None)
    return Person(user, ApiClient(token_of(user)))


@pytest.fixture
def invitation(acme: Workspace, alice: Person) -> Invitation:
    return make_invitation(acme, alice, DORA, role="ADMIN", name="Dora")


def status_of(invitation: Invitation) -> str:
    with as_table_owner():
        return Invitation.everywhere.get(pk=invitation.pk).status


def roles_in(workspace: Workspace, user: User) -> list[str]:
    with as_table_owner():
        rows = Membership.everywhere.filter(workspace=workspace, user=user)
        return list(rows.values_list("role", flat=True))


def accept_path(invitation: Invitation) -> str:
    return f"{PATH}/{invitation.public_id}/accept"


def test_the_invited_user_sees_the_invitation(
    dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    assert dora.api.get(f"{PATH}/pending").json() == {
        "invitations": [
            {
                "id": invitation.public_id,
                "workspace": {"id": acme.public_id, "name": "Acme"},
                "email": DORA,
                "role": "ADMIN",
                "invited_by": "Alice",
                "created_at": invitation.created_at.isoformat().replace("+00:00", "Z"),
                "expires_at": invitation.expires_at.isoformat().replace("+00:00", "Z"),
            }
        ],
        "total": 1,
    }


def test_other_users_do_not_see_the_invitation(
    bob: Person, charlie: Person, invitation: Invitation
) -> None:
    for person in (bob, charlie):
        assert person.api.get(f"{PATH}/pending").json() == {"invitations": [], "total": 0}
        for answer in ("accept", "decline"):
            with nothing_changes():
                refused = person.api.post(f"{PATH}/{invitation.public_id}/{answer}")
            assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")


def test_an_unverified_address_sees_and_accepts_nothing(
    unverified: Person, invitation: Invitation
) -> None:
    with nothing_changes():
        seen = unverified.api.get(f"{PATH}/pending").json()
        refused = unverified.api.post(accept_path(invitation))

    assert seen == {"invitations": [], "total": 0}
    assert refused.status_code == 404


def test_accepting_gives_the_offered_role(
    dora: Person, invitation: Invitation, acme: Workspace, base: str
) -> None:
    answer = dora.api.post(accept_path(invitation))

    assert answer.status_code == 200
    assert answer.json() == {"message": "Invitation accepted", "workspace_id": acme.public_id}
    assert roles_in(acme, dora.user) == ["ADMIN"]
    assert dora.api.get(base).json()["role"] == "ADMIN"
    assert status_of(invitation) == "ACCEPTED"
    assert dora.api.get(f"{PATH}/pending").json()["total"] == 0


def test_an_invitation_is_accepted_once(dora: Person, invitation: Invitation) -> None:
    dora.api.post(accept_path(invitation))

    with nothing_changes():
        again = dora.api.post(accept_path(invitation))

    assert again.status_code == 404


def test_concurrent_acceptances_create_one_membership(
    transactional_db: None, dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    answers = run_concurrently(10, lambda _: dora.api.post(accept_path(invitation)), threads=10)

    assert sorted(each.status_code for each in answers) == [200] + [404] * 9
    assert roles_in(acme, dora.user) == ["ADMIN"]


def test_declining_closes_the_invitation(
    dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    answer = dora.api.post(f"{PATH}/{invitation.public_id}/decline")

    assert (answer.status_code, answer.json()) == (200, {"message": "Invitation declined"})
    assert status_of(invitation) == "DECLINED"
    assert dora.api.post(accept_path(invitation)).status_code == 404
    assert roles_in(acme, dora.user) == []


def test_an_expired_invitation_is_not_found(dora: Person, invitation: Invitation) -> None:
    with as_table_owner():
        Invitation.everywhere.update(expires_at=timezone.now() - timedelta(hours=1))
    token = invitation_token(invitation=invitation, mailed=True)

    with nothing_changes():
        refused = dora.api.post(accept_path(invitation))
        by_token = dora.api.post(f"{PATH}/accept", {"token": token})

    assert refused.status_code == 404
    assert (by_token.status_code, by_token.json()) == (400, INVALID)
    assert dora.api.get(f"{PATH}/pending").json()["total"] == 0


def test_an_invitation_of_a_closed_workspace_is_not_found(
    alice: Person, dora: Person, invitation: Invitation, base: str
) -> None:
    alice.api.delete(base)

    with nothing_changes():
        refused = dora.api.post(accept_path(invitation))

    assert refused.status_code == 404
    assert dora.api.get(f"{PATH}/pending").json()["total"] == 0


def test_accepting_as_a_member_closes_the_invitation(
    dora: Person, invitation: Invitation, acme: Workspace
) -> None:
    with as_table_owner():
        Membership.everywhere.create(
            workspace=acme, user=dora.user, role="VIEWER", created_at=timezone.now()
        )

    answer = dora.api.post(accept_path(invitation))

    assert (answer.status_code, answer.json()["code"]) == (409, "ALREADY_MEMBER")
    assert status_of(invitation) == "ACCEPTED"
    assert roles_in(acme, dora.user) == ["VIEWER"]


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
    assert (user.is_verified, user.is_pending, user.full_name) == (True, False, "Dora")
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
