"""A door selected by host: `/api/v1` is the door there, and nothing else changes."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Any

import orjson
import pytest
from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory

from core.http import hosts
from core.http.asgi import limit_body
from core.http.hosts import register_host, routed_path, sent_path, sent_path_of
from core.testing import ApiClient
from core.tests.toy_door import PREFIX, TOY
from core.wire import dialect
from core.wire.dialect import register_dialect

HOST = "toy.example:8090"


@pytest.fixture(autouse=True)
def _toy_has_a_host(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(dialect, "_by_prefix", dict(dialect._by_prefix))
    monkeypatch.setattr(hosts, "_doors", {})
    register_dialect(PREFIX, TOY)
    register_host("Toy.Example:8090", PREFIX, (PREFIX,))
    settings.ROOT_URLCONF = "core.tests.toy_door"
    settings.ALLOWED_HOSTS = ["toy.example", "localhost", "testserver"]


def at(host: str) -> ApiClient:
    return ApiClient(Host=host)


@pytest.mark.parametrize(
    ("host", "path", "led_to"),
    [
        (HOST, "/api/v1/people", f"{PREFIX}/people"),
        ("TOY.example:8090", "/api/v1", PREFIX),
        (HOST, "/api/v10/people", "/api/v10/people"),
        (HOST, f"{PREFIX}/people", f"{PREFIX}/people"),
        (HOST, "/admin/", "/admin/"),
        ("toy.example", "/api/v1/people", "/api/v1/people"),  # another port is another host
        ("localhost", "/api/v1/people", "/api/v1/people"),
        ("", "/api/v1/people", "/api/v1/people"),
    ],
)
def test_a_path_is_routed(host: str, path: str, led_to: str) -> None:
    assert routed_path(host, path) == led_to


def test_a_door_can_be_at_the_root_of_its_host() -> None:
    register_host("root.example", "", ("/user",))

    assert routed_path("root.example", "/api/v1/user") == "/user"
    assert routed_path("root.example", "/api/v1/user/x") == "/user/x"
    for path in ("/api/v1", "/api/v1/", "/api/v1/users", "/api/v1/admin/", "/api/v1/api/v1/user"):
        assert routed_path("root.example", path) == path  # nothing else is routed to the door


def test_the_door_answers_and_names_the_path_as_sent() -> None:
    answer = at(HOST).post("/toy/v1/people", {"firstName": "Ann"})
    by_host = at(HOST).call("POST", "/api/v1/people", body={"firstName": "Ann"})

    assert (answer.status_code, by_host.status_code) == (201, 201)
    assert by_host.json() == answer.json() | {"path": "/api/v1/people"}


def test_errors_are_in_the_doors_dialect() -> None:
    unknown = at(HOST).get("/api/v1/nothing/here")
    too_large = at(HOST).call("POST", "/api/v1/people", body=b"x" * 1_000_001)

    assert (unknown.status_code, too_large.status_code) == (404, 413)
    assert unknown.json()["message"] == "NOT_FOUND: Not found."
    assert too_large.json()["success"] is False


def test_a_body_refused_before_django_is_in_the_doors_dialect() -> None:
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/people",
        "headers": [(b"host", HOST.encode()), (b"content-length", b"9999999")],
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> Any:
        raise AssertionError("nothing is read of a body that declares too much")

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(limit_body(get_asgi_application())(scope, receive, send))

    assert sent[0]["status"] == 413
    body = orjson.loads(sent[1]["body"])
    assert body["message"] == "TOO_LARGE: The request body is larger than is accepted."


def test_the_path_is_unknown_on_other_hosts() -> None:
    answer = at("localhost").get("/api/v1/people")

    assert answer.status_code == 404
    assert answer.json() == {"detail": "Not found.", "code": "NOT_FOUND", "field": None}


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"raw_path": b"/toy/v1/a%2fb%7E"}, "/toy/v1/a%2fb%7E"),
        ({"raw_path": b"/toy/v1/x?y=1"}, "/toy/v1/x"),
        ({"path": "/toy/v1/a b"}, "/toy/v1/a%20b"),
        ({"path": "/toy/v1/caf\u00e9?"}, "/toy/v1/caf%C3%A9%3F"),
    ],
)
def test_the_path_is_told_as_the_client_sent_it(told: dict[str, Any], shown: str) -> None:
    scope = {"path": "/toy/v1/other", "type": "http", "method": "GET", "headers": [], **told}

    assert sent_path_of(scope) == shown
    assert sent_path(ASGIRequest(scope, BytesIO())) == shown


@pytest.mark.parametrize("name", ["RAW_URI", "REQUEST_URI"])
def test_the_path_is_told_as_sent_under_wsgi(name: str) -> None:
    request = RequestFactory().get("/toy/v1/a b?c=d", **{name: "/toy/v1/a%20%62?c=d"})

    assert sent_path(request) == "/toy/v1/a%20%62"
