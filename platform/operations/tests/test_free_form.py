"""What a customer's own object is accepted with can be read, listed, exported and audited.

The routes are found in the OpenAPI document: a new one with such a field is covered.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from core.scope import as_table_owner
from core.testing import Operation, nothing_changes
from operations.tests.api_world import World, body_of, described, make_ready, undone
from operations.tests.bodies import OBJECTS
from operations.tests.generated import examples
from operations.tests.portal import Portal, make_staff
from operations.tests.routes import OPERATIONS
from operations.tests.spoiling import request_schema, resolve
from operations.tests.test_bad_input import WITH_JSON, caller, named
from operations.tests.test_bad_input import world as world
from workspaces.models import Workspace


def is_free(schema: dict[str, Any]) -> bool:
    return schema.get("additionalProperties") is True and "properties" not in schema


def answer_schema(operation: Operation) -> Any:
    content = described(operation)["responses"].get("200", {}).get("content", {})
    return content.get("application/json", {}).get("schema")


FREE = [
    (operation, name)
    for operation in WITH_JSON
    for name, schema in request_schema(described(operation), "application/json")[
        "properties"
    ].items()
    if is_free(resolve(schema))
]
NAMES = {name for _, name in FREE}
TEMPLATES = {operation.template for operation, _ in FREE}


def shows_free(schema: Any) -> bool:
    """True if a response of this schema holds a customer's own object: found by its name too, as
    some responses do not describe it.
    """
    if not isinstance(schema, dict):
        return isinstance(schema, list) and any(map(shows_free, schema))
    found = resolve(schema) if "$ref" in schema else schema
    is_named = bool(NAMES & set(found.get("properties", ())))
    return is_named or is_free(found) or any(map(shows_free, found.values()))


def exact(body: bytes | str) -> Any:
    """JSON with its numbers as they are written: as floats some of those differ that are equal."""
    return json.loads(body, parse_int=Decimal, parse_float=Decimal)


READS = [
    each
    for each in OPERATIONS
    if each.method == "GET"
    and (
        shows_free(answer_schema(each))
        or each.template in TEMPLATES  # the lists
        or "/audit-log" in each.template
    )
    and set(each.parameters) <= {"workspace_id", "agent_id"}
]


def test_the_routes_are_found() -> None:
    assert TEMPLATES == {
        "/api/v1/workspaces",
        "/api/v1/workspaces/{workspace_id}",
        "/api/v1/workspaces/{workspace_id}/agents",
        "/api/v1/workspaces/{workspace_id}/agents/{agent_id}",
        "/api/v1/widget/event",
        "/api/v1/workspaces/{workspace_id}/appointments",
        "/api/v1/workspaces/{workspace_id}/appointments/{appointment_id}",
        "/api/v1/calendars/{calendar_id}/appointments",
    }
    assert {read.template.removeprefix("/api/v1/workspaces") for read in READS} == {
        "",
        "/{workspace_id}",
        "/{workspace_id}/agents",
        "/{workspace_id}/agents/{agent_id}",
        "/{workspace_id}/appointments",
        "/{workspace_id}/audit-log",
        "/{workspace_id}/audit-log/export",
        "/{workspace_id}/audit-log/verify",
    }


@pytest.mark.parametrize(("operation", "field"), FREE, ids=str)
@examples(few=20)
@given(value=OBJECTS)
def test_an_accepted_object_comes_back(
    operation: Operation, field: str, world: World, value: dict[str, Any]
) -> None:
    api, path = caller(operation, world), operation.path(world.ids)
    with undone():
        make_ready(operation, world)
        raw = json.dumps({**(body_of(operation, world) or {}), field: value}).encode()
        answer = api.call(operation.method, path, body=raw)
        if answer.status_code == 400:
            assert {each.partition(".")[0] for each in named(answer.json())} <= {field}
            return
        assert 200 <= answer.status_code < 300
        sent = exact(json.dumps(value))
        assert exact(answer.content).get(field, sent) == sent
        for read in READS:
            shown = world.owner.api.get(read.path(world.ids))
            assert shown.status_code == 200
            if read.template == operation.template:
                assert exact(shown.content).get(field, sent) == sent


@pytest.mark.parametrize(("operation", "field"), FREE, ids=str)
@pytest.mark.parametrize(
    "inner", [b"18446744073709551616", b"-9223372036854775809", b"1e20", b"1" + b"0" * 60]
)
def test_a_number_that_would_not_come_back_is_refused(
    operation: Operation, field: str, inner: bytes, world: World
) -> None:
    good = json.dumps({**(body_of(operation, world) or {}), field: "put-it-here"}).encode()
    raw = good.replace(b'"put-it-here"', b'{"limits": [{"most": %s}]}' % inner)

    with nothing_changes():
        answer = caller(operation, world).call(
            operation.method, operation.path(world.ids), body=raw
        )

    assert (answer.status_code, answer.json()["code"]) == (400, "NUMBER")
    assert named(answer.json()) == {field}


def test_a_row_that_holds_such_a_number_is_shown_and_repaired(world: World) -> None:
    poison = {"limits": {"most": 2**70}}
    with as_table_owner():
        Workspace.objects.filter(pk=world.workspace.pk).update(settings=poison)

    for read in READS:
        assert world.owner.api.get(read.path(world.ids)).status_code == 200
    shown = world.owner.api.get(f"/api/v1/workspaces/{world.ids['workspace_id']}")
    assert json.loads(shown.content)["settings"] == poison

    staff = Portal(make_staff("ada", superuser=True))
    with as_table_owner():
        row = Workspace.objects.get(pk=world.workspace.pk)
    assert str(2**70) in staff.page(row).content.decode()
    refused = staff.save(row, staff.form_of(row, settings=json.dumps(poison)))
    assert refused.status_code == 200
    assert "Numbers from" in refused.content.decode()
    saved = staff.save(row, staff.form_of(row, settings='{"limits": {}}'))
    assert saved.status_code == 302
    for read in READS:
        assert world.owner.api.get(read.path(world.ids)).status_code == 200
