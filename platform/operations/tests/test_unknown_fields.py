"""A field that nothing knows is refused and named, in every object of every body; visitors' routes
pass over it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from core.testing import Operation, nothing_changes
from operations.tests.api_world import (
    FORMS,
    World,
    body_of,
    described,
    make_ready,
    people_of,
    query_of,
    query_parameters,
    send,
    undone,
)
from operations.tests.routes import OF_WIDGET, OPERATIONS
from operations.tests.spoiling import request_schema, resolve
from operations.tests.test_bad_input import WITH_BODY, WITH_JSON, WITH_QUERY, caller, named
from operations.tests.test_bad_input import world as world

OF_VISITORS = [each for each in OPERATIONS if each.template.startswith("/api/v1/widget/")]
STRICT = [each for each in WITH_BODY if each not in OF_VISITORS]
TOLERANT = [each for each in WITH_BODY if each in OF_VISITORS]
WITHOUT_BODY = [
    each
    for each in OPERATIONS
    if each.method in ("POST", "PUT", "PATCH", "DELETE") and each not in WITH_BODY
]
FILTERED = [each for each in WITH_QUERY if each not in OF_VISITORS]
Path = tuple[str | int, ...]


def objects(schema: dict[str, Any], value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of the objects in a valid body whose fields are described."""
    schema = resolve(schema)
    for name, inner in schema.get("properties", {}).items():
        if name in value and isinstance(value[name], dict | list):
            yield from objects(inner, value[name], (*path, name))
    if "properties" in schema:
        yield path
    if "items" in schema and value:
        yield from objects(schema["items"], value[0], (*path, 0))


def with_unknown(good: dict[str, Any], paths: list[Path]) -> tuple[dict[str, Any], set[str]]:
    """The body with a field that nothing knows in each of these objects, and their names."""
    body, names = copy.deepcopy(good), set()
    for path in paths:
        inner: Any = body
        for step in path:
            inner = inner[step]
        inner["surprise"] = {"of": ["any", "kind"]}
        names.add(".".join(map(str, (*path, "surprise"))))
    return body, names


def test_the_routes_are_found() -> None:
    assert len(STRICT) > 30
    assert len(WITHOUT_BODY) > 30
    assert {each for each in OF_VISITORS if each in OF_WIDGET} == set(OF_WIDGET)


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", [each for each in STRICT if each in WITH_JSON], ids=str)
def test_unknown_fields_are_refused_and_named_all_at_once(
    operation: Operation, world: World
) -> None:
    good = body_of(operation, world) or {}
    schema = request_schema(described(operation), "application/json")
    body, names = with_unknown(good, list(objects(schema, good)))

    with nothing_changes():
        answer = caller(operation, world).call(
            operation.method, operation.path(world.ids), body=body
        )

    assert (answer.status_code, named(answer.json())) == (400, names)
    assert answer.json()["code"] == "UNKNOWN_FIELD"
    assert answer.json()["detail"].startswith("Unknown field")


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", [each for each in STRICT if each in WITH_JSON], ids=str)
def test_a_misspelt_field_is_told_with_the_right_name_beside_invalid_ones(
    operation: Operation, world: World
) -> None:
    """A letter is doubled; all others get a value that no field takes."""
    names = list(request_schema(described(operation), "application/json")["properties"])
    misspelt = names[0] + names[0][-1]
    body = {misspelt: 1, **dict.fromkeys(names[1:], [[[7]]])}

    with nothing_changes():
        answer = caller(operation, world).call(
            operation.method, operation.path(world.ids), body=body
        )

    refusal = answer.json()
    problems = refusal.get("errors", [refusal])
    assert answer.status_code == 400
    assert {each["field"].partition(".")[0] for each in problems} >= {misspelt, *names[1:]}
    told = {each["field"]: each["detail"] for each in problems}
    assert told[misspelt] == f"Unknown field; did you mean {names[0]}?"


@pytest.mark.parametrize("operation", [each for each in STRICT if each.name in FORMS], ids=str)
def test_an_unknown_field_of_a_form_is_refused_and_named(
    operation: Operation, world: World
) -> None:
    with nothing_changes():
        form = {**(body_of(operation, world) or {}), "collection": "x", "file_name": "y"}
        answer = world.owner.api.upload(operation.path(world.ids), form)

    told = {each["field"]: each["detail"] for each in answer.json()["errors"]}
    assert answer.status_code == 400
    assert told == {
        "collection": "Unknown field; did you mean collection_id?",
        "file_name": "Unknown field; did you mean file?",
    }


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", WITHOUT_BODY, ids=str)
def test_a_field_where_none_is_taken_is_refused(operation: Operation, world: World) -> None:
    is_for_others = operation.name == "WorkspaceDetail.leave_it"  # an owner cannot
    api = people_of(world)["MEMBER"] if is_for_others else caller(operation, world)
    path = operation.path(world.ids)

    with nothing_changes():
        answer = api.call(
            operation.method,
            path,
            body={"surprise": 1},
            query=query_of(operation, world.ids),
            content_type="application/json; charset=utf-8",
        )

    refusal = answer.json()
    assert (answer.status_code, refusal["code"], refusal["field"]) == (
        400,
        "UNKNOWN_FIELD",
        "surprise",
    )
    assert refusal["detail"] == "Unknown field; no body is expected here."


@pytest.mark.parametrize("operation", TOLERANT, ids=str)
def test_visitors_routes_pass_over_unknown_fields(operation: Operation, world: World) -> None:
    with undone():
        make_ready(operation, world)
        good = body_of(operation, world) or {}
        schema = request_schema(described(operation), "application/json")
        body, names = with_unknown(good, list(objects(schema, good)))
        answer = send(caller(operation, world), operation, world.ids, body)

        assert names
        assert 200 <= answer.status_code < 300


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", FILTERED, ids=str)
def test_a_misspelt_parameter_is_refused_and_named(operation: Operation, world: World) -> None:
    api, path = caller(operation, world), operation.path(world.ids)
    required, found = query_of(operation, world.ids), {}
    known = [name for name in query_parameters(operation) if len(name) > 1]

    for name in known:
        misspelt = name + name[-1]
        refusal = api.call(operation.method, path, query={**required, misspelt: "x"})
        found[name] = (refusal.status_code, refusal.json()["detail"], refusal.json()["field"])

    assert found == {
        name: (400, f"Unknown parameter; did you mean {name}?", name + name[-1]) for name in known
    }


@pytest.mark.parametrize(
    ("name", "meant"),
    [("page", "cursor"), ("offset", "cursor"), ("per_page", "limit"), ("order_by", "sort")],
)
def test_the_pages_of_other_products_are_refused(world: World, name: str, meant: str) -> None:
    """Passed over, the second page would be the first one again, for ever."""
    path = f"/api/v1/workspaces/{world.ids['workspace_id']}/agents"

    answer = world.owner.api.get(path, {name: 2})

    assert (answer.status_code, answer.json()["code"]) == (400, "UNKNOWN_PARAMETER")
    assert answer.json()["detail"] == f"Unknown parameter; did you mean {meant}?"


# The fields of bodies, and the parameters, that the published contract of this API documents.
DOCUMENTED = {
    "Auth.signup": "email password full_name",
    "Auth.login": "email password",
    "Auth.verify_otp": "email otp_code",
    "Workspaces.create": "name timezone settings",
    "WorkspaceDetail.partial_update": "name logo_url settings",
    "ApiKeys.create": "name allowed_domains",
    "Agents.create": """name description agent_type behavior_settings.tone
        behavior_settings.response_style behavior_settings.language_mode
        response_config.max_response_length response_config.confidence_threshold
        response_config.show_sources greeting_message fallback_message knowledge_collection_ids""",
    "Agents.list": "status type",
    "Publishing.test": "message history",
    "Collections.create": "name description",
    "Documents.create": "file collection_id title",
    "Documents.list": "collection_id status search",
    "Crawls.create": "url collection_id max_pages include_patterns exclude_patterns",
    "Chat.create": "agent_id session_id message metadata.page_url metadata.user_agent",
    "VisitorFeedback.create": "message_id feedback_type comment",
    "VisitorEscalation.create": "session_id agent_id email message",
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_documented_field_is_known(name: str) -> None:
    (operation,) = [each for each in OPERATIONS if each.name == name]
    known = set(query_parameters(operation))
    if operation in WITH_BODY:
        (content,) = described(operation)["requestBody"]["content"].values()
        known |= set(paths_of(content["schema"]))

    assert set(DOCUMENTED[name].split()) <= known


def paths_of(schema: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, inner in resolve(schema).get("properties", {}).items():
        yield before + name
        yield from paths_of(inner, f"{before}{name}.")


CASES = {
    "a misspelt list": ({"collection_ids": ["x"]}, {"collection_ids": "knowledge_collection_ids"}),
    "camel case": ({"greetingMessage": "Hi"}, {"greetingMessage": "greeting_message"}),
    "inside": (
        {"behavior_settings": {"langauge_mode": "de", "tone": "warm"}},
        {"behavior_settings.langauge_mode": "language_mode"},
    ),
    "in another object": (
        {"response_config": {"language": "de"}},
        {"response_config.language": "behavior_settings.language_mode"},
    ),
    "several": (
        {"Name": "y", "tone": "warm"},
        {"Name": "name", "tone": "behavior_settings.tone"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_nearest_name_is_told(world: World, case: str) -> None:
    body, meant = CASES[case]
    path = f"/api/v1/workspaces/{world.ids['workspace_id']}/agents"

    with nothing_changes():
        answer = world.owner.api.post(path, {"name": "x", **body})

    refusal = answer.json()
    told = {each["field"]: each["detail"] for each in refusal.get("errors", [refusal])}
    assert answer.status_code == 400
    assert told == {field: f"Unknown field; did you mean {name}?" for field, name in meant.items()}


def test_a_name_that_resembles_none_is_answered_with_all_of_them(world: World) -> None:
    path = f"/api/v1/workspaces/{world.ids['workspace_id']}/collections"

    answer = world.owner.api.post(path, {"name": "x", "zzz": 1})

    assert answer.json()["detail"] == "Unknown field; known here: name, description."


def test_very_many_unknown_fields_are_not_all_compared(world: World) -> None:
    path = f"/api/v1/workspaces/{world.ids['workspace_id']}/collections"

    answer = world.owner.api.post(path, {f"{number}{'x' * 80}": 1 for number in range(5_000)})

    assert (answer.status_code, len(answer.json()["errors"])) == (400, 1 + 50)


def test_all_unknown_ids_are_named_at_once(world: World) -> None:
    path = f"/api/v1/workspaces/{world.ids['workspace_id']}/agents"

    with nothing_changes():
        answer = world.owner.api.post(
            path, {"name": "x", "provider_id": "x", "knowledge_collection_ids": ["y"]}
        )

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert named(answer.json()) == {"knowledge_collection_ids", "provider_id"}
