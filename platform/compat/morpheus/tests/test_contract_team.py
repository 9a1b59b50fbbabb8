"""The chapter Users: the list of a team, including invitations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from compat.morpheus.tests.envelope import A_MOMENT, BASE, assert_refused, faults, success
from compat.morpheus.tests.people import invited_by
from core.testing import assert_queries
from workspaces.models import Invitation, Workspace
from workspaces.tests.factories import Person, add_member, make_person

USERS = f"{BASE}/users"


def test_the_team_includes_invitations(
    alice: Person, acme: Workspace, bob: Person, invited: Invitation
) -> None:
    shown = success(alice.api.get(USERS), 200, "Users retrieved successfully")

    assert shown == {
        "users": [
            {
                "id": str(alice.user.uuid),
                "name": "Alice",
                "email": "alice@example.com",
                "role": "owner",
                "status": "active",
                "lastLoginAt": None,
                "createdAt": A_MOMENT,
            },
            {
                "id": str(bob.user.uuid),
                "name": "Bob",
                "email": "bob@example.com",
                "role": "member",
                "status": "active",
                "lastLoginAt": None,
                "createdAt": A_MOMENT,
            },
            {
                "id": str(invited.uuid),
                "name": "Bob",
                "email": "colleague@tech.com",
                "role": "member",
                "status": "invited",
                "lastLoginAt": None,
                "createdAt": A_MOMENT,
            },
        ],
        "pagination": {"page": 1, "limit": 10, "total": 3, "totalPages": 1},
    }


def test_the_last_sign_in_is_shown(alice: Person, acme: Workspace) -> None:
    alice.user.last_login = timezone.now()
    alice.user.save(update_fields=["last_login"])

    assert alice.api.get(USERS).json()["data"]["users"][0]["lastLoginAt"] == A_MOMENT


@pytest.mark.parametrize("limit", range(1, 8))
def test_pages_continue_from_members_to_invitations(
    alice: Person, acme: Workspace, bob: Person, adam: Person, limit: int
) -> None:
    for name in ("first", "second", "third"):
        invited_by(alice, acme, f"{name}@tech.com")
    everybody = ["alice@example.com", "bob@example.com", "adam@example.com"]
    everybody += ["first@tech.com", "second@tech.com", "third@tech.com"]

    found = []
    for page in range(1, 8):
        shown = alice.api.get(USERS, {"page": page, "limit": limit}).json()["data"]
        assert shown["pagination"]["total"] == 6
        assert shown["pagination"]["totalPages"] == len(range(0, 6, limit))
        emails = [each["email"] for each in shown["users"]]
        assert emails == everybody[(page - 1) * limit : page * limit]
        found += emails

    assert found == everybody


def test_a_viewer_can_read_the_team(acme: Workspace) -> None:
    vera = make_person("vera")
    add_member(acme, vera, "VIEWER")

    shown = success(vera.api.get(USERS), 200, "Users retrieved successfully")["users"]

    assert [each["role"] for each in shown] == ["owner", "viewer"]


def test_an_expired_invitation_is_not_listed(alice: Person, acme: Workspace) -> None:
    old = invited_by(alice, acme, "late@tech.com", now=timezone.now() - timedelta(days=8))

    shown = alice.api.get(USERS).json()["data"]

    assert [each["email"] for each in shown["users"]] == ["alice@example.com"]
    answer = alice.api.delete(f"{USERS}/{old.uuid}")
    assert_refused(answer, 404, f"User with ID {old.uuid} does not exist")


def test_the_list_costs_the_same_queries_at_any_size(
    alice: Person, acme: Workspace, bob: Person, adam: Person
) -> None:
    for number in range(5):
        invited_by(alice, acme, f"person{number}@tech.com")

    with assert_queries(5):  # session, access, number of members, invitations, members
        shown = success(alice.api.get(USERS), 200, "Users retrieved successfully")

    assert len(shown["users"]) == 8


@pytest.mark.parametrize("name", ["page", "limit"])
def test_an_invalid_page_number_is_refused(alice: Person, acme: Workspace, name: str) -> None:
    for value in ("0", "-1", "ten"):
        answer = alice.api.get(USERS, {name: value})

        assert faults(answer) == {name: f"The {name} is a whole number from 1."}
