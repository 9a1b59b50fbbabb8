"""Members: list, change role, remove, leave."""

from __future__ import annotations

import pytest

from core.testing import assert_queries, nothing_changes, shared
from workspaces.models import Membership, Workspace
from workspaces.tests.factories import Person, add_member, make_person, membership_of

ROLES = ("ADMIN", "MEMBER", "VIEWER")


@shared
def dora(acme: Workspace) -> Person:
    """An admin of Acme."""
    person = make_person("dora")
    add_member(acme, person, "ADMIN")
    return person


def path_of(base: str, membership: Membership) -> str:
    return f"{base}/members/{membership.public_id}"


def role_of(workspace: Workspace, person: Person) -> str:
    return membership_of(workspace, person).role


def test_every_member_sees_the_list(alice: Person, bob: Person, acme: Workspace, base: str) -> None:
    answer = bob.api.get(f"{base}/members")

    assert answer.status_code == 200
    assert answer.json() == {
        "members": [
            {
                "id": membership_of(acme, person).public_id,
                "user_id": person.user.public_id,
                "email": person.user.email,
                "full_name": person.user.full_name,
                "role": role,
                "created_at": membership_of(acme, person)
                .created_at.isoformat()
                .replace("+00:00", "Z"),
            }
            for person, role in ((alice, "OWNER"), (bob, "MEMBER"))
        ],
        "total": 2,
        "next": None,
    }


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_four_queries_at_any_size(
    alice: Person, acme: Workspace, base: str, count: int
) -> None:
    for number in range(count - 1):
        add_member(acme, make_person(f"colleague{number}"), "MEMBER")

    with assert_queries(4):  # session, scope, count, page
        answer = alice.api.get(f"{base}/members")

    assert answer.json()["total"] == len(answer.json()["members"]) == count


@pytest.mark.parametrize("role", ROLES)
def test_managers_give_every_role_below_owner(
    alice: Person, bob: Person, dora: Person, acme: Workspace, base: str, role: str
) -> None:
    for manager in (alice, dora):
        answer = manager.api.patch(path_of(base, membership_of(acme, bob)), {"role": role})

        assert (answer.status_code, answer.json()["role"]) == (200, role)
        assert role_of(acme, bob) == role


def test_an_admin_can_demote_another_admin(
    alice: Person, bob: Person, dora: Person, acme: Workspace, base: str
) -> None:
    alice.api.patch(path_of(base, membership_of(acme, bob)), {"role": "ADMIN"})

    answer = dora.api.patch(path_of(base, membership_of(acme, bob)), {"role": "VIEWER"})

    assert answer.status_code == 200
    assert role_of(acme, bob) == "VIEWER"


def test_a_role_change_makes_nobody_owner(
    alice: Person, bob: Person, dora: Person, acme: Workspace, base: str
) -> None:
    for manager in (alice, dora):
        with nothing_changes():
            answer = manager.api.patch(path_of(base, membership_of(acme, bob)), {"role": "OWNER"})
        assert (answer.status_code, answer.json()["code"]) == (403, "OWNERSHIP_TRANSFER_ONLY")


def test_the_owners_role_cannot_be_changed(
    alice: Person, dora: Person, acme: Workspace, base: str
) -> None:
    for manager in (alice, dora):
        with nothing_changes():
            answer = manager.api.patch(path_of(base, membership_of(acme, alice)), {"role": "ADMIN"})
        assert (answer.status_code, answer.json()["code"]) == (403, "OWNERSHIP_TRANSFER_ONLY")


def test_the_same_role_again_changes_nothing(
    alice: Person, bob: Person, acme: Workspace, base: str
) -> None:
    with nothing_changes():
        answer = alice.api.patch(path_of(base, membership_of(acme, bob)), {"role": "MEMBER"})
        empty = alice.api.patch(path_of(base, membership_of(acme, bob)), {})

    assert (answer.status_code, empty.status_code) == (200, 200)


def test_a_removed_member_loses_access_at_once(
    bob: Person, dora: Person, acme: Workspace, base: str
) -> None:
    assert bob.api.get(base).status_code == 200

    answer = dora.api.delete(path_of(base, membership_of(acme, bob)))

    assert (answer.status_code, answer.json()) == (200, {"message": "Member removed"})
    assert bob.api.get(base).status_code == 404
    assert bob.api.get("/api/v1/auth/me").status_code == 200


def test_the_owner_cannot_be_removed(
    alice: Person, dora: Person, acme: Workspace, base: str
) -> None:
    for manager in (alice, dora):
        with nothing_changes():
            answer = manager.api.delete(path_of(base, membership_of(acme, alice)))
        assert (answer.status_code, answer.json()["code"]) == (403, "OWNER_CANNOT_LEAVE")


@pytest.mark.parametrize("role", ROLES)
def test_everyone_but_the_owner_can_leave(acme: Workspace, base: str, role: str) -> None:
    person = make_person("leaver")
    add_member(acme, person, role)

    answer = person.api.post(f"{base}/leave")

    assert (answer.status_code, answer.json()) == (200, {"message": "You have left the workspace"})
    assert person.api.get(base).status_code == 404


def test_the_owner_cannot_leave(alice: Person, base: str) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{base}/leave")

    assert answer.status_code == 403
