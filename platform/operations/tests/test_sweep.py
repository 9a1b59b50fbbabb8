"""No route leaks: every operation × every caller, with foreign, unknown and malformed ids.

Walks the URL table: a route is covered from the day it is mounted.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.api import WorkspaceViewSet
from core.scope import workspace_scope
from core.testing import ApiClient, Operation, nothing_changes, shared
from operations.tests.api_world import (
    World,
    body_of,
    make_ready,
    make_world,
    people_of,
    query_of,
    query_parameters,
    send,
    undone,
    unknown,
)
from operations.tests.routes import IN_WORKSPACE, OF_PEOPLE, OF_WIDGET, OPERATIONS, ROLES
from workspaces import services
from workspaces.abilities import MATRIX
from workspaces.models import ApiKey
from workspaces.tests.factories import Person, make_key

WITH_CHILD = [each for each in IN_WORKSPACE if len(each.parameters) > 1]
# Depends on more than the role: the world's ids and bodies are its owner's own.
PERSONAL: dict[str, dict[str, int | str]] = {
    "Account.confirm_email": dict.fromkeys(("stranger", "ADMIN", "MEMBER", "VIEWER"), 400),
    "InvitationAnswers.accept": dict.fromkeys(ROLES, 404),
    "InvitationAnswers.decline": dict.fromkeys(ROLES, 404),
    "InvitationAnswers.accept_by_token": dict.fromkeys(
        ("stranger", "ADMIN", "MEMBER", "VIEWER"), 400
    ),
    "Sessions.retrieve": dict.fromkeys(("stranger", "ADMIN", "MEMBER", "VIEWER"), 404),
    "Sessions.destroy": dict.fromkeys(("stranger", "ADMIN", "MEMBER", "VIEWER"), 404),
    "HostSessionLink.create": dict.fromkeys(("MEMBER", "VIEWER"), 403),  # who are not the host
}
# Whose times are asked for, of the hosts of the calendar in the path.
WITH_BOOKED_HOST = {("OpenTimes.available_slots", "host_id"), ("OpenTimes.explain", "host_id")}
NOT_FOUND = {"detail": "Not found.", "code": "NOT_FOUND", "field": None}
MALFORMED = [
    "x",
    "0",
    "-1",
    "None",
    "agent_",
    "' OR 1=1 --",
    "%00",
    "%2e%2e",
    "ws_01h455vb4pex5vsknk084sn02q",  # of another kind, or unknown
    "usr_01h455vb4pex5vsknk084sn02q",
    "01890a5d-ac96-774b-bcce-b302099a8057",
    "%F0%9F%94%91" * 30,
    "a" * 2_000,
]


@shared
def world(alice: Person) -> World:
    return make_world(alice, "Acme")


@shared
def other_world(charlie: Person) -> World:
    return make_world(charlie, "Other")


@shared
def second_world(alice: Person, world: World) -> World:
    """Of the same owner as `world`."""
    return make_world(alice, "Second")


def outcome(answer: Any) -> int | str:
    return "ok" if 200 <= answer.status_code < 300 else int(answer.status_code)


def expected_of(operation: Operation) -> dict[str, int | str]:
    """Caller → expected status for a valid request, by the permission matrix."""
    view: Any = operation.view
    if issubclass(view, WorkspaceViewSet):
        ability = view.needs[operation.action]
        by_role = {role: "ok" if role in MATRIX[ability] else 403 for role in ROLES}
        return {"anonymous": 401, "stranger": 404, **by_role, **PERSONAL.get(operation.name, {})}
    by_role = dict.fromkeys(("stranger", *ROLES), "ok")
    anonymous: int | str = "ok" if operation.action in view.public else 401
    return {"anonymous": anonymous, **by_role, **PERSONAL.get(operation.name, {})}


@pytest.mark.parametrize("operation", OF_PEOPLE, ids=str)
def test_callers_get_what_the_matrix_says(operation: Operation, world: World) -> None:
    people, expected, found = people_of(world), expected_of(operation), {}
    refused = [who for who in people if expected[who] != "ok"]

    with undone():
        make_ready(operation, world)
        body = body_of(operation, world)
        with nothing_changes():
            for who in refused:
                found[who] = outcome(send(people[who], operation, world.ids, body))
    for who in people.keys() - refused:
        with undone():
            make_ready(operation, world)
            body = body_of(operation, world)
            found[who] = outcome(send(people[who], operation, world.ids, body))

    assert found == expected


@pytest.mark.parametrize("operation", OF_WIDGET, ids=str)
def test_the_widget_opens_with_its_own_key_only(
    operation: Operation, world: World, other_world: World
) -> None:
    revoked = make_key(world.workspace)
    _revoke_newest(world)
    keys = {"none": None, "wrong": "pk_live_x", "revoked": revoked, "foreign": other_world.key}

    found = {why: _refused(operation, world, key, "http://localhost") for why, key in keys.items()}
    found["website"] = _refused(operation, world, world.key, "https://evil.example")
    owner = {**world.owner.api.headers, "X-API-Key": "pk_live_x"}
    found["signed in"] = outcome(
        send(ApiClient(**owner), operation, world.ids, body_of(operation, world))
    )

    assert found == {
        "none": 401,
        "wrong": 401,
        "revoked": 401,
        "foreign": 404,
        "website": 403,
        "signed in": 401,
    }
    answer = send(world.visitor, operation, world.ids, body_of(operation, world))
    assert outcome(answer) == "ok"


def _refused(operation: Operation, world: World, key: str | None, origin: str) -> int | str:
    headers = {"Origin": origin} if key is None else {"Origin": origin, "X-API-Key": key}
    with nothing_changes():
        answer = send(ApiClient(**headers), operation, world.ids, body_of(operation, world))
    return outcome(answer)


def _revoke_newest(world: World) -> None:
    with workspace_scope(world.workspace.pk):
        services.revoke_key(key=ApiKey.objects.latest("pk"), now=timezone.now())


@pytest.mark.parametrize("operation", WITH_CHILD, ids=str)
def test_ids_of_another_workspace_look_unknown(
    operation: Operation, world: World, other_world: World
) -> None:
    """In the caller's own workspace, with another workspace's objects; the owner may do
    everything.
    """
    for parameter in operation.parameters[1:]:
        foreign = {**other_world.ids, parameter: world.ids[parameter]}
        nobodys = {**other_world.ids, parameter: unknown(world.ids[parameter])}
        answers = []
        for path_ids in (foreign, nobodys):
            with nothing_changes():
                body = body_of(operation, other_world)
                answers.append(send(other_world.owner.api, operation, path_ids, body))

        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].json() == answers[1].json() == NOT_FOUND


@pytest.mark.parametrize("operation", WITH_CHILD, ids=str)
def test_objects_are_not_found_in_another_workspace_of_the_owner(
    operation: Operation, world: World, second_world: World
) -> None:
    for parameter in operation.parameters[1:]:
        path_ids = {**second_world.ids, parameter: world.ids[parameter]}
        with nothing_changes():
            body = body_of(operation, second_world)
            answer = send(second_world.owner.api, operation, path_ids, body)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("operation", IN_WORKSPACE, ids=str)
def test_another_workspace_is_not_found(
    operation: Operation, world: World, other_world: World
) -> None:
    """With all ids right: only the caller is not a member."""
    with nothing_changes():
        answer = send(other_world.owner.api, operation, world.ids, body_of(operation, world))

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("operation", IN_WORKSPACE + OF_WIDGET, ids=str)
def test_ids_of_another_workspace_in_the_body_are_unknown(
    operation: Operation, world: World, other_world: World
) -> None:
    foreign, own = body_of(operation, world) or {}, body_of(operation, other_world) or {}
    named = {name for name in own if _names_one_of(own[name], other_world)}
    theirs = sorted(named - {"session_id"})  # which a visitor's browser may make up
    assert {name for name in own if name.endswith(("_id", "_ids"))} - {"session_id"} == set(theirs)

    for name in theirs:
        api = other_world.visitor if operation in OF_WIDGET else other_world.owner.api
        with nothing_changes():
            answer = send(api, operation, other_world.ids, {**own, name: foreign[name]})
        refusal = answer.json()
        assert (answer.status_code, refusal["code"], refusal["field"]) == (404, "NOT_FOUND", name)


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        (operation, name)
        for operation in IN_WORKSPACE
        for name in query_parameters(operation)
        if name.endswith("_id")
    ],
    ids=str,
)
def test_ids_of_another_workspace_in_the_query_are_unknown(
    operation: Operation, name: str, world: World, other_world: World
) -> None:
    path, api = operation.path(other_world.ids), other_world.owner.api
    query = query_of(operation, other_world.ids)
    key = "booked_host_id" if (operation.name, name) in WITH_BOOKED_HOST else name

    own = api.get(path, {**query, name: other_world.ids[key]})
    foreign = api.get(path, {**query, name: world.ids[key]})
    nobodys = api.get(path, {**query, name: unknown(world.ids[key])})

    assert [each.status_code for each in (own, foreign, nobodys)] == [200, 404, 404]
    assert foreign.json() == nobodys.json() == NOT_FOUND | {"field": name}


def _names_one_of(value: Any, world: World) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(each in world.ids.values() for each in values)


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.parameters], ids=str)
def test_malformed_ids_are_not_found(operation: Operation, world: World) -> None:
    api = world.visitor if operation in OF_WIDGET else world.owner.api

    found: dict[tuple[str, str], int] = {}
    with nothing_changes():
        for parameter in operation.parameters:
            for text in MALFORMED:
                path_ids = {**world.ids, parameter: text}
                body = body_of(operation, world)
                found[parameter, text] = send(api, operation, path_ids, body).status_code

    assert {case: status for case, status in found.items() if status != 404} == {}
