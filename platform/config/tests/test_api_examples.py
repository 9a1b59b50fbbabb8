"""The examples of the OpenAPI document are requests and answers of a real workspace.

`make docs` writes them anew: one for each shape, from the first operation that has it, and one for
each stream and file.
"""

from __future__ import annotations

import itertools
import re
import uuid
from typing import Any

import orjson
import pytest
from django.core.files.base import ContentFile

from config.api_examples import PATH, name_of_example
from core import ids
from core.testing import ApiClient, Operation, shared
from core.testing.commits import running_on_commit
from core.testing.openapi import absolute, faults, resolved
from operations.tests.api_world import (
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
    "feed_url": "http://localhost:8000/calendars/feed.ics?key=c2VlLW91ci1wYWdlLWZvci10aGUtZmVlZC1rZXk",
    "file_path": "documents/3f/018f3c5e7b9d7d1f8a3c5e7b9d1f3024.txt",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_NAMES = ("reason",)  # the key of a question that is asked at booking
_SCORES = ("confidence", "relevance_score", "score")
_ID = re.compile(r"\b([a-z]+)_[0-9a-z]{26}\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_LINK = re.compile(r"(/agenda/enter\?key=)[\w-]+")
_EVENT_ID = re.compile(r"id: \d+-\d+")
_DAY = re.compile(r"^\d{4}-\d\d(-\d\d)?$")

OPERATION = {each.name: each for each in OPERATIONS}
LIVE = ("ConversationEvents.stream", "VisitorChat.events")
LIVE_EVENTS = 4
LINES_OF_EVENT = 3  # with the empty one


@shared
def world(alice: Person) -> World:
    return make_world(alice, "Acme")


def settled(value: Any, names: dict[str, str], key: str = "") -> Any:
    """The value without what is another at each run, or on another machine.

    key: that it is the value of.
    """
    if isinstance(value, dict):
        return {name: settled(inner, names, name) for name, inner in value.items()}
    if isinstance(value, str) and key in _SECRETS and value not in _NAMES:
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
    value = _LINK.sub(r"\1c2VlLW91ci1wYWdlLWZvci10aGUtYWdlbmRhLWxpbms", value)
    return _DAY.sub("2027-01-31"[: len(value)], value)


def settled_lines(text: str, names: dict[str, str]) -> str:
    """The lines of a stream or of a file, each settled."""
    found: list[str] = []
    for line in text.split("\n"):
        start = line.find("{")
        if start >= 0:
            value = orjson.dumps(settled(orjson.loads(line[start:]), names)).decode()
            line = line[:start] + value
        number = len(found) // LINES_OF_EVENT
        found.append(_EVENT_ID.sub(f"id: 1801386000000-{number}", line))
    return "\n".join(found)


def recorded(operation: Operation, world: World) -> dict[str, Any]:
    """Name → example, of an operation's body and of its answer."""
    body = body_of(operation, world)
    answer = send(caller(operation, world), operation, world.ids, body)
    if answer.status_code >= 300:
        return {}  # an invitation that is another's
    found: dict[str, Any] = {}
    names: dict[str, str] = {}
    for content in described(operation).get("requestBody", {}).get("content", {}).values():
        found[name_of_example(content, described(operation))] = settled(sent(body or {}), names)
    kind = answer.headers["Content-Type"].partition(";")[0]
    content = described(operation)["responses"][str(answer.status_code)]["content"][kind]
    value = (
        settled(answer.json(), names) if kind == "application/json" else shown(kind, answer, names)
    )
    return {**found, name_of_example(content, described(operation)): value}


def sent(body: dict[str, Any]) -> dict[str, Any]:
    """The body with the text of a file in the place of the file."""
    return {
        name: value.open().read().decode() if isinstance(value, ContentFile) else value
        for name, value in body.items()
    }


def shown(kind: str, answer: Any, names: dict[str, str]) -> str:
    """What an example shows of a stream or a file: it all, of many lines the first, of an archive
    what says that it is one.
    """
    if kind == "application/zip":
        return str(answer.getvalue()[:4].decode())
    text: str = answer.getvalue().decode()
    lines = text.splitlines(keepends=True)[:2] if kind == "application/x-ndjson" else [text]
    return settled_lines("".join(lines), names)


def without_a_key(world: World) -> dict[str, Any]:
    """The answer to the legacy embed, which sends its API key only once."""
    question = {"session_id": world.ids["older_chat_id"], "message": "Are you open?"}
    answer = ApiClient(Origin="http://localhost").post("/api/v1/widget/chat", question)
    return {"EmbedAnswer": settled(answer.json(), {})}


def of_live_streams(world: World) -> dict[str, Any]:
    """The first events of streams that do not end: a member takes over, types and replies."""
    conversation = OPERATION["ConversationHandling.reply"].path(world.ids).removesuffix("/reply")
    found: dict[str, Any] = {}
    with undone(), running_on_commit():
        answers = {name: watched(OPERATION[name], world) for name in LIVE}
        world.owner.api.post(f"{conversation}/takeover")
        world.owner.api.post(f"{conversation}/typing", {"is_typing": True})
        world.owner.api.post(f"{conversation}/reply", {"content": "On Sundays too."})
        for name, answer in answers.items():
            chunks = (each for each in answer.streaming_content if not each.startswith(b":"))
            text = b"".join(itertools.islice(chunks, LIVE_EVENTS)).decode()
            found[described(OPERATION[name])["operationId"]] = settled_lines(text, {})
    return found


def watched(operation: Operation, world: World) -> Any:
    return caller(operation, world).get(operation.path(world.ids))


def of_an_answer(world: World) -> dict[str, Any]:
    """The stream of an answer that a document gives."""
    with undone(), running_on_commit():
        make_ready(OPERATION["DocumentVersions.rollback"], world)  # reads the document
        return recorded(OPERATION["Chat.create"], world)


def test_the_examples_are_current(world: World, request: pytest.FixtureRequest) -> None:
    with undone(), running_on_commit():
        found = without_a_key(world)
    found |= of_live_streams(world) | of_an_answer(world)
    for operation in OPERATIONS:
        if operation.name not in (*LIVE, "Chat.create"):
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
        for each in [described(operation).get("requestBody", {}), *map(resolved, answers)]:
            for content in each.get("content", {}).values():
                named = content.get("examples", {}).values()
                for example in [resolved(each)["value"] for each in named] or [content["example"]]:
                    assert errors_of(example, content["schema"]) == [], str(operation)


def errors_of(value: Any, schema: dict[str, Any]) -> list[str]:
    """What of the value does not fit; of a stream, what of its events and their data does not."""
    found = faults(absolute(schema), value)
    if isinstance(value, str) and "properties" in schema:
        for event in events_in(value):
            data = schema["properties"]["data"]["contentSchema"]
            found += errors_of(event, schema) + errors_of(orjson.loads(event["data"]), data)
    return found


def events_in(stream: str) -> list[dict[str, str]]:
    return [
        dict(line.split(": ", 1) for line in event.splitlines())
        for event in stream.removesuffix("\n\n").split("\n\n")
    ]
