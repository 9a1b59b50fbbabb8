"""The stella contract, endpoint by endpoint: workspaces."""

from __future__ import annotations

from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes
from core.testing.queries import assert_queries
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_person, make_workspace

NOT_FOUND = {"msg": "Workspace not found"}
NO_ACCESS = {"msg": "User does not have access to the workspace"}
NOT_THE_OWNER = {"msg": "User is not the owner of the workspace"}
MISSING_JSON = {"msg": "Missing JSON in request"}

NOBODYS = [
    "ws_01h455vb4pex5vsknk084sn02q",
    "12345",
    "ws_",
    "usr_01h455vb4pex5vsknk084sn02q",
    "%00",
]


@pytest.fixture
def path(acme: Workspace) -> str:
    return f"/workspace/{acme.public_id}"


def shown(workspace: Workspace, owner: Person) -> dict[str, Any]:
    return {
        "workspace_id": workspace.public_id,
        "id": workspace.public_id,
        "name": workspace.name,
        "owner": owner.user.public_id,
        "created_by": owner.user.public_id,
        "agents": {},
        "last_chat_id": None,
    }


def name_of(workspace: Workspace) -> str:
    with workspace_scope(workspace.pk):
        return Workspace.objects.get(pk=workspace.pk).name


def test_create(alice: Person) -> None:
    answer = alice.api.post("/workspace", {"name": "My New Workspace"})

    assert answer.status_code == 200
    body = answer.json()
    assert (body["msg"], body["workspace"]["name"]) == ("Workspace created", "My New Workspace")
    assert body["workspace"]["owner"] == alice.user.public_id
    name = body["workspace"]["workspace_id"]
    there = alice.api.get(f"/api/v1/workspaces/{name}").json()
    assert (there["name"], there["role"]) == ("My New Workspace", "OWNER")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"", "text/plain"),
        (b"", ""),
        (b"{}", "application/json"),
        (b'{"name": null}', "application/json"),
        (b'{"name": ""}', "application/json"),
    ],
)
def test_a_workspace_needs_no_name_and_no_body(
    alice: Person, body: bytes, content_type: str
) -> None:
    answer = alice.api.call("POST", "/workspace", body=body, content_type=content_type)

    assert answer.status_code == 200
    assert answer.json()["workspace"]["name"] == "Untitled Workspace"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"null"])
def test_a_body_that_is_not_a_json_object_is_refused(alice: Person, body: bytes) -> None:
    with nothing_changes():
        answer = alice.api.call("POST", "/workspace", body=body)

    assert (answer.status_code, answer.json()) == (400, {"msg": "Missing JSON in request"})


@pytest.mark.parametrize("name", [7, True, [], {"a": 1}, "x" * 121, "a\x00b", "\u202e"])
def test_an_invalid_name_is_refused(alice: Person, name: object) -> None:
    with nothing_changes():
        answer = alice.api.post("/workspace", {"name": name})

    assert answer.status_code == 400
    assert answer.json()["msg"].startswith("name: ")


def test_workspaces_are_listed(
    alice: Person, bob: Person, acme: Workspace, other_workspace: Workspace
) -> None:
    branch = make_workspace(bob, "Branch")

    answer = bob.api.get("/workspace")

    assert answer.status_code == 200
    assert answer.json() == {"workspaces": [shown(acme, alice), shown(branch, bob)]}


def test_a_user_without_workspaces_has_an_empty_list(alice: Person) -> None:
    assert alice.api.get("/workspace").json() == {"workspaces": []}


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_queries_at_any_length(alice: Person, count: int) -> None:
    for number in range(count):
        make_workspace(alice, f"Number {number}")

    with assert_queries(4):  # session, scope, agents, workspaces
        answer = alice.api.get("/workspace")

    assert len(answer.json()["workspaces"]) == count


def test_retrieve(alice: Person, bob: Person, acme: Workspace, path: str) -> None:
    for person in (alice, bob):
        answer = person.api.get(path)

        assert (answer.status_code, answer.json()) == (200, {"workspace": shown(acme, alice)})


def test_rename(alice: Person, acme: Workspace, path: str) -> None:
    answer = alice.api.call("PUT", f"{path}/rename", body={"name": "Renamed"})

    assert (answer.status_code, answer.json()) == (200, {"msg": "Workspace renamed"})
    assert name_of(acme) == "Renamed"


@pytest.mark.parametrize("role", ["ADMIN", "MEMBER", "VIEWER"])
def test_only_the_owner_renames(acme: Workspace, path: str, role: str) -> None:
    dora = make_person("dora")
    add_member(acme, dora, role)

    with nothing_changes():
        answer = dora.api.call("PUT", f"{path}/rename", body={"name": "Renamed"})

    assert (answer.status_code, answer.json()) == (403, NOT_THE_OWNER)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"", "application/json"), (b"{", "application/json"), (b"name=x", "text/plain")],
)
def test_a_rename_must_be_json(alice: Person, path: str, body: bytes, content_type: str) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", f"{path}/rename", body=body, content_type=content_type)

    assert (answer.status_code, answer.json()) == (400, MISSING_JSON)


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": None}, {"title": "Renamed"}])
def test_a_rename_requires_a_name(alice: Person, path: str, body: dict[str, Any]) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", f"{path}/rename", body=body)

    assert (answer.status_code, answer.json()) == (400, {"msg": "Missing name parameter"})


def test_delete(alice: Person, acme: Workspace, path: str) -> None:
    answer = alice.api.delete(path)

    assert (answer.status_code, answer.json()) == (200, {"msg": "Workspace deleted"})
    again = alice.api.delete(path)
    assert (again.status_code, again.json()) == (404, NOT_FOUND)
    assert alice.api.get("/workspace").json() == {"workspaces": []}
    with workspace_scope(acme.pk):  # staff can restore it within the grace period
        assert Workspace.objects.get(pk=acme.pk).deleted_at is not None


@pytest.mark.parametrize("role", ["ADMIN", "MEMBER", "VIEWER"])
def test_only_the_owner_deletes(acme: Workspace, path: str, role: str) -> None:
    dora = make_person("dora")
    add_member(acme, dora, role)

    with nothing_changes():
        answer = dora.api.delete(path)

    assert (answer.status_code, answer.json()) == (403, NO_ACCESS)


@pytest.mark.parametrize("wanted", NOBODYS)
def test_an_unknown_workspace_is_not_found(alice: Person, wanted: str) -> None:
    path = f"/workspace/{wanted}"

    with nothing_changes():
        answers = [
            alice.api.get(path),
            alice.api.delete(path),
            alice.api.call("PUT", f"{path}/rename", body={"name": "Renamed"}),
        ]

    assert [(each.status_code, each.json()) for each in answers] == [(404, NOT_FOUND)] * 3


def test_another_users_workspace_is_refused(charlie: Person, path: str) -> None:
    with nothing_changes():
        answers = [
            charlie.api.get(path),
            charlie.api.delete(path),
            charlie.api.call("PUT", f"{path}/rename", body={"name": "Renamed"}),
        ]

    words = [NO_ACCESS, NO_ACCESS, NOT_THE_OWNER]
    assert [(each.status_code, each.json()) for each in answers] == [(403, each) for each in words]


def test_a_missing_session_is_reported_in_the_dialect(acme: Workspace, path: str) -> None:
    requests = [("GET", "/workspace"), ("POST", "/workspace"), ("GET", path), ("DELETE", path)]
    requests += [("PUT", f"{path}/rename"), ("GET", "/user"), ("PUT", "/user")]

    with nothing_changes():
        answers = [
            api.call(method, each)
            for api in (ApiClient(), ApiClient("nonsense"), ApiClient(Authorization="Basic x"))
            for method, each in requests
        ]

    assert {each.status_code for each in answers} == {401}
    assert all(list(each.json()) == ["msg"] for each in answers)
