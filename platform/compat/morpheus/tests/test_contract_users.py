"""The chapter Users: invite, change role, remove."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.tests.mailbox import mailed_tokens
from compat.morpheus.tests.envelope import A_MOMENT, BASE, assert_refused, faults, success
from compat.morpheus.tests.people import invited_by
from core.scope import workspace_scope
from core.testing import nothing_changes
from workspaces.models import Invitation, Membership, Workspace
from workspaces.tests.factories import Person

USERS = f"{BASE}/users"
NO_PERMISSION = "You do not have permission to access this resource"
BY_TRANSFER = "Ownership of a workspace can only be transferred."


def _role_of(workspace: Workspace, person: Person) -> str:
    with workspace_scope(workspace.pk):
        return str(Membership.objects.get(user=person.user).role)


# POST /users


def test_invite(alice: Person, acme: Workspace) -> None:
    body = {"email": "Colleague@Tech.com", "role": "member", "name": "Bob"}

    answer = alice.api.post(USERS, body)

    with workspace_scope(acme.pk):
        invitation = Invitation.objects.get()
    assert success(answer, 201, "User invited successfully") == {
        "id": str(invitation.uuid),
        "email": "colleague@tech.com",
        "name": "Bob",
        "customerId": str(acme.uuid),
        "role": "member",
        "status": "invited",
        "provider": "local",
        "emailVerified": False,
        "lastLoginAt": None,
        "createdAt": A_MOMENT,
        "updatedAt": A_MOMENT,
    }
    assert len(mailed_tokens("colleague@tech.com")) == 1


@pytest.mark.parametrize("role", ["admin", "member", "viewer"])
def test_invite_in_every_role(alice: Person, acme: Workspace, role: str) -> None:
    answer = alice.api.post(USERS, {"email": "colleague@tech.com", "role": role})

    assert success(answer, 201, "User invited successfully")["role"] == role


def test_invite_as_owner(alice: Person, acme: Workspace) -> None:
    with nothing_changes():
        answer = alice.api.post(USERS, {"email": "colleague@tech.com", "role": "owner"})

    assert_refused(answer, 403, BY_TRANSFER)


def test_invite_a_member(alice: Person, bob: Person) -> None:
    with nothing_changes():
        answer = alice.api.post(USERS, {"email": "bob@example.com", "role": "member"})

    assert_refused(answer, 409, "That person is a member of the workspace already.")


def test_invite_twice(alice: Person, invited: Invitation) -> None:
    with nothing_changes():
        answer = alice.api.post(USERS, {"email": "colleague@tech.com", "role": "admin"})

    words = "That address has a pending invitation already. It can be sent again."
    assert_refused(answer, 409, words)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": None}, "email"),
        ({"role": "platform_admin"}, "role"),
        ({"role": "MEMBER"}, "role"),
        ({"role": 1}, "role"),
        ({"name": "x" * 121}, "name"),
        ({"name": ["Bob"]}, "name"),
    ],
)
def test_invite_names_the_field_at_fault(
    alice: Person, acme: Workspace, wrong: dict[str, Any], field: str
) -> None:
    with nothing_changes():
        answer = alice.api.post(USERS, {"email": "new@tech.com", "role": "member", **wrong})

    assert set(faults(answer)) == {field}


# PATCH /users/:id


def test_change_a_members_role(alice: Person, acme: Workspace, bob: Person) -> None:
    answer = alice.api.patch(f"{USERS}/{bob.user.uuid}", {"role": "admin"})

    assert success(answer, 200, "User role updated successfully") == {
        "id": str(bob.user.uuid),
        "role": "admin",
        "email": "bob@example.com",
        "updatedAt": A_MOMENT,
    }
    assert _role_of(acme, bob) == "ADMIN"


def test_change_an_invitations_role(alice: Person, acme: Workspace, invited: Invitation) -> None:
    answer = alice.api.patch(f"{USERS}/{invited.uuid}", {"role": "viewer"})

    assert success(answer, 200, "User role updated successfully") == {
        "id": str(invited.uuid),
        "role": "viewer",
        "email": "colleague@tech.com",
        "updatedAt": A_MOMENT,
    }


def test_ownership_is_only_transferred(
    alice: Person, acme: Workspace, bob: Person, invited: Invitation
) -> None:
    for person in (bob.user.uuid, invited.uuid):
        with nothing_changes():
            answer = alice.api.patch(f"{USERS}/{person}", {"role": "owner"})

        assert_refused(answer, 403, BY_TRANSFER)


def test_the_owners_role_cannot_be_changed(adam: Person, alice: Person, acme: Workspace) -> None:
    for person in (adam, alice):
        with nothing_changes():
            answer = person.api.patch(f"{USERS}/{alice.user.uuid}", {"role": "admin"})

        assert_refused(answer, 403, BY_TRANSFER)


# DELETE /users/:id


def test_remove_a_member(alice: Person, acme: Workspace, bob: Person) -> None:
    answer = alice.api.delete(f"{USERS}/{bob.user.uuid}")

    shown = success(answer, 200, "User removed successfully")
    assert shown == {"message": "User removed successfully"}
    assert_refused(bob.api.get(f"{BASE}/customers/me"), 404, "Customer not found")
    again = alice.api.delete(f"{USERS}/{bob.user.uuid}")
    assert_refused(again, 404, f"User with ID {bob.user.uuid} does not exist")


def test_remove_an_invitation(alice: Person, acme: Workspace, invited: Invitation) -> None:
    answer = alice.api.delete(f"{USERS}/{invited.uuid}")

    success(answer, 200, "User removed successfully")
    with workspace_scope(acme.pk):
        assert Invitation.objects.get().status == "CANCELLED"


def test_the_owner_cannot_be_removed(alice: Person, adam: Person, acme: Workspace) -> None:
    words = "The owner cannot leave the workspace before its ownership is transferred."
    for person in (alice, adam):
        with nothing_changes():
            answer = person.api.delete(f"{USERS}/{alice.user.uuid}")

        assert_refused(answer, 403, words)


# All of them


def test_foreign_and_unknown_users_look_alike(
    alice: Person, acme: Workspace, charlie: Person, other_workspace: Workspace
) -> None:
    foreign = invited_by(charlie, other_workspace, "foreign@tech.com")
    for name in (charlie.user.uuid, foreign.uuid, uuid.uuid4(), "bob", "7"):
        for method, body in (("PATCH", {"role": "admin"}), ("DELETE", None)):
            with nothing_changes():
                answer = alice.api.call(method, f"{USERS}/{name}", body=body)

            assert_refused(answer, 404, f"User with ID {name} does not exist")


def test_a_member_manages_nobody(bob: Person, alice: Person, invited: Invitation) -> None:
    body = {"email": "new@tech.com", "role": "member"}
    for method, path, sent in (
        ("POST", USERS, body),
        ("PATCH", f"{USERS}/{bob.user.uuid}", {"role": "admin"}),
        ("DELETE", f"{USERS}/{invited.uuid}", None),
    ):
        with nothing_changes():
            answer = bob.api.call(method, path, body=sent)

        assert_refused(answer, 403, NO_PERMISSION)
