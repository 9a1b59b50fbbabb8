"""The OpenAPI document: valid, complete, and shown by pages that load nothing from other hosts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from core.testing import Operation, operations
from core.testing.openapi import document
from operations.tests.api_world import described
from operations.tests.spoiling import resolve
from widget.api.views.base import WidgetViewSet

OPERATIONS = operations()
REFUSALS = {"400", "401", "403", "404", "405", "409", "413", "415", "422", "429", "503"}
ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)
each_page = pytest.mark.parametrize("page", ["/docs", "/redoc"])


def test_the_served_document_is_valid_openapi_31() -> None:
    answer = Client().get("/openapi.json")

    served = answer.json()
    assert answer.status_code == 200
    assert served["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(served).iter_errors()] == []
    assert served == document()


def test_the_document_has_exactly_the_apis_routes() -> None:
    written = {
        (method.upper(), path): operation["operationId"]
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }

    assert written == {(each.method, each.template): each.name for each in OPERATIONS}
    assert len(set(written.values())) == len(written)


@each_operation
def test_every_operation_documents_its_errors(operation: Operation) -> None:
    responses = described(operation)["responses"]

    assert REFUSALS <= set(responses)
    for status in REFUSALS:
        assert responses[status]["content"] == ERROR


@each_operation
def test_every_operation_documents_its_callers(operation: Operation) -> None:
    view: Any = operation.view
    if issubclass(view, WidgetViewSet):
        expected: list[Any] = [{"api_key": []}]
    else:
        expected = [] if operation.action in view.public else [{"bearer": []}]

    assert described(operation).get("security", []) == expected
    schemes = document()["components"]["securitySchemes"]
    assert all(name in schemes for scheme in expected for name in scheme)


@each_operation
def test_every_operation_documents_its_response(operation: Operation) -> None:
    successes = {
        status: response
        for status, response in described(operation)["responses"].items()
        if status.startswith("2")
    }

    assert len(successes) == 1
    (content,) = [each["content"] for each in successes.values()]
    files = {"application/zip", "application/x-ndjson"}
    assert set(content) <= {"application/json", "text/event-stream"} | files
    assert all(each["schema"] for each in content.values())


def strings_of(schema: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """(path, schema) of every string in a body."""
    schema = resolve(schema)
    kinds = schema.get("type", [])
    found = [(path, schema)] if "string" in (kinds if isinstance(kinds, list) else [kinds]) else []
    for name, inner in schema.get("properties", {}).items():
        found += strings_of(inner, f"{path}.{name}")
    return found + (strings_of(schema["items"], f"{path}[]") if "items" in schema else [])


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if "requestBody" in described(each)], ids=str
)
def test_every_incoming_string_has_a_maximum_length(operation: Operation) -> None:
    (content,) = described(operation)["requestBody"]["content"].values()

    endless = [
        path
        for path, schema in strings_of(content["schema"])
        if not {"maxLength", "enum", "pattern"} & set(schema) and schema.get("format") != "binary"
    ]

    assert endless == []


@each_page
def test_the_reference_pages_load_nothing_from_other_hosts(page: str) -> None:
    client = Client()
    answer = client.get(page)

    html = answer.content.decode()
    wanted = re.findall(r"""(?:src|href)=["']([^"']+)["']""", html)
    assert answer.status_code == 200
    assert wanted
    for url in wanted:
        assert urlsplit(url).netloc == "", url
        assert client.get(url).status_code == 200, url
    assert re.findall(r"https?://[^\s\"'<]+", html) == []
