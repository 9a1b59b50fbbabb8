"""No door leaks: every route of each contract × every caller, in that contract's dialect.

Walks the URL tables: a route is covered from the day it is mounted.
"""

from __future__ import annotations

from typing import Any

import pytest

from compat.tests.doors import ALL, CASES, IN_WORKSPACE, ROLES, DoorUnderTest, case_id, send
from core.api import ApiViewSet, WorkspaceViewSet
from core.api.public import PublicViewSet
from core.testing import ApiClient, Operation, nothing_changes, shared
from operations.tests.api_world import people_of, undone, unknown
from workspaces.tests.factories import Person

each_case = pytest.mark.parametrize(("door", "operation"), CASES, ids=case_id)
each_in_workspace = pytest.mark.parametrize(("door", "operation"), IN_WORKSPACE, ids=case_id)
each_door = pytest.mark.parametrize("door", ALL, ids=case_id)


@shared
def world(door: DoorUnderTest, alice: Person) -> Any:
    return door.world.make_world(alice, "Acme")


@shared
def other_world(door: DoorUnderTest, charlie: Person) -> Any:
    return door.world.make_world(charlie, "Other")


def refused(door: DoorUnderTest, answer: Any) -> int:
    """The status of an error in the door's dialect."""
    assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
    assert door.speaks(answer.status_code, answer.json()), answer.content
    return int(answer.status_code)


def test_the_walk_finds_four_doors_with_routes() -> None:
    assert [door.name for door in ALL] == ["microbit", "morpheus", "stella", "voicera"]
    assert all(door.operations for door in ALL)


@each_case
def test_every_route_is_our_view(door: DoorUnderTest, operation: Operation) -> None:
    assert issubclass(operation.view or object, ApiViewSet)


@each_in_workspace
def test_the_contract_defines_who_may_use_each_route(
    door: DoorUnderTest, operation: Operation
) -> None:
    assert door.world.ROLES[operation.name] <= set(ROLES)


@each_case
def test_anonymous_callers_are_refused_except_on_public_routes(
    door: DoorUnderTest, operation: Operation, world: Any
) -> None:
    view: Any = operation.view
    if operation.action in view.public:
        with undone():
            assert 200 <= send(door, ApiClient(), operation, world).status_code < 300
        return

    with nothing_changes():
        for api in (ApiClient(), ApiClient("nonsense")):
            assert refused(door, send(door, api, operation, world)) == 401


@each_in_workspace
def test_roles_may_do_what_the_contract_says(
    door: DoorUnderTest, operation: Operation, world: Any
) -> None:
    allowed, found = door.world.ROLES[operation.name], {}

    people = people_of(world)
    for role in ROLES:
        with undone():
            if role in allowed:
                answer = send(door, people[role], operation, world)
                found[role] = "ok" if 200 <= answer.status_code < 300 else answer.content
            else:
                with nothing_changes():
                    found[role] = refused(door, send(door, people[role], operation, world))

    status = door.refuses_with(operation, 403)
    assert found == {role: "ok" if role in allowed else status for role in ROLES}


@each_in_workspace
def test_a_stranger_learns_nothing_about_a_workspace(
    door: DoorUnderTest, operation: Operation, world: Any, other_world: Any
) -> None:
    with nothing_changes():
        answer = send(door, other_world.owner.api, operation, world)

    assert refused(door, answer) == door.refuses_with(operation, door.stranger)


@pytest.mark.usefixtures("same_caller")
@each_case
def test_foreign_and_unknown_ids_are_not_found(
    door: DoorUnderTest, operation: Operation, world: Any, other_world: Any
) -> None:
    """In the caller's own workspace, with foreign objects and with unknown ids."""
    view: Any = operation.view
    for parameter in operation.parameters:
        own_workspace = parameter != "workspace_id" or door.stranger == 404
        wrong = [unknown_like(world.ids[parameter]), "x", "0", "%00", "%F0%9F%94%91", "a" * 500]
        opens = issubclass(view, PublicViewSet) and parameter == f"{view.noun}_id"  # to anybody
        is_seen = opens or parameter in getattr(door.world, "SEEN_BY_STAFF", set())
        wrong += [world.ids[parameter]] if own_workspace and not is_seen else []
        with nothing_changes():
            for text in wrong:
                answer = send(
                    door, other_world.owner.api, operation, other_world, **{parameter: text}
                )
                assert refused(door, answer) == 404, (parameter, text)


def unknown_like(text: str) -> str:
    """An unknown id of the same form."""
    if "_" in text:
        return unknown(text)
    return "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.mark.usefixtures("same_caller")
@each_case
def test_bad_bodies_are_refused_in_the_doors_dialect(
    door: DoorUnderTest, operation: Operation, world: Any
) -> None:
    make = door.world.BODIES.get(operation.name)
    if make is None:
        return
    good = make(world)
    path = operation.path(world.ids)
    bodies: dict[str, Any] = {
        "cut off": b"{",
        "no object": b"[]",
        "text": b'"text"',
        "deep": b'{"a":' + b"[" * 900 + b"]" * 900 + b"}",
        "not utf-8": b'{"a": "\xff"}',
        "a key twice": b'{"a": 1, "a": 1}',
    }

    for name in good:
        for value in (None, 7, [], {"a": 1}, "x" * 100_000, "\x00", "\u202e"):
            if type(value) is type(good[name]) and not isinstance(value, str):
                continue
            if value is None and name in getattr(door.world, "NULLABLE", set()):
                continue
            bodies[f"{name}={value!r:.12}"] = {**good, name: value}

    found = {}
    with nothing_changes():
        for why, body in bodies.items():
            answer = world.owner.api.call(operation.method, path, body=body)
            found[why] = refused(door, answer)

    assert {why: status for why, status in found.items() if status != 400} == {}


@each_case
def test_unknown_fields_are_passed_over(
    door: DoorUnderTest, operation: Operation, world: Any
) -> None:
    make = door.world.BODIES.get(operation.name)
    if make is None:
        return
    path = operation.path(world.ids)
    headers = {"X-Workspace-Id": world.workspace.public_id}
    statuses = []

    for more in ({}, {"surprise": {"of": ["any", "kind"]}, "collectionIds": 1}):
        with undone():
            api, body = world.owner.api, {**make(world), **more}
            answer = api.call(operation.method, path, body=body, headers=headers)
            statuses.append(answer.status_code)

    assert statuses[0] == statuses[1]
    assert statuses[0] < 300 or statuses[0] == 409  # the owner has onboarded a customer already


@pytest.mark.usefixtures("same_caller")
@each_case
def test_all_wrong_fields_are_named_at_once(
    door: DoorUnderTest, operation: Operation, world: Any
) -> None:
    make = door.world.BODIES.get(operation.name)
    if make is None:
        return
    names = list(make(world))

    with nothing_changes():
        body = dict.fromkeys(names, [[7]])
        answer = world.owner.api.call(operation.method, operation.path(world.ids), body=body)

    assert refused(door, answer) == 400
    assert [name for name in names if name not in answer.content.decode()] == []


@each_case
def test_options_tells_what_is_served(
    door: DoorUnderTest, operation: Operation, world: Any
) -> None:
    answer = ApiClient().call("OPTIONS", operation.path(world.ids))

    allowed = set(answer.headers["Allow"].split(", "))
    assert (answer.status_code, answer.content) == (204, b"")
    assert {operation.method, "OPTIONS"} <= allowed
    assert ("HEAD" in allowed) == ("GET" in allowed)


@each_door
def test_errors_before_any_view_are_in_the_doors_dialect(
    door: DoorUnderTest, settings: Any
) -> None:
    prefix = door.door.prefix or "/user"
    some = door.operations[0].path(dict.fromkeys(door.operations[0].parameters, "x"))
    posting = next(each for each in door.operations if each.name in door.world.BODIES)
    path = posting.path(dict.fromkeys(posting.parameters, "x"))
    nobody = ApiClient()

    assert refused(door, nobody.get(f"{prefix}/nothing/here")) == 404
    assert refused(door, nobody.call("TRACE", some)) == 405
    assert refused(door, nobody.call(posting.method, path, body=b"x" * 1_000_001)) == 413
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    assert refused(door, nobody.get(f"{prefix}/nothing/here")) == 400


@each_door
def test_an_unsupported_content_type_is_refused(door: DoorUnderTest, db: None) -> None:
    posting = next(
        each
        for each in door.operations
        if each.name in door.world.BODIES and each.action in each.view.public  # type: ignore[union-attr]
    )

    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x"):
        with nothing_changes():
            answer = ApiClient().call(
                posting.method, posting.template, body=b"x", content_type=kind
            )
        assert refused(door, answer) in (400, 415)


@each_door
def test_a_crash_is_reported_without_detail_in_the_doors_dialect(
    door: DoorUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = next(each for each in door.operations if each.action in each.view.public)  # type: ignore[union-attr]

    def crash(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("the secret is 1234")

    monkeypatch.setattr(operation.view, operation.action, crash)

    answer = ApiClient().call(operation.method, operation.template, body={})

    assert refused(door, answer) == 500
    assert b"1234" not in answer.content


@each_door
def test_an_exceeded_limit_is_reported_in_the_doors_dialect(
    door: DoorUnderTest, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 0.000_001
    private = next(
        each
        for each in door.operations
        if each.action not in each.view.public and not each.parameters  # type: ignore[union-attr]
    )

    first = ApiClient().call(private.method, private.template)
    answer = ApiClient().call(private.method, private.template)

    assert (refused(door, first), refused(door, answer)) == (401, 429)
    assert int(answer.headers["Retry-After"]) > 0


def test_no_route_of_a_door_is_in_the_own_apis_document() -> None:
    from core.testing.openapi import document

    assert all(path.startswith("/api/v1/") for path in document()["paths"])
    assert not any(issubclass(op.view, WorkspaceViewSet) for _, op in CASES if op.view is None)
