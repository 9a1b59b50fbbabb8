"""The OpenAPI document: valid, complete, and shown by pages that load nothing from other hosts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from config.api_errors import SENTENCES
from core.testing import Operation, operations
from core.testing.openapi import document, resolved
from operations.tests.api_world import described, query_parameters
from operations.tests.spoiling import resolve
from voice.agents.errors import AgentInUse
from widget.api.views.base import WidgetViewSet
from workspaces.tests.factories import Person

OPERATIONS = operations()
(LIST_AGENTS,) = [each for each in OPERATIONS if each.name == "Agents.list"]

ERROR = {"$ref": "#/components/schemas/Error"}

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
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method in methods
    }

    assert written == {(each.method, each.template) for each in OPERATIONS}


def test_operations_are_named_as_a_person_would() -> None:
    named = {described(each)["operationId"]: described(each)["summary"] for each in OPERATIONS}

    assert len(named) == len(OPERATIONS)
    for name, summary in named.items():
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name), name
        verb = re.match(r"[a-z]+", name)
        assert verb is not None
        assert re.fullmatch(rf"{verb[0].capitalize()} [^.]{{1,50}}", summary), (name, summary)
    assert {"listAgents", "getAgent", "createAgent", "updateAgent", "deleteAgent"} <= set(named)
    assert {"publishAgent", "askQuestion", "listApiKeys", "createQaEntry", "signIn"} <= set(named)


def test_every_operation_is_in_one_section_of_those_described() -> None:
    sections = [each["name"] for each in document()["tags"]]

    assert all(each["description"] for each in document()["tags"])
    assert all(len(described(each)["tags"]) == 1 for each in OPERATIONS)
    assert {described(each)["tags"][0] for each in OPERATIONS} == set(sections)


def test_lists_name_the_orders_that_they_take(alice: Person, base: str) -> None:
    for operation in OPERATIONS:
        if operation.action == "list":
            sort = query_parameters(operation)["sort"]
            orders = [each for name in operation.view.sorts for each in (name, f"-{name}")]  # type: ignore[union-attr]
            assert sort["enum"] == orders
            assert sort["default"] in orders

    for order in query_parameters(LIST_AGENTS)["sort"]["enum"]:
        assert alice.api.get(f"{base}/agents", {"sort": order}).status_code == 200
    assert alice.api.get(f"{base}/agents", {"sort": "size"}).status_code == 400


@each_operation
def test_every_operation_documents_its_errors(operation: Operation) -> None:
    responses = described(operation)["responses"]
    errors = {status: resolved(each) for status, each in responses.items() if status >= "4"}

    assert {"429", "503"} <= set(errors) <= set(SENTENCES)
    for status, error in errors.items():
        assert error["content"]["application/json"]["schema"] == ERROR
        assert error["description"].startswith(SENTENCES[status])
        assert error.get("x-error-codes") or status == "400"
        assert ("Retry-After" in error["headers"]) == (status in ("409", "429", "503"))


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("get", "plans", "200 304 401 429 503"),
        ("get", "workspaces/{workspace_id}", "200 304 401 403 404 429 503"),
        ("get", "workspaces/{workspace_id}/agents", "200 304 400 401 403 404 429 503"),
        (
            "patch",
            "workspaces/{workspace_id}/members/{member_id}",
            "200 400 401 403 404 412 413 415 429 503",
        ),
        (
            "post",
            "workspaces/{workspace_id}/agents/{agent_id}/publish",
            "200 400 401 403 404 409 413 415 422 429 502 503",
        ),
        ("post", "widget/init", "200 400 413 415 429 503"),
    ],
)
def test_only_errors_that_can_occur_are_documented(method: str, path: str, statuses: str) -> None:
    responses = document()["paths"][f"/api/v1/{path}"][method]["responses"]

    assert sorted(responses) == statuses.split()


def test_errors_name_their_codes() -> None:
    deleting = document()["paths"]["/api/v1/workspaces/{workspace_id}/agents/{agent_id}"]["delete"]
    conflict = resolved(deleting["responses"]["409"])

    assert conflict["x-error-codes"] == ["AGENT_IN_USE"]
    assert f"`AGENT_IN_USE`: {AgentInUse.message}" in conflict["description"]


@each_operation
def test_every_answer_documents_its_headers(operation: Operation) -> None:
    for response in described(operation)["responses"].values():
        headers = resolved(response)["headers"]
        assert headers["X-Request-Id"] == {"$ref": "#/components/headers/X-Request-Id"}
        assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} <= set(headers)


def test_parameters_share_the_enumerations_of_fields() -> None:
    schemas = document()["components"]["schemas"]
    named = {tuple(schema["enum"]): name for name, schema in schemas.items() if "enum" in schema}
    inline, shared = set(), set()
    for operation in OPERATIONS:
        for each in described(operation).get("parameters", []):
            if tuple(each["schema"].get("enum", ())) in named:
                inline.add(each["name"])
            elif "$ref" in each["schema"]:
                shared.add(each["schema"]["$ref"].rpartition("/")[2])

    assert inline == set()
    assert {"AgentStatus", "ConversationStatus", "DocumentSource", "DocumentStatus"} <= shared


def test_the_document_names_whom_to_ask(settings: Any) -> None:
    assert document()["info"]["contact"]["email"] == settings.SUPPORT_EMAIL


def test_streams_describe_their_events() -> None:
    found = {}
    for operation in OPERATIONS:
        content = described(operation)["responses"].get("200", {}).get("content", {})
        if "text/event-stream" in content:
            schema = content["text/event-stream"]["schema"]
            data = schema["properties"]["data"]
            assert schema["type"] == ["string", "object"]
            found[described(operation)["operationId"]] = data["contentSchema"]

    assert found == {
        "askQuestion": {"$ref": "#/components/schemas/AnswerEvent"},
        "resumeAnswer": {"$ref": "#/components/schemas/AnswerEvent"},
        "streamVisitorEvents": {"$ref": "#/components/schemas/VisitorEvent"},
        "streamInboxEvents": {"$ref": "#/components/schemas/InboxEvent"},
    }


@each_operation
def test_every_operation_documents_its_callers(operation: Operation) -> None:
    view: Any = operation.view
    if issubclass(view, WidgetViewSet):
        optional: list[Any] = [{}] if operation.name == "Chat.create" else []
        expected: list[Any] = [{"api_key": []}, *optional]
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
    files = {"application/zip", "application/x-ndjson", "application/octet-stream"}
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
