"""Plain resources: the routes of a declaration, their access, and ids that become rows."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from core.api import WorkspaceResourceViewSet
from core.scope import workspace_scope
from core.testing import assert_queries, nothing_changes
from core.tests.toy_resources import PREFIX, Collection, routes

UNKNOWN = "col_7zzzzzzzzzzzzzzzzzzzzzzzzz"
MALFORMED = "ws_7zzzzzzzzzzzzzzzzzzzzzzzzz"


def make_shelf(workspace: Any, name: str) -> Any:
    with workspace_scope(workspace.pk):
        return Collection.objects.create(
            workspace_id=workspace.pk, name=name, created_at=workspace.created_at
        )


@pytest.fixture
def path(settings: Any, acme: Any) -> str:
    settings.ROOT_URLCONF = "core.tests.toy_resources"
    return f"{PREFIX}/{acme.public_id}/shelves"


@pytest.fixture
def shelves(acme: Any) -> list[Any]:
    return [make_shelf(acme, name) for name in ("A", "B", "C")]


@pytest.fixture
def foreign(other_workspace: Any) -> str:
    return make_shelf(other_workspace, "Theirs").public_id


def names(answer: Any) -> list[str]:
    return [each["name"] for each in answer.json()["shelves"]]


def refusal(answer: Any) -> tuple[int, str, str | None]:
    return answer.status_code, answer.json()["code"], answer.json()["field"]


def test_a_list_is_paged_sorted_and_filtered(alice: Any, path: str, shelves: list[Any]) -> None:
    with assert_queries(4):  # session, scope, count, page
        answer = alice.api.get(path)

    assert (names(answer), answer.json()["total"]) == (["A", "B", "C"], 3)
    assert names(alice.api.get(path, {"sort": "-name", "limit": 1})) == ["C"]
    assert names(alice.api.get(path, {"name": "B"})) == ["B"]
    assert refusal(alice.api.get(path, {"name": "B" * 21})) == (400, "MAX_LENGTH", "name")
    assert refusal(alice.api.get(path, {"sort": "size"})) == (400, "INVALID_PAGE", "sort")


def test_a_row_is_created_by_its_service_with_the_caller(
    alice: Any, path: str, shelves: list[Any]
) -> None:
    answer = alice.api.post(path, {"name": "D", "after": shelves[0].public_id})

    assert (answer.status_code, answer.json()["name"]) == (201, "D")
    assert answer.json()["description"] == "alice@example.com after A"
    assert names(alice.api.get(path)) == ["A", "B", "C", "D"]


def test_a_row_is_retrieved_changed_and_deleted(alice: Any, path: str, shelves: list[Any]) -> None:
    one = f"{path}/{shelves[1].public_id}"

    shown, changed = alice.api.get(one).json(), alice.api.patch(one, {"name": "Z"}).json()
    refused, deleted = alice.api.delete(one), alice.api.delete(f"{one}?why=old")

    assert shown == {"id": shelves[1].public_id, "name": "B", "description": ""}
    assert changed == {**shown, "name": "Z", "description": "changed"}  # reloaded
    assert refusal(refused) == (400, "REQUIRED", "why")
    assert (deleted.status_code, deleted.json()) == (200, {"message": "Shelf taken down"})
    assert names(alice.api.get(path)) == ["A", "C"]


def test_a_viewer_may_only_view(bob: Any, path: str, shelves: list[Any]) -> None:
    one = f"{path}/{shelves[0].public_id}"

    with nothing_changes():
        refused = [
            bob.api.post(path, {"name": "D"}),
            bob.api.patch(one, {"name": "D"}),
            bob.api.delete(f"{one}?why=old"),
        ]

    assert [refusal(answer) for answer in refused] == [(403, "FORBIDDEN", None)] * 3
    assert (bob.api.get(path).status_code, bob.api.get(one).status_code) == (200, 200)


def test_an_inherited_action_without_an_ability_is_refused_even_to_the_owner(
    alice: Any, path: str, shelves: list[Any]
) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{path}/{shelves[0].public_id}/neighbors", {"name": "D"})

    assert refusal(answer) == (403, "FORBIDDEN", None)


def test_the_base_is_sealed_like_its_own() -> None:
    with pytest.raises(TypeError, match=r"Sneaky may not define \['initial'\]"):
        type("Sneaky", (WorkspaceResourceViewSet,), {"initial": lambda *_: None})


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_foreign_unknown_and_malformed_rows_look_the_same(
    alice: Any, path: str, foreign: str, method: str
) -> None:
    with nothing_changes():
        answers = [
            alice.api.call(method, f"{path}/{each}?why=old", body={"name": "D"})
            for each in (foreign, UNKNOWN, MALFORMED)
        ]

    assert [refusal(answer) for answer in answers] == [(404, "NOT_FOUND", None)] * 3


def test_rows_of_the_url_are_looked_up_before_the_body_is_read(alice: Any, path: str) -> None:
    answer = alice.api.patch(f"{path}/{UNKNOWN}", {"name": 1})

    assert refusal(answer) == (404, "NOT_FOUND", None)


def test_nested_rows_are_found_through_their_parent(
    alice: Any, path: str, shelves: list[Any], foreign: str
) -> None:
    beside = f"{path}/{shelves[0].public_id}/neighbors"

    assert names(alice.api.get(beside)) == ["C", "B"]
    assert refusal(alice.api.get(f"{path}/{foreign}/neighbors")) == (404, "NOT_FOUND", None)


@pytest.mark.parametrize("named", ["foreign", "unknown", "malformed"])
def test_an_unknown_id_is_refused_with_the_name_of_its_field(
    alice: Any, path: str, foreign: str, named: str
) -> None:
    after = {"foreign": foreign, "unknown": UNKNOWN, "malformed": MALFORMED}[named]

    with nothing_changes():
        answer = alice.api.post(path, {"name": "D", "after": after})

    assert refusal(answer) == (404, "NOT_FOUND", "after")


def test_ids_are_looked_up_after_all_other_input_is_valid(alice: Any, path: str) -> None:
    wrong = alice.api.post(path, {"after": UNKNOWN, "name": "D" * 21})
    too_long = alice.api.post(path, {"after": "c" * 65, "name": "D"})

    assert refusal(wrong) == (400, "MAX_LENGTH", "name")
    assert refusal(too_long) == (400, "MAX_LENGTH", "after")


def test_null_is_no_row(alice: Any, path: str) -> None:
    answer = alice.api.post(path, {"name": "D", "after": None})

    assert answer.json()["description"] == "alice@example.com after None"


def test_rows_of_a_list_come_once_in_order_in_one_query(
    alice: Any, path: str, shelves: list[Any]
) -> None:
    a, b, c = (each.public_id for each in shelves)

    with assert_queries(3):  # session, scope, rows
        answer = alice.api.post(f"{path}/move", {"first": "x", "others": [c, a, c, b, a]})

    assert answer.json() == {"after": "None", "others": ["C", "A", "B"]}


def test_an_attribute_can_replace_the_row(alice: Any, path: str, shelves: list[Any]) -> None:
    body = {"first": "x", "after_uuid": shelves[0].public_id, "others": []}

    assert alice.api.post(f"{path}/move", body).json()["after"] == str(shelves[0].uuid)


def test_only_the_rows_of_the_field_are_accepted(
    alice: Any, acme: Any, path: str, shelves: list[Any], foreign: str
) -> None:
    hidden, known = make_shelf(acme, "Hidden").public_id, shelves[0].public_id
    bodies = [
        {"first": "x", "others": [known, each]} for each in (hidden, foreign, UNKNOWN, MALFORMED)
    ]

    refused = [refusal(alice.api.post(f"{path}/move", body)) for body in bodies]

    assert refused == [(404, "NOT_FOUND", "others")] * 4


def test_the_openapi_document_follows_from_the_declaration() -> None:
    paths = SchemaGenerator(patterns=routes("/api/v1/workspaces")).get_schema()["paths"]
    base = "/api/v1/workspaces/{workspace_id}/shelves"

    def shapes(route: str, method: str) -> tuple[str, str, str]:
        operation = paths[f"{base}{route}"][method]
        ((status, answer),) = [
            (status, each["content"]["application/json"]["schema"]["$ref"])
            for status, each in operation["responses"].items()
            if status.startswith("2")
        ]
        body = operation.get("requestBody", {"content": {"application/json": {"schema": {}}}})
        asked = body["content"]["application/json"]["schema"].get("$ref", "")
        return status, asked.rpartition("/")[2], answer.rpartition("/")[2]

    assert shapes("", "get") == ("200", "", "ShelfPage")
    assert shapes("", "post") == ("201", "ShelfRequest", "Shelf")
    assert shapes("/{shelf_id}", "get") == ("200", "", "Shelf")
    assert shapes("/{shelf_id}", "patch") == ("200", "ShelfUpdate", "Shelf")
    assert shapes("/{shelf_id}", "delete") == ("200", "", "Confirmation")
    assert shapes("/{shelf_id}/neighbors", "get") == ("200", "", "ShelfPage")
    listed = paths[base]["get"]
    assert (listed["operationId"], listed["summary"]) == ("listBookShelves", "List book shelves")
    assert "description" not in listed
    changing = paths[f"{base}/{{shelf_id}}"]["patch"]
    assert (changing["operationId"], changing["summary"]) == ("updateShelf", "Update a shelf")
    assert "name" in [each["name"] for each in listed["parameters"]]
    beside = paths[f"{base}/{{shelf_id}}/neighbors"]["get"]
    assert (beside["operationId"], beside["summary"]) == ("listNeighbors", "List neighbors")
    assert "name" not in [each["name"] for each in beside["parameters"]]
