"""Bad input of every kind, for every field of every route, is refused and changes nothing.

Generated from the OpenAPI document: a new field is covered once it is in a serializer.
"""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.core.files.base import ContentFile

from core.testing import ApiClient, Operation, nothing_changes, operations, shared
from operations.tests.api_world import (
    BODIES,
    FORMS,
    World,
    body_of,
    described,
    make_ready,
    make_world,
    query_of,
    query_parameters,
    send,
    undone,
)
from operations.tests.spoiling import request_schema, spoiled
from widget.api.views.base import WidgetViewSet
from workspaces.tests.factories import Person

OPERATIONS = operations()
WITH_BODY = [each for each in OPERATIONS if "requestBody" in described(each)]
WITH_JSON = [each for each in WITH_BODY if each.name not in FORMS]
WITH_FORM = [each for each in WITH_BODY if each.name in FORMS]
WITH_QUERY = [each for each in OPERATIONS if query_parameters(each)]

each_with_json = pytest.mark.parametrize("operation", WITH_JSON, ids=str)


@shared
def world(alice: Person) -> World:
    return make_world(alice, "Acme")


def caller(operation: Operation, world: World) -> ApiClient:
    """A caller who may do it."""
    is_widgets = issubclass(operation.view or object, WidgetViewSet)
    return world.visitor if is_widgets else world.owner.api


def refusals(
    operation: Operation, world: World, bodies: dict[str, bytes], **more: str
) -> dict[str, tuple[int, str, str | None]]:
    """Case → (status, code, field) of each response."""
    api, path, found = caller(operation, world), operation.path(world.ids), {}
    for what, body in bodies.items():
        answer = api.call(operation.method, path, body=body, **more)
        refusal = answer.json() if answer.status_code >= 400 else {"code": "", "field": None}
        found[what] = (answer.status_code, refusal["code"], refusal["field"])
    return found


def named(refusal: dict[str, Any]) -> set[str]:
    """The fields that a response names."""
    problems = refusal.get("errors", [refusal])
    return {each["field"] for each in problems} - {None}


def test_every_body_has_a_valid_example() -> None:
    assert {each.name for each in WITH_BODY} == {*BODIES, *FORMS}


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_the_valid_example_is_accepted(operation: Operation, world: World) -> None:
    with undone():
        make_ready(operation, world)
        answer = send(caller(operation, world), operation, world.ids, body_of(operation, world))

        assert 200 <= answer.status_code < 300


@pytest.mark.usefixtures("same_caller")
@each_with_json
def test_bad_fields_are_refused_and_named(operation: Operation, world: World) -> None:
    good = body_of(operation, world)
    cases = list(spoiled(request_schema(described(operation), "application/json"), good or {}))

    assert len(cases) > 10

    api, path, found = caller(operation, world), operation.path(world.ids), {}
    with nothing_changes():
        for case in cases:
            answer = api.call(operation.method, path, body=case.body)
            found[case.what] = (answer.status_code, named(answer.json()))
            if not case.fields:
                assert answer.json()["code"] == "MALFORMED"

    expected = {case.what: (400, case.fields) for case in cases}
    assert {what: each for what, each in found.items() if each != expected[what]} == {}


@pytest.mark.usefixtures("same_caller")
@each_with_json
def test_a_body_that_is_not_an_object_is_malformed(operation: Operation, world: World) -> None:
    deep = b'{"a":' * 40 + b"1" + b"}" * 40
    bodies = {
        "cut off": b'{"name": ',
        "array": b"[]",
        "array of objects": b"[{}]",
        "string": b'"text"',
        "null": b"null",
        "number": b"1",
        "two objects": b"{}{}",
        "not UTF-8": b'{"name": "\xff"}',
        "UTF-16": '{"name": "x"}'.encode("utf-16"),
        "a form": b"name=x&email=y",
        "XML": b"<name>x</name>",
        "blank": b"   ",
        "deep": deep,
        "very deep": b"[" * 100_000,
        "deep and whole": b'{"a":' + b"[" * 900 + b"]" * 900 + b"}",
    }

    with nothing_changes():
        found = refusals(operation, world, bodies)
        assert found == dict.fromkeys(bodies, (400, "MALFORMED", None))


@pytest.mark.usefixtures("same_caller")
@each_with_json
def test_a_key_that_stands_twice_is_refused_and_named(operation: Operation, world: World) -> None:
    good = orjson.dumps(body_of(operation, world) or {})
    name = next(iter(request_schema(described(operation), "application/json")["properties"]))

    with nothing_changes():
        body = b'{"%s": null, %s' % (name.encode(), good[1:])
        found = refusals(operation, world, {"twice": body})

    assert found == {"twice": (400, "REPEATED", name)}


@each_with_json
def test_a_missing_body_is_an_empty_object(operation: Operation, world: World) -> None:
    schema = request_schema(described(operation), "application/json")

    with undone():
        make_ready(operation, world)
        api, path = caller(operation, world), operation.path(world.ids)
        answers = [api.call(operation.method, path, body=body) for body in (b"", b"{}")]

    statuses = {answer.status_code for answer in answers}
    assert statuses <= ({400} if schema.get("required") else {200, 201})
    if schema.get("required"):
        assert {answer.json()["code"] for answer in answers} == {"REQUIRED"}
        missing = {each["field"] for each in answers[0].json().get("errors", [])}
        assert missing in (set(), set(schema["required"]))


@pytest.mark.usefixtures("same_caller")
@each_with_json
def test_an_unsupported_content_type_is_refused(operation: Operation, world: World) -> None:
    kinds = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json-patch+json",
        "nonsense",
    ]

    with nothing_changes():
        for kind in kinds:
            found = refusals(operation, world, {kind: b"{}"}, content_type=kind)
            assert found == {kind: (415, "UNSUPPORTED_MEDIA_TYPE", None)}


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_a_body_over_the_limit_is_refused(
    operation: Operation, world: World, settings: Any
) -> None:
    settings.MAX_BODY_BYTES = settings.MAX_UPLOAD_BODY_BYTES = 20_000
    is_form = operation.name in FORMS
    content_type = "multipart/form-data; boundary=x" if is_form else "application/json"

    with nothing_changes():
        found = refusals(operation, world, {"body": b" " * 20_001}, content_type=content_type)
        assert found == {"body": (413, "TOO_LARGE", None)}


@each_with_json
def test_an_idempotency_key_makes_bad_bodies_no_better(operation: Operation, world: World) -> None:
    fields = request_schema(described(operation), "application/json")["properties"]
    wrong = b"".join(b', "%s": [[1]]' % name.encode() for name in fields)
    bodies = {
        "malformed": b"{",
        "deep": b'{"a":' + b"[" * 900 + b"]" * 900 + b"}",
        "huge number": b'{"a":' + b"9" * 30 + wrong + b"}",
    }
    api, path = caller(operation, world), operation.path(world.ids)

    with nothing_changes():
        for body in bodies.values():
            headers = {"Idempotency-Key": "k"}
            assert api.call(operation.method, path, body=body, headers=headers).status_code == 400


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", WITH_FORM, ids=str)
def test_one_bad_field_of_a_form_is_refused_and_named(operation: Operation, world: World) -> None:
    schema = request_schema(described(operation), "multipart/form-data")
    path, found = operation.path(world.ids), {}

    with nothing_changes():
        for field, part in schema["properties"].items():
            is_file = part.get("format") == "binary"
            bad = ["text"] if is_file else ["a\x00b", "\u202e", "x" * (part["maxLength"] + 1)]
            if not is_file:
                bad.append(ContentFile(b"text", "file.txt"))
            if field in schema["required"]:
                bad += [None, ""]
            for value in bad:
                form = (body_of(operation, world) or {}) | {field: value}
                form = {name: each for name, each in form.items() if each is not None}
                answer = world.owner.api.upload(path, form)
                found[field, repr(value)[:20]] = (answer.status_code, answer.json()["field"])

    assert {case: answer for case, answer in found.items() if answer != (400, case[0])} == {}


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", WITH_FORM, ids=str)
def test_a_malformed_form_is_refused(operation: Operation, world: World) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nTitle\r\n'
    bodies = {
        ("multipart/form-data", part + b"--x--"): 400,  # without a boundary
        ("multipart/form-data; boundary=", part): 400,
        ("multipart/form-data; boundary=y", part + b"--x--"): 400,
        ("multipart/form-data; boundary=x", part): 400,  # cut off
        ("multipart/form-data; boundary=x", b"\xff" * 1_000): 400,
        ("multipart/form-data; boundary=x", b""): 400,
        ("application/json", b'{"title": "Title"}'): 415,
        ("application/x-www-form-urlencoded", b"title=Title"): 415,
        ("application/pdf", b"%PDF-1.7"): 415,
    }

    with nothing_changes():
        for (kind, body), status in bodies.items():
            found = refusals(operation, world, {kind: body}, content_type=kind)
            assert found[kind][0] == status, kind


def bad_queries(schema: dict[str, Any], name: str) -> list[str]:
    if name == "cursor":
        return ["x", "gAAAAAB", "\x00", "é"]
    if name == "sort":
        return ["", "no_such", "-", "\x00", "id; DROP TABLE"]
    if schema["type"] == "integer":
        return ["", "0", "-1", "1.5", "x", "1e3", "\x00", "NaN", "٣"]
    if schema["type"] == "boolean":
        return ["", "2", "maybe", "\x00"]
    if "enum" in schema:
        return ["", "NO_SUCH", str(schema["enum"][0]).swapcase(), "\x00", "x" * 10_000]
    empty = [""] if schema.get("minLength", 0) else []
    return [*empty, "a\x00b", "\u202e", "x" * (schema["maxLength"] + 1)]


@pytest.mark.usefixtures("same_caller")
@pytest.mark.parametrize("operation", WITH_QUERY, ids=str)
def test_an_invalid_query_is_refused_and_named(operation: Operation, world: World) -> None:
    api, path, found = caller(operation, world), operation.path(world.ids), {}

    with nothing_changes():
        for name, schema in query_parameters(operation).items():
            for text in bad_queries(schema, name):
                query = {**query_of(operation, world.ids), name: text}
                answer = api.call(operation.method, path, query=query)
                found[name, text[:20]] = (answer.status_code, answer.json().get("field"))

    assert {case: answer for case, answer in found.items() if answer != (400, case[0])} == {}


@pytest.mark.parametrize("operation", WITH_QUERY, ids=str)
def test_an_unknown_query_parameter_does_no_harm(operation: Operation, world: World) -> None:
    api, path = caller(operation, world), operation.path(world.ids)
    query = {**query_of(operation, world.ids), "surprise": "\x00", "a[]": 1}
    answer = api.call(operation.method, path, query=query)

    assert answer.status_code == 200
