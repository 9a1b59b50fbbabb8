"""The examples of the OpenAPI document are requests and answers of a real workspace.

`make docs` writes them anew: one for each shape, from the first operation that has it.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import orjson
import pytest

from config.api_examples import PATH
from core import ids
from core.testing import ApiClient, Operation, shared
from core.testing.commits import running_on_commit
from core.testing.openapi import absolute, faults, resolved
from operations.tests.api_world import (
    FORMS,
    World,
    body_of,
    described,
    make_ready,
    make_world,
    send,
    undone,
)
from operations.tests.routes import OPERATIONS
from operations.tests.test_bad_input import caller
from workspaces.tests.factories import Person

# Another value at each run.
_SECRETS = {
    "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl",
    "refresh_token": "7d0f2a6c9b1e4f58a3c5e7b9d1f30246",
    "token": "c2VlLW91ci1tYWls.c2lnbmF0dXJl",
    "key": "pk_live_6JqvX3uTn0aYb1cZ",
    "api_key": "pk_live_6JqvX3uTn0aYb1cZ",
    "key_prefix": "pk_live_6Jqv",
    "otp_code": "123456",
    "file_path": "documents/3f/018f3c5e7b9d7d1f8a3c5e7b9d1f3024.txt",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_SCORES = ("confidence", "relevance_score", "score")
_ID = re.compile(r"\b([a-z]+)_[0-9a-z]{26}\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_DAY = re.compile(r"^\d{4}-\d\d(-\d\d)?$")


@shared
def world(alice: Person) -> World:
    return make_world(alice, "Acme")


def settled(value: Any, names: dict[str, str], key: str = "") -> Any:
    """The value without what is another at each run, or on another machine.

    key: that it is the value of.
    """
    if isinstance(value, dict):
        return {name: settled(inner, names, name) for name, inner in value.items()}
    if isinstance(value, str) and key in _SECRETS:
        return _SECRETS[key]
    if isinstance(value, int) and key.endswith("_ms"):
        return 12
    if isinstance(value, float) and key in _SCORES:
        return round(value, 1)
    if isinstance(value, list):
        return [settled(each, names) for each in value]
    if not isinstance(value, str):
        return value
    for found in _ID.finditer(value):
        names.setdefault(found[0], ids.encode(found[1], uuid.UUID(int=(1 << 120) + len(names) + 1)))
    value = _ID.sub(lambda found: names[found[0]], value)
    value = _MOMENT.sub("2027-01-31T09:00:00Z", value)
    return _DAY.sub("2027-01-31"[: len(value)], value)


def shape_of(content: dict[str, Any]) -> str | None:
    """The name of the schema of a JSON body."""
    schema = content.get("application/json", {}).get("schema", {})
    return schema.get("$ref", "").rpartition("/")[2] or None


def recorded(operation: Operation, world: World) -> dict[str, Any]:
    """Shape → example, of an operation's body and of its answer."""
    found: dict[str, Any] = {}
    body = body_of(operation, world)
    answer = send(caller(operation, world), operation, world.ids, body)
    if answer.status_code >= 300:
        return {}  # an invitation that is another's
    names: dict[str, str] = {}
    asked = shape_of(described(operation).get("requestBody", {}).get("content", {}))
    given = shape_of(described(operation)["responses"][str(answer.status_code)]["content"])
    if asked is not None:
        found[asked] = settled(body, names)
    if given is not None and answer.headers["Content-Type"] == "application/json":
        found[given] = settled(answer.json(), names)
    return found


def without_a_key(world: World) -> dict[str, Any]:
    """The answer to the legacy embed, which sends its API key only once."""
    question = {"session_id": world.ids["older_chat_id"], "message": "Are you open?"}
    answer = ApiClient(Origin="http://localhost").post("/api/v1/widget/chat", question)
    return {"EmbedAnswer": settled(answer.json(), {})}


def test_the_examples_are_current(world: World, request: pytest.FixtureRequest) -> None:
    with undone(), running_on_commit():
        found = without_a_key(world)
    for operation in OPERATIONS:
        if operation.name not in ("ConversationEvents.stream", "VisitorChat.events"):
            with undone():
                make_ready(operation, world)
                found = {**recorded(operation, world), **found}
    written = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"

    if request.config.getoption("--write-examples"):
        PATH.write_bytes(written)
    assert PATH.read_bytes() == written, "`make docs` writes the examples anew."


def test_every_body_and_every_answer_has_an_example_that_fits() -> None:
    for operation in OPERATIONS:
        answers = described(operation)["responses"].values()
        bodies = [described(operation)["requestBody"]] if has_json(operation) else []
        for each in [*bodies, *map(resolved, answers)]:
            for kind, content in each.get("content", {}).items():
                if kind == "application/json":
                    assert_fits(content, str(operation))


def has_json(operation: Operation) -> bool:
    return "requestBody" in described(operation) and operation.name not in FORMS


def assert_fits(content: dict[str, Any], where: str) -> None:
    schema = absolute(content["schema"])
    named = content.get("examples", {}).values()
    examples = [resolved(each)["value"] for each in named] or [content["example"]]
    for example in examples:
        assert faults(schema, example) == [], where
