"""Checks every response of the suite against the OpenAPI document that is served."""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from typing import Any

import jsonschema_rs
import orjson
from drf_spectacular.generators import SchemaGenerator

PREFIX = "/api/v1/"


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The document as `/openapi.json` serves it."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@lru_cache(maxsize=1)
def _routes() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Routes with fewer parameters first: `/things/events` is not `/things/{thing_id}`."""
    paths = sorted(document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [
        (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations) for path, operations in paths
    ]


def check_answer(method: str, path: str, response: Any) -> None:
    """Raise AssertionError if a response does not match the document.

    path: without its query. Responses to paths and methods that are not in the document must be
        errors.
    """
    if not path.startswith(PREFIX) or method in ("HEAD", "OPTIONS"):
        return
    status = str(response.status_code)
    operation = _operation(method, path)
    if operation is None or status == "405":
        assert response.status_code in (404, 405), f"{method} {path} is served but not documented"
        _validate({"$ref": "urn:openapi#/components/schemas/Error"}, response.json())
        return
    assert status in operation["responses"], f"{method} {path} answered {status}, undocumented"
    if response.status_code == 304:
        assert response.content == b""
        return
    described = resolved(operation["responses"][status])
    for name, header in described.get("headers", {}).items():
        is_required = resolved(header).get("required")
        assert name in response.headers or not is_required, f"{method} {path}: {name}"
    contents = described.get("content", {})
    content_type = response.headers["Content-Type"].partition(";")[0]
    assert content_type in contents, f"{method} {path} answered with {content_type}"
    if content_type == "application/json":
        body = _json_of(response)
        _validate(absolute(contents[content_type]["schema"]), body)
        if response.status_code > 400:  # which has the codes of fields besides
            code = body["code"]
            assert code in described["x-error-codes"], f"{method} {path}: {status} {code}"


def check_event(schema: str, data: dict[str, Any]) -> None:
    """Raise AssertionError if the data of a streamed event does not match the document."""
    _validate({"$ref": f"urn:openapi#/components/schemas/{schema}"}, data)


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    """What a reference to a component refers to; anything else as it is."""
    kind, _, name = value.get("$ref", "").removeprefix("#/components/").partition("/")
    return dict(document()["components"][kind][name]) if name else value


def _json_of(response: Any) -> Any:
    if response.headers.get("Content-Encoding") == "gzip":
        return orjson.loads(gzip.decompress(response.content))
    return response.json()


@lru_cache(maxsize=10_000)
def _operation(method: str, path: str) -> dict[str, Any] | None:
    for pattern, operations in _routes():
        if pattern.fullmatch(path) and method.lower() in operations:
            return dict(operations[method.lower()])
    return None


def _validate(schema: dict[str, Any], body: Any) -> None:
    errors = faults(schema, body)
    assert not errors, "\n".join(errors)


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    """Where a value does not match a schema whose references are absolute."""
    return [
        f"{'.'.join(map(str, error.instance_path))}: {error.message}"
        for error in _validator(orjson.dumps(schema)).iter_errors(value)
    ]


@cache
def _validator(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    """Compiled, since most tests check answers: in Python each would take 0.13 ms, not 0.005."""
    return jsonschema_rs.Draft202012Validator(orjson.loads(schema), registry=_documents())


@lru_cache(maxsize=1)
def _documents() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([("urn:openapi", document())])


def absolute(value: Any) -> Any:
    """Make the document's references absolute, so that the registry resolves them."""
    if isinstance(value, dict):
        return {
            key: f"urn:openapi{item}" if key == "$ref" else absolute(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [absolute(item) for item in value]
    return value
