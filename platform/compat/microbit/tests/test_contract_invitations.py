"""Invitations at this door: of a workspace, and those of the caller."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from compat.microbit.tests.world import BASE, invite
from core.scope import as_table_owner
from core.testing import nothing_changes
from workspaces.models import Invitation, Membership, Workspace
from workspaces.tests.factories import Person

NEW_USER = {"email": "newuser@example.com", "role": "member"}


@pytest.fixture
def here(acme: Workspace) -> str:
    """The path of Acme's invitations at this door."""
    return f"{BASE}/workspaces/{acme.public_id}/invitations"


def roles_in(workspace: Workspace) -> dict[str, str]:
    with as_table_owner():
        rows = Membership.everywhere.filter(workspace=workspace)
        return dict(rows.values_list("user__email", "role"))


@pytest.mark.parametrize("role", ["admin", "member", "guest"])
def test_inviting_shows_the_token_once(
    alice: Person, here: str, acme: Workspace, role: str
) -> None:
    answer = alice.api.post(here, {**NEW_USER, "role": role})

    assert answer.status_code == 201
    invitation = answer.json()["invitation"]
    assert set(answer.json()) == {"invitation"}
    token = invitation.pop("token")
    assert token.count(".") == 2
    assert invitation == {
        "id": invitation["id"],
        "workspace_id": acme.public_id,
        "email": "newuser@example.com",
        "role": role,
        "status": "pending",
    }
    assert alice.api.get(here).json() == {"invitations": [invitation]}


def test_nobody_is_invited_as_owner(alice: Person, here: str) -> None:
    with nothing_changes():
        answer = alice.api.post(here, {**NEW_USER, "role": "owner"})

    assert answer.status_code == 403
    assert set(answer.json()) == {"error"}


def test_inviting_a_member_or_an_invited_address_is_a_conflict(
    alice: Person, bob: Person, here: str
) -> None:
    alice.api.post(here, NEW_USER)

    with nothing_changes():
        answers = [
            alice.api.post(here, {"email": email, "role": "admin"})
            for email in (NEW_USER["email"], bob.user.email)
        ]

    assert [each.status_code for each in answers] == [409, 409]
    assert [set(each.json()) for each in answers] == [{"error"}] * 2


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"role": "member"}, "email: This field is required."),
        ({"email": "newuser@example.com"}, "role: This field is required."),
        ({**NEW_USER, "email": "newuser"}, "email: Enter a valid e-mail address."),
        ({**NEW_USER, "role": "boss"}, 'role: "boss" is not a valid choice.'),
    ],
)
def test_an_invalid_invitation_is_refused(
    alice: Person, here: str, body: dict[str, str], error: str
) -> None:
    with nothing_changes():
        answer = alice.api.post(here, body)

    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_cancelling_an_invitation(alice: Person, here: str) -> None:
    invitation = alice.api.post(here, NEW_USER).json()["invitation"]

    answer = alice.api.delete(f"{here}/{invitation['id']}")

    assert (answer.status_code, answer.json()) == (200, {"message": "Invitation cancelled"})
    assert alice.api.get(here).json() == {"invitations": []}
    assert alice.api.delete(f"{here}/{invitation['id']}").status_code == 404


def test_the_callers_invitations_are_listed(
    alice: Person, charlie: Person, acme: Workspace
) -> None:
    invitation = invite(acme, charlie.user.email, by=alice, role="VIEWER")

    answer = charlie.api.get(f"{BASE}/invitations/pending")

    assert answer.status_code == 200
    assert answer.json() == {
        "invitations": [
            {
                "id": invitation.public_id,
                "workspace_id": acme.public_id,
                "email": charlie.user.email,
                "role": "guest",
                "status": "pending",
                "workspace": {"name": "Acme"},
            }
        ]
    }


def test_accepting_an_invitation(alice: Person, charlie: Person, acme: Workspace) -> None:
    invitation = invite(acme, charlie.user.email, by=alice, role="VIEWER")
    path = f"{BASE}/invitations/{invitation.public_id}/accept"

    answer = charlie.api.post(path)

    assert answer.status_code == 200
    assert answer.json() == {
        "message": "Invitation accepted",
        "workspace_id": acme.public_id,
    }
    assert roles_in(acme) == {alice.user.email: "OWNER", charlie.user.email: "VIEWER"}
    assert charlie.api.get(f"{BASE}/invitations/pending").json() == {"invitations": []}
    with nothing_changes():
        assert charlie.api.post(path).status_code == 404


def test_declining_an_invitation(alice: Person, charlie: Person, acme: Workspace) -> None:
    invitation = invite(acme, charlie.user.email, by=alice)
    path = f"{BASE}/invitations/{invitation.public_id}"

    answer = charlie.api.post(f"{path}/decline")

    assert (answer.status_code, answer.json()) == (200, {"message": "Invitation declined"})
    assert roles_in(acme) == {alice.user.email: "OWNER"}
    with nothing_changes():
        assert charlie.api.post(f"{path}/accept").status_code == 404


def test_another_users_invitation_is_not_found(alice: Person, bob: Person, acme: Workspace) -> None:
    invitation = invite(acme, "newuser@example.com", by=alice)
    path = f"{BASE}/invitations/{invitation.public_id}"

    with nothing_changes():
        answers = [bob.api.post(f"{path}/{verb}") for verb in ("accept", "decline")]

    assert [each.status_code for each in answers] == [404, 404]
    assert [each.json() for each in answers] == [{"error": "Not found."}] * 2


def test_an_unverified_address_sees_and_accepts_nothing(
    alice: Person, charlie: Person, acme: Workspace
) -> None:
    invitation = invite(acme, charlie.user.email, by=alice)
    User.objects.filter(pk=charlie.user.pk).update(email_verified_at=None)

    with nothing_changes():
        pending = charlie.api.get(f"{BASE}/invitations/pending")
        accepted = charlie.api.post(f"{BASE}/invitations/{invitation.public_id}/accept")

    assert pending.json() == {"invitations": []}
    assert accepted.status_code == 404


def test_an_expired_invitation_is_gone(
    alice: Person, charlie: Person, here: str, acme: Workspace
) -> None:
    invitation = invite(acme, charlie.user.email, by=alice)
    with as_table_owner():
        past = timezone.now() - timedelta(hours=1)
        Invitation.everywhere.filter(pk=invitation.pk).update(expires_at=past)

    with nothing_changes():
        accepted = charlie.api.post(f"{BASE}/invitations/{invitation.public_id}/accept")

    assert accepted.status_code == 404
    assert charlie.api.get(f"{BASE}/invitations/pending").json() == {"invitations": []}
    assert alice.api.get(here).json() == {"invitations": []}
