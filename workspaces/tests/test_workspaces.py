"""Workspaces over the API: create, show, change, close."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.scope import as_table_owner
from core.testing import ApiClient, assert_queries, nothing_changes, run_concurrently
from workspaces import services
from workspaces.models import Membership, Workspace
from workspaces.tests.factories import Person, add_member, make_key, make_person

PATH = "/api/v1/workspaces"
NOT_FOUND = {"detail": "Not found.", "code": "NOT_FOUND", "field": None}


def time_of(moment: Any) -> str:
    return str(moment.isoformat().replace("+00:00", "Z"))


def stored(public_id: str) -> Workspace:
    with as_table_owner():
        return Workspace.objects.with_public_id(public_id).get()


def test_creating_makes_the_caller_its_owner(alice: Person) -> None:
    settings = {"notifications_enabled": True, "Own Key": [1, {"x": None}]}

    answer = alice.api.post(
        PATH, {"name": "My Company", "timezone": "Asia/Kolkata", "settings": settings}
    )

    assert answer.status_code == 201
    workspace = stored(answer.json()["id"])
    assert answer.json() == {
        "id": workspace.public_id,
        "name": "My Company",
        "slug": "my-company",
        "company_name": "",
        "address": "",
        "phone": "",
        "description": "",
        "logo_url": "",
        "timezone": "Asia/Kolkata",
        "owner_id": alice.user.public_id,
        "subscription_tier": "FREE",
        "settings": settings,
        "created_at": time_of(workspace.created_at),
    }
    with as_table_owner():
        membership = Membership.everywhere.get(workspace=workspace)
    assert (membership.user, membership.role) == (alice.user, "OWNER")


def test_a_name_is_sufficient(alice: Person) -> None:
    body = alice.api.post(PATH, {"name": "  Plain  "}).json()

    assert (body["name"], body["timezone"], body["settings"]) == ("Plain", "UTC", {})


def test_the_plan_cannot_be_chosen_by_the_caller(alice: Person) -> None:
    chosen = {"plan": "ENTERPRISE", "subscription_tier": "ENTERPRISE", "slug": "x"}
    with nothing_changes():
        refused = alice.api.post(PATH, {"name": "A", **chosen})
    body = alice.api.post(PATH, {"name": "A"}).json()

    assert refused.status_code == 400
    assert {each["field"] for each in refused.json()["errors"]} == set(chosen)
    assert (body["subscription_tier"], body["slug"]) == ("FREE", "a")


def test_all_wrong_fields_are_named_at_once(alice: Person, base: str) -> None:
    """Also those that only a service can judge."""
    wrong = {"name": "", "timezone": "Mars/Olympus", "phone": "x", "allowed_ips": ["x"], "logo": ""}

    with nothing_changes():
        answer = alice.api.patch(base, wrong)

    told = {each["field"]: each["code"] for each in answer.json()["errors"]}
    assert told == {
        "name": "BLANK",
        "timezone": "INVALID",
        "phone": "PHONE",
        "allowed_ips": "ALLOWED_IP_INVALID",
        "logo": "UNKNOWN_FIELD",
    }


@pytest.mark.parametrize("time_zone", ["Mars/Olympus", "europe/vienna", "../UTC", "UTC+1", ""])
def test_an_unknown_time_zone_is_refused(alice: Person, base: str, time_zone: str) -> None:
    with nothing_changes():
        made = alice.api.post(PATH, {"name": "A", "timezone": time_zone})
        changed = alice.api.patch(base, {"name": "A", "timezone": time_zone})

    for answer in (made, changed):
        assert (answer.status_code, answer.json()["field"]) == (400, "timezone")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Company", "my-company"),
        ("  Zoë & Söhne!  ", "zoe-sohne"),
        ("日本語", "workspace"),
        ("x" * 120, "x" * 70),
    ],
)
def test_slugs_derive_from_names(alice: Person, name: str, slug: str) -> None:
    assert alice.api.post(PATH, {"name": name}).json()["slug"] == slug


def test_a_taken_slug_gets_a_suffix(alice: Person, charlie: Person) -> None:
    slugs = [person.api.post(PATH, {"name": "Same"}).json()["slug"] for person in (alice, charlie)]

    assert slugs[0] == "same"
    assert slugs[1].startswith("same-")
    assert len(slugs[1]) == len("same-12345678")


def test_concurrent_workspaces_of_one_name_get_different_slugs(
    transactional_db: None, alice: Person
) -> None:
    answers = run_concurrently(20, lambda _: alice.api.post(PATH, {"name": "Same"}))

    assert [each.status_code for each in answers] == [201] * 20
    assert len({each.json()["slug"] for each in answers}) == 20


def test_the_detail_shows_figures_and_the_callers_role(
    alice: Person, bob: Person, acme: Workspace, base: str, agent: Any
) -> None:
    visitor = ApiClient(**{"X-API-Key": make_key(acme)})
    for session in ("first", "first", "second"):
        question = {"agent_id": agent.public_id, "session_id": session, "message": "Hello?"}
        visitor.post("/api/v1/widget/chat", question)

    with assert_queries(4):  # session, scope, owner, workspace with statistics
        answer = bob.api.get(base)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": acme.public_id,
        "name": "Acme",
        "slug": "acme",
        "company_name": "",
        "address": "",
        "phone": "",
        "description": "",
        "logo_url": "",
        "timezone": "UTC",
        "owner_id": alice.user.public_id,
        "subscription_tier": "ENTERPRISE",
        "settings": {},
        "allowed_ips": [],
        "role": "MEMBER",
        "stats": {
            "total_agents": 1,
            "total_documents": 0,
            "total_conversations": 2,
            "total_messages": 6,
        },
        "created_at": time_of(acme.created_at),
    }


def test_a_change_applies_and_leaves_the_rest(alice: Person, base: str, acme: Workspace) -> None:
    changes = {
        "name": "Acme Ltd",
        "logo_url": "https://cdn.example.com/logo.png?v=2",
        "settings": {"a": 1},
    }

    answer = alice.api.patch(base, changes)

    assert answer.status_code == 200
    assert answer.json() == alice.api.get(base).json()
    assert answer.json() | changes == answer.json()
    after = stored(acme.public_id)
    assert (after.slug, after.time_zone, after.plan) == ("acme", "UTC", "ENTERPRISE")
    assert after.updated_at > acme.updated_at


def test_company_details_are_stored_as_given(alice: Person) -> None:
    values = {
        "company_name": "Acme Corp",
        "address": "123 Main St",
        "phone": "+1-555-0100",
        "description": "Tools.\nAnd traps.",
    }

    made = alice.api.post(PATH, {"name": "Acme", **values}).json()

    assert made | values == made
    assert (
        alice.api.get(f"{PATH}/{made['id']}").json() | values
        == alice.api.get(f"{PATH}/{made['id']}").json()
    )
    assert stored(made["id"]).phone_e164 == "+15550100"
    alice.api.patch(f"{PATH}/{made['id']}", {"phone": ""})
    assert stored(made["id"]).phone_e164 == ""


@pytest.mark.parametrize("phone", ["555-0100", "+1", "call me", "+1-555-0100 ext 5"])
def test_a_phone_number_is_international(alice: Person, base: str, phone: str) -> None:
    with nothing_changes():
        answer = alice.api.patch(base, {"phone": phone})

    assert (answer.status_code, answer.json()["field"]) == (400, "phone")


def test_settings_are_replaced_as_a_whole(alice: Person, base: str) -> None:
    alice.api.patch(base, {"settings": {"a": 1, "b": 2}})
    alice.api.patch(base, {"settings": {"b": 3}})

    assert alice.api.get(base).json()["settings"] == {"b": 3}


def test_a_logo_can_be_removed(alice: Person, base: str) -> None:
    alice.api.patch(base, {"logo_url": "https://example.com/logo.png"})

    assert alice.api.patch(base, {"logo_url": ""}).json()["logo_url"] == ""


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:image/png;base64,AA", "ftp://example.com/x", "//x", "logo.png"]
    + ["http://[::1", "https://" + "x" * 500 + ".com"],
)
def test_a_logo_is_a_web_address(alice: Person, base: str, url: str) -> None:
    with nothing_changes():
        answer = alice.api.patch(base, {"logo_url": url})

    assert (answer.status_code, answer.json()["field"]) == (400, "logo_url")


def test_an_empty_change_changes_nothing(alice: Person, base: str) -> None:
    before = alice.api.get(base).json()

    assert alice.api.patch(base, {}).json() == before


def test_a_closed_workspace_is_gone_for_everyone(
    alice: Person, bob: Person, acme: Workspace, base: str, agent: Any
) -> None:
    admin = make_person("admin")
    add_member(acme, admin, "ADMIN")
    visitor = ApiClient(**{"X-API-Key": make_key(acme)})

    answer = alice.api.delete(base)

    assert (answer.status_code, answer.json()) == (
        200,
        {"message": "Workspace deleted successfully"},
    )
    for person in (alice, bob, admin):
        for method in ("GET", "PATCH", "DELETE"):
            refused = person.api.call(method, base, body={})
            assert (refused.status_code, refused.json()) == (404, NOT_FOUND)
        assert person.api.get(PATH).json()["total"] == 0
    chat = {"agent_id": agent.public_id, "message": "Hello?"}
    assert visitor.post("/api/v1/widget/chat", chat).status_code == 401
    assert visitor.get(f"/api/v1/widget/config/{agent.public_id}").status_code == 401


def test_staff_can_restore_it_with_everything_in_it(
    alice: Person, acme: Workspace, base: str, agent: Any
) -> None:
    alice.api.delete(base)
    with as_table_owner():
        services.restore_workspace(workspace=acme, now=timezone.now())

    assert alice.api.get(base).json()["stats"]["total_agents"] == 1


def test_the_name_of_a_closed_workspace_can_be_reused(alice: Person, base: str) -> None:
    alice.api.delete(base)

    answer = alice.api.post(PATH, {"name": "Acme"})

    assert answer.status_code == 201
    assert answer.json()["slug"] != "acme"
