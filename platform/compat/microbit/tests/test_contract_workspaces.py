"""Workspaces and their members at this door, whose lists have no pages."""

from __future__ import annotations

import pytest
from django.utils import timezone

from compat.microbit.tests.shapes import member_object, workspace_object
from compat.microbit.tests.world import BASE, member_id
from core.scope import as_table_owner
from core.testing import nothing_changes
from core.testing.queries import assert_queries
from workspaces import services
from workspaces.models import Membership, Workspace
from workspaces.tests.factories import Person, add_member, make_person, make_workspace

MY_COMPANY = {
    "name": "My Company",
    "company_name": "Acme Corp",
    "address": "123 Main St",
    "phone": "+1-555-0100",
}
PHONE_REFUSED = "phone: Enter a phone number in international form, e.g. +1-555-0100."


@pytest.fixture
def here(acme: Workspace) -> str:
    """The path of Acme's routes at this door."""
    return f"{BASE}/workspaces/{acme.public_id}"


def make_guest(workspace: Workspace) -> Person:
    guest = make_person("guest")
    add_member(workspace, guest, "VIEWER")
    return guest


def test_creating_a_workspace_makes_the_caller_its_owner(alice: Person) -> None:
    answer = alice.api.post(f"{BASE}/workspaces", MY_COMPANY)

    assert answer.status_code == 201
    assert set(answer.json()) == {"workspace"}
    made = answer.json()["workspace"]
    assert made == workspace_object(made["id"])
    assert {key: made[key] for key in MY_COMPANY} == MY_COMPANY
    members = alice.api.get(f"{BASE}/workspaces/{made['id']}/members").json()["members"]
    assert [(each["user_id"], each["role"]) for each in members] == [
        (alice.user.public_id, "owner")
    ]


def test_a_name_is_sufficient(alice: Person) -> None:
    made = alice.api.post(f"{BASE}/workspaces", {"name": "My Company"}).json()["workspace"]

    assert (made["company_name"], made["address"], made["phone"]) == ("", "", "")


def test_a_workspace_is_visible_at_the_own_api_and_vice_versa(
    alice: Person, here: str, acme: Workspace
) -> None:
    made = alice.api.post(f"{BASE}/workspaces", MY_COMPANY).json()["workspace"]

    there = alice.api.get(f"/api/v1/workspaces/{made['id']}").json()

    assert (there["name"], there["role"]) == ("My Company", "OWNER")
    assert alice.api.get(here).json() == {"workspace": workspace_object(acme.public_id)}


@pytest.mark.parametrize("phone", ["+1-555-0100", "+15550100", "+44 (117) 496 0123", ""])
def test_a_phone_number_is_returned_as_given(alice: Person, phone: str) -> None:
    answer = alice.api.post(f"{BASE}/workspaces", {**MY_COMPANY, "phone": phone})

    assert (answer.status_code, answer.json()["workspace"]["phone"]) == (201, phone)


@pytest.mark.parametrize("phone", ["555-0100", "+0 555 0100", "+1-555-CALL", "0043 1 5550100"])
def test_an_invalid_phone_number_is_refused(alice: Person, here: str, phone: str) -> None:
    with nothing_changes():
        answers = [
            alice.api.post(f"{BASE}/workspaces", {**MY_COMPANY, "phone": phone}),
            alice.api.call("PUT", here, body={"phone": phone}),
        ]

    assert [each.status_code for each in answers] == [400, 400]
    assert [each.json() for each in answers] == [{"error": PHONE_REFUSED}] * 2


def test_the_list_has_all_the_callers_workspaces_oldest_first(
    bob: Person, acme: Workspace, other_workspace: Workspace
) -> None:
    own = make_workspace(bob, name="Bob's")

    answer = bob.api.get(f"{BASE}/workspaces")

    assert answer.status_code == 200
    assert answer.json() == {
        "workspaces": [workspace_object(each.public_id) for each in (acme, own)]
    }


@pytest.mark.parametrize("others", [0, 30])
def test_the_list_costs_the_same_queries_at_any_length(
    alice: Person, acme: Workspace, others: int
) -> None:
    for number in range(others):
        make_workspace(alice, name=f"Branch {number}")

    with assert_queries(3):  # session, scope, rows
        answer = alice.api.get(f"{BASE}/workspaces")

    assert len(answer.json()["workspaces"]) == 1 + others


def test_one_workspace_is_shown(bob: Person, here: str, acme: Workspace) -> None:
    answer = bob.api.get(here)

    assert answer.status_code == 200
    assert answer.json() == {"workspace": workspace_object(acme.public_id)}


def test_every_field_of_a_workspace_can_be_changed(
    alice: Person, here: str, acme: Workspace
) -> None:
    body = {
        "name": "Updated Name",
        "company_name": "New Corp Name",
        "address": "456 Oak Ave",
        "phone": "+1-555-0200",
    }

    answer = alice.api.call("PUT", here, body=body)

    assert answer.status_code == 200
    assert answer.json() == {"workspace": workspace_object(acme.public_id)}
    assert {key: answer.json()["workspace"][key] for key in body} == body


def test_omitted_fields_stay(alice: Person) -> None:
    made = alice.api.post(f"{BASE}/workspaces", MY_COMPANY).json()["workspace"]

    changed = alice.api.call("PUT", f"{BASE}/workspaces/{made['id']}", body={"address": ""}).json()[
        "workspace"
    ]

    assert {**changed, "updated_at": None} == {**made, "address": "", "updated_at": None}


def test_a_name_cannot_be_removed(alice: Person, here: str) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", here, body={"name": ""})

    assert answer.status_code == 400
    assert answer.json() == {"error": "name: This field may not be blank."}


def test_deleting_a_workspace(alice: Person, bob: Person, here: str) -> None:
    with nothing_changes():
        refused = bob.api.delete(here)

    answer = alice.api.delete(here)

    assert (refused.status_code, refused.json()) == (
        403,
        {"error": "Your role does not allow this."},
    )
    assert (answer.status_code, answer.json()) == (200, {"message": "Workspace deleted"})
    assert alice.api.get(here).status_code == 404
    assert alice.api.get(f"{BASE}/workspaces").json() == {"workspaces": []}


def test_a_guest_sees_the_workspace_in_the_list_only(acme: Workspace, here: str) -> None:
    guest = make_guest(acme)

    listed = guest.api.get(f"{BASE}/workspaces").json()["workspaces"]

    assert [each["id"] for each in listed] == [acme.public_id]
    assert [guest.api.get(path).status_code for path in (here, f"{here}/members")] == [403, 403]


def test_strangers_and_anonymous_callers_get_404(charlie: Person, here: str) -> None:
    unknown = f"{BASE}/workspaces/ws_01h455vb4pex5vsknk084sn02q"

    answers = [charlie.api.get(path) for path in (here, unknown, f"{BASE}/workspaces/x")]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert [each.json() for each in answers] == [{"error": "Not found."}] * 3


def test_members_are_listed_owner_first(
    alice: Person, bob: Person, here: str, acme: Workspace
) -> None:
    guest = make_guest(acme)

    answer = bob.api.get(f"{here}/members")

    assert answer.status_code == 200
    assert answer.json() == {
        "members": [
            member_object(acme, alice, "owner"),
            member_object(acme, bob, "member"),
            member_object(acme, guest, "guest"),
        ]
    }


@pytest.mark.parametrize("role", ["admin", "member", "guest"])
def test_changing_the_role_of_a_member(
    alice: Person, bob: Person, here: str, acme: Workspace, role: str
) -> None:
    path = f"{here}/members/{member_id(acme, bob)}/role"

    answer = alice.api.call("PUT", path, body={"role": role})

    assert answer.status_code == 200
    assert answer.json() == {"member": member_object(acme, bob, role)}


def test_the_owner_role_cannot_be_given_or_taken(
    alice: Person, bob: Person, here: str, acme: Workspace
) -> None:
    cases = [(bob, "owner"), (alice, "admin"), (alice, "owner")]

    with nothing_changes():
        answers = [
            alice.api.call(
                "PUT", f"{here}/members/{member_id(acme, person)}/role", body={"role": role}
            )
            for person, role in cases
        ]

    assert [each.status_code for each in answers] == [403, 403, 403]
    assert [set(each.json()) for each in answers] == [{"error"}] * 3


@pytest.mark.parametrize("body", [{}, {"role": "VIEWER"}, {"role": "Admin"}, {"role": ["admin"]}])
def test_an_invalid_role_is_refused(
    alice: Person, bob: Person, here: str, acme: Workspace, body: dict[str, object]
) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", f"{here}/members/{member_id(acme, bob)}/role", body=body)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith("role: ")


def test_removing_a_member(alice: Person, bob: Person, here: str, acme: Workspace) -> None:
    answer = alice.api.delete(f"{here}/members/{member_id(acme, bob)}")

    assert (answer.status_code, answer.json()) == (200, {"message": "Member removed"})
    assert bob.api.get(here).status_code == 404
    with as_table_owner():
        assert not Membership.everywhere.filter(user=bob.user).exists()


def test_the_owner_cannot_be_removed(alice: Person, here: str, acme: Workspace) -> None:
    with nothing_changes():
        answer = alice.api.delete(f"{here}/members/{member_id(acme, alice)}")

    assert answer.status_code == 403
    assert set(answer.json()) == {"error"}


def test_a_suspended_workspace_is_reported(alice: Person, here: str, acme: Workspace) -> None:
    with as_table_owner():
        services.suspend_workspace(workspace=acme, now=timezone.now())

    answer = alice.api.get(here)

    assert answer.status_code == 403
    assert answer.json() == {
        "error": "This workspace is suspended. Please contact the platform's operator."
    }
