"""`ETag`, `If-None-Match`, `If-Match`, `Location`, OPTIONS and HEAD, on every route that has them.

Walks the URL table: a route is covered from the day it is mounted.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from core.testing import ApiClient, Operation, nothing_changes
from operations.tests.api_world import (
    World,
    body_of,
    described,
    make_ready,
    query_of,
    send,
    undone,
)
from operations.tests.routes import OPERATIONS
from operations.tests.test_bad_input import caller
from operations.tests.test_bad_input import world as world

READS = [
    each for each in OPERATIONS if each.method == "GET" and "304" in described(each)["responses"]
]
CHANGES = [each for each in OPERATIONS if each.method in ("PUT", "PATCH", "DELETE")]
WRITES = [each for each in CHANGES if each.method != "DELETE"]
CREATIONS = [each for each in OPERATIONS if {"201", "202"} & set(described(each)["responses"])]
METHODS = {
    template: {each.method for each in OPERATIONS if each.template == template}
    for template in {each.template for each in OPERATIONS}
}
SHOWN_ONCE = {"HostSessionLink.create"}  # whose location is what it was made for
OTHER = '"0123456789abcdef.0123456789abcdef"'
STALE = (412, "PRECONDITION_FAILED", "If-Match")


def sent(operation: Operation, world: World, **headers: str) -> Any:
    api = caller(operation, world)
    return api.call(
        operation.method,
        operation.path(world.ids),
        body=body_of(operation, world),
        query=query_of(operation, world.ids),
        headers=headers,
    )


def tag_of(operation: Operation, world: World) -> str:
    return str(caller(operation, world).get(operation.path(world.ids)).headers["ETag"])


def refusal(answer: Any) -> tuple[int, str, str | None]:
    return answer.status_code, answer.json()["code"], answer.json()["field"]


def test_the_routes_are_found() -> None:
    assert len(READS) > 30
    assert len(CHANGES) > 20
    assert all("GET" in METHODS[each.template] for each in CHANGES)
    documented = [each for each in OPERATIONS if "412" in described(each)["responses"]]
    assert documented == CHANGES


@pytest.mark.parametrize("operation", READS, ids=str)
def test_what_is_known_already_is_not_sent_again(operation: Operation, world: World) -> None:
    first = sent(operation, world)
    tag = first.headers["ETag"]

    known = [
        sent(operation, world, **{"If-None-Match": each})
        for each in (tag, f"W/{tag}", f"{OTHER}, {tag}", "*")
    ]
    other = sent(operation, world, **{"If-None-Match": OTHER})

    assert tag.startswith('"')
    assert [(each.status_code, each.content) for each in known] == [(304, b"")] * 4
    assert {each.headers["ETag"] for each in (*known, other)} == {tag}
    assert other.status_code == 200


@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_a_change_needs_the_state_that_it_names(operation: Operation, world: World) -> None:
    with undone():
        make_ready(operation, world)
        tag = tag_of(operation, world)
        with nothing_changes():
            tags = (OTHER, f"W/{tag}", "x", "")
            stale = [sent(operation, world, **{"If-Match": each}) for each in tags]
            there = sent(operation, world, **{"If-None-Match": "*"})
        assert [refusal(each) for each in stale] == [STALE] * 4
        assert refusal(there) == (412, "PRECONDITION_FAILED", "If-None-Match")

        done = sent(operation, world, **{"If-Match": f"{OTHER}, {tag}"})

        assert done.status_code in (200, 202)

    with undone():
        make_ready(operation, world)
        done = sent(operation, world, **{"If-Match": "*", "If-None-Match": OTHER})
        assert done.status_code in (200, 202)


@pytest.mark.parametrize("operation", WRITES, ids=str)
def test_a_change_answers_with_the_next_tag(operation: Operation, world: World) -> None:
    with undone():
        make_ready(operation, world)
        before = tag_of(operation, world)
        changed = sent(operation, world)
        after = tag_of(operation, world)

        assert changed.headers["ETag"] == after
        assert after != before
        assert refusal(sent(operation, world, **{"If-Match": before})) == STALE


@pytest.mark.parametrize("operation", CREATIONS, ids=str)
def test_what_was_created_is_at_its_location(operation: Operation, world: World) -> None:
    with undone():
        make_ready(operation, world)
        answer = send(caller(operation, world), operation, world.ids, body_of(operation, world))
        location = answer.headers["Location"]

        assert answer.status_code in (201, 202)
        assert urlsplit(location).netloc == ""
        assert resolve(location)
        shown = world.owner.api.get(location)
        assert shown.status_code == 200
        is_public = operation.action in operation.view.public  # type: ignore[union-attr]
        if not is_public and operation.name not in SHOWN_ONCE:
            made, found = answer.json(), shown.json()
            found = found.get("exports", [found])[0]
            assert found["id"] == made.get("crawl_id", made["id"])


@pytest.mark.parametrize("template", sorted(METHODS))
def test_options_tells_the_methods_to_anybody(template: str, world: World) -> None:
    path = template.format_map(world.ids)
    expected = METHODS[template] | {"OPTIONS"} | ({"HEAD"} if "GET" in METHODS[template] else set())

    with nothing_changes():
        answer = ApiClient().call("OPTIONS", path)
        others = [
            ApiClient().call(method, path)
            for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")
            if method not in expected
        ]

    assert (answer.status_code, answer.content) == (204, b"")
    assert set(answer.headers["Allow"].split(", ")) == expected
    assert {each.status_code for each in others} <= {405}
    assert {each.headers["Allow"] for each in others} <= {answer.headers["Allow"]}


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if each.method == "GET"], ids=str
)
def test_head_is_get_without_its_body(operation: Operation, world: World) -> None:
    api, path = caller(operation, world), operation.path(world.ids)
    query = query_of(operation, world.ids)

    answer = api.call("HEAD", path, query=query)

    assert (answer.status_code, answer.streaming, answer.content) == (200, False, b"")
    if operation in READS:
        assert answer.headers["ETag"] == api.get(path, query).headers["ETag"]
