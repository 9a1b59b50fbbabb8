"""The chapter Customers, endpoint by endpoint."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.utils import timezone

from compat.morpheus import queries, services
from compat.morpheus.errors import CustomerExists
from compat.morpheus.tests.envelope import A_MOMENT, BASE, assert_refused, faults, success
from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, nothing_changes, run_concurrently
from workspaces.models import Workspace
from workspaces.services import change_workspace, suspend_workspace
from workspaces.tests.factories import Person, make_person, make_workspace

ONBOARD = f"{BASE}/customers/onboard"
ME = f"{BASE}/customers/me"
TECH_CORP = {"companyName": "Tech Corp", "phone": "+1234567890", "description": "AI Lab"}


def shown_customer(owner: Person, **more: Any) -> dict[str, Any]:
    """A customer onboarded with TECH_CORP, as the door shows it."""
    return {
        "id": str(_only_workspace().uuid),
        "companyName": "Tech Corp",
        "phone": "+1234567890",
        "description": "AI Lab",
        "status": "active",
        "avatar": None,
        "settings": {},
        "allowedIps": None,
        "createdBy": str(owner.user.uuid),
        "createdAt": A_MOMENT,
        "updatedAt": A_MOMENT,
        "deletedAt": None,
    } | more


def _only_workspace() -> Workspace:
    with as_table_owner():
        return Workspace.objects.get()


@pytest.fixture
def tech_corp(alice: Person) -> Workspace:
    assert alice.api.post(ONBOARD, TECH_CORP).status_code == 201
    return _only_workspace()


# POST /customers/onboard


def test_onboard(alice: Person) -> None:
    answer = alice.api.post(ONBOARD, TECH_CORP)

    shown = success(answer, 201, "Customer onboarded successfully")
    workspace = _only_workspace()
    assert shown == {
        "customer": shown_customer(alice),
        "user": {
            "id": str(alice.user.uuid),
            "customerId": str(workspace.uuid),
            "role": "owner",
        },
    }
    assert (workspace.name, workspace.company_name) == ("Tech Corp", "Tech Corp")


def test_onboard_with_the_name_alone(alice: Person) -> None:
    shown = alice.api.post(ONBOARD, {"companyName": "Tech Corp"}).json()["data"]["customer"]

    assert shown == shown_customer(alice, phone=None, description=None)


def test_onboard_keeps_the_number_as_given(alice: Person) -> None:
    answer = alice.api.post(ONBOARD, {**TECH_CORP, "phone": "+1-555-010-0000"})

    assert answer.json()["data"]["customer"]["phone"] == "+1-555-010-0000"
    assert _only_workspace().phone_e164 == "+15550100000"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"companyName": "x" * 121}, "companyName"),
        ({"companyName": 7}, "companyName"),
        ({"companyName": None}, "companyName"),
        ({"phone": "12345"}, "phone"),
        ({"description": {"a": 1}}, "description"),
    ],
)
def test_onboard_names_the_field_at_fault(alice: Person, wrong: dict[str, Any], field: str) -> None:
    with nothing_changes():
        answer = alice.api.post(ONBOARD, {**TECH_CORP, **wrong})

    assert set(faults(answer)) == {field}


def test_onboard_a_second_time(alice: Person, acme: Workspace) -> None:
    with nothing_changes():
        answer = alice.api.post(ONBOARD, TECH_CORP)

    assert_refused(answer, 409, "You already belong to a customer")


def test_onboard_as_a_member_of_another_customer(bob: Person) -> None:
    with nothing_changes():
        answer = bob.api.post(ONBOARD, TECH_CORP)

    assert_refused(answer, 409, "You already belong to a customer")


def _onboard_twice(person: Person) -> list[bool]:
    def onboard(_: int) -> bool:
        try:
            services.onboard(
                user=person.user,
                company_name="Tech Corp",
                phone="",
                description="",
                now=timezone.now(),
            )
        except CustomerExists:
            return False
        return True

    return sorted(run_concurrently(2, onboard))


@pytest.mark.django_db(transaction=True)
def test_race_without_the_lock_onboards_two_customers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dan, both_have_looked = make_person("dan"), threading.Barrier(2, timeout=60)
    look = queries.customer_context

    def look_together(*arguments: Any) -> Any:
        found = look(*arguments)
        both_have_looked.wait()
        return found

    monkeypatch.setattr(queries, "customer_context", look_together)
    monkeypatch.setattr(services, "_lock_user", lambda user: None)

    assert _onboard_twice(dan) == [True, True]


@pytest.mark.django_db(transaction=True)
def test_concurrent_onboarding_creates_one_customer() -> None:
    dan = make_person("dan")

    assert _onboard_twice(dan) == [False, True]
    assert _only_workspace().company_name == "Tech Corp"


# GET /customers/me


def test_customers_me(alice: Person, tech_corp: Workspace) -> None:
    with assert_queries(4):  # session, access, customer, its creator
        answer = alice.api.get(ME)

    assert success(answer, 200, "Customer details retrieved") == shown_customer(alice)


def test_customers_me_without_a_customer(alice: Person) -> None:
    assert_refused(alice.api.get(ME), 404, "Customer not found")


def test_customers_me_of_another_door_shows_the_workspaces_name(
    alice: Person, acme: Workspace
) -> None:
    shown = alice.api.get(ME).json()["data"]

    assert shown["companyName"] == "Acme"


def test_customers_me_in_the_named_customer(bob: Person, acme: Workspace) -> None:
    own = make_workspace(bob, name="Bob's")

    for name in (str(own.uuid), own.public_id):
        assert bob.api.get(ME, X_Workspace_Id=name).json()["data"]["companyName"] == "Bob's"
    assert bob.api.get(ME).json()["data"]["companyName"] == "Acme"


def test_a_foreign_and_an_unknown_customer_look_alike(
    alice: Person, acme: Workspace, other_workspace: Workspace
) -> None:
    for name in (str(other_workspace.uuid), other_workspace.public_id, str(uuid.uuid4())):
        answer = alice.api.get(ME, X_Workspace_Id=name)

        assert_refused(answer, 404, "Customer not found")


def test_a_malformed_header_looks_unknown(alice: Person, acme: Workspace) -> None:
    """Same response as for an unknown id."""
    answer = alice.api.get(ME, X_Workspace_Id="acme")

    assert_refused(answer, 404, "Customer not found")


def test_a_suspended_customer(alice: Person, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        suspend_workspace(workspace=acme, now=timezone.now())

    words = "This workspace is suspended. Please contact the platform's operator."
    assert_refused(alice.api.get(ME), 403, words)


# PATCH /customers/me


def test_change_one_field(alice: Person, tech_corp: Workspace) -> None:
    answer = alice.api.patch(ME, {"companyName": "Updated Corp"})

    shown = success(answer, 200, "Customer details updated")
    assert shown == shown_customer(alice, companyName="Updated Corp")
    assert shown["updatedAt"] > shown["createdAt"]
    assert _only_workspace().name == "Updated Corp"


def test_change_every_field(alice: Person, tech_corp: Workspace) -> None:
    changes = {
        "companyName": "Updated Corp",
        "phone": "+1 (234) 567-8901",
        "description": "Robot Lab\nand more",
        "avatar": "https://example.com/logo.png",
        "settings": {"theme": "dark", "snake_key": {"camelKey": [1, None]}},
        "allowedIps": ["127.0.0.1", "203.0.113.0/24", "2001:db8::1"],
    }

    answer = alice.api.patch(ME, changes)

    assert answer.json()["data"] == shown_customer(alice, **changes)
    assert success(alice.api.get(ME), 200, "Customer details retrieved") == answer.json()["data"]


def test_what_is_shown_can_be_sent_back(alice: Person, tech_corp: Workspace) -> None:
    alice.api.patch(ME, {"phone": None, "description": None, "avatar": "", "allowedIps": None})
    shown = alice.api.get(ME).json()["data"]

    answer = alice.api.patch(ME, shown)

    assert success(answer, 200, "Customer details updated") == shown_customer(
        alice, phone=None, description=None, allowedIps=[]
    )


def test_a_workspace_with_a_different_name_keeps_it(alice: Person, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        change_workspace(workspace=acme, company_name="Acme Ltd", now=timezone.now())

    shown = alice.api.patch(ME, {"companyName": "Acme Inc"}).json()["data"]

    assert shown["companyName"] == "Acme Inc"
    workspace = _only_workspace()
    assert (workspace.name, workspace.company_name) == ("Acme", "Acme Inc")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"companyName": None}, "companyName"),
        ({"companyName": " "}, "companyName"),
        ({"phone": "call me"}, "phone"),
        ({"avatar": "javascript:alert(1)"}, "avatar"),
        ({"settings": []}, "settings"),
        ({"settings": {"most": [1e20]}}, "settings"),
        ({"settings": None}, "settings"),
        ({"allowedIps": "127.0.0.1"}, "allowedIps"),
        ({"allowedIps": ["nowhere"]}, "allowedIps"),
        ({"allowedIps": ["10.0.0.0/33"]}, "allowedIps"),
        ({"allowedIps": [7]}, "allowedIps.0"),
    ],
)
def test_change_names_the_field_at_fault(
    alice: Person, tech_corp: Workspace, wrong: dict[str, Any], field: str
) -> None:
    with nothing_changes():
        answer = alice.api.patch(ME, {"description": "New", **wrong})

    assert set(faults(answer)) == {field}


def test_a_member_cannot_change_the_customer(bob: Person) -> None:
    with nothing_changes():
        answer = bob.api.patch(ME, {"companyName": "Bob's"})

    assert_refused(answer, 403, "You do not have permission to access this resource")
