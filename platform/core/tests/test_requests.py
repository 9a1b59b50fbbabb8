"""What applies to every request: caller, request id, size limits."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from django.core.asgi import get_asgi_application
from django.test import Client, RequestFactory

from core.http.asgi import limit_body
from core.http.client import client_address, client_network
from core.testing import ApiClient

REFRESH = "/api/v1/auth/refresh"
PEER = "10.0.0.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PEER),
        (0, "1.1.1.1", PEER),  # no proxy of ours added it
        (1, None, PEER),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),  # the caller wrote the first one itself
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", PEER),
        (1, " 1.1.1.1 ,, ", "1.1.1.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", PEER),
        (1, "unknown", PEER),
        (1, "1.1.1.1; DROP TABLE", PEER),
        (1, "::ffff:1.1.1.1", "1.1.1.1"),  # how IPv4 looks on an IPv6 socket
        (1, "2001:DB8:0::1", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),  # zones are local to a machine
    ],
)
def test_the_callers_address_is_determined(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=PEER)

    assert client_address(request) == address


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("", "0.0.0.0"),
        ("unix:", "0.0.0.0"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_every_peer_has_an_address(settings: Any, peer: str, address: str) -> None:
    settings.TRUSTED_PROXIES = 0

    assert client_address(RequestFactory().get("/", REMOTE_ADDR=peer)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),  # one subscriber has all of these
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "0.0.0.0"),
    ],
)
def test_limits_count_networks(settings: Any, address: str, network: str) -> None:
    settings.TRUSTED_PROXIES = 0

    assert client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_valid_request_id_is_kept(db: None) -> None:
    answer = ApiClient().get("/api/v1/nothing", **{"X-Request-Id": "trace-1.2_3"})

    assert answer.headers["X-Request-Id"] == "trace-1.2_3"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", "new\nline", "é" * 10])
def test_an_invalid_request_id_is_replaced(given: str) -> None:
    first, second = (
        ApiClient().get("/api/v1/nothing", **{"X-Request-Id": given}).headers["X-Request-Id"]
        for _ in range(2)
    )

    assert given not in (first, second)
    assert first != second
    assert len(first) == 32


@pytest.mark.parametrize("path", ["/livez", "/api/v1/nothing", "/nothing", "/api/v1/auth/me"])
def test_every_response_has_a_request_id(db: None, path: str) -> None:
    assert len(ApiClient().get(path).headers["X-Request-Id"]) == 32


@pytest.mark.parametrize(
    ("size", "content_type", "status"),
    [
        (1_000_000, "application/json", 400),  # read, and found malformed
        (1_000_001, "application/json", 413),
        (1_000_001, "multipart/form-data; boundary=x", 415),  # not too large for its kind
        (10 * 1024 * 1024 + 1_000_001, "multipart/form-data; boundary=x", 413),
    ],
)
def test_a_declared_length_is_limited_by_content_type(
    size: int, content_type: str, status: int
) -> None:
    answer = ApiClient().call("POST", REFRESH, body=b" " * size, content_type=content_type)

    assert answer.status_code == status


def send_in_chunks(
    path: str, *chunks: bytes, headers: list[tuple[bytes, bytes]] | None = None
) -> tuple[int, dict[str, str], Any]:
    """POST over ASGI, by default without a Content-Length, as chunked bodies arrive."""
    given = [(b"host", b"localhost"), (b"content-type", b"application/json"), *(headers or [])]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": given,
        "client": ("127.0.0.1", 1),
    }
    parts = iter(chunks)
    sent: list[Any] = []
    never = asyncio.Event()

    async def receive() -> Any:
        for part in parts:
            return {"type": "http.request", "body": part, "more_body": True}
        if not ended:
            ended.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        return await never.wait()

    async def send(message: Any) -> None:
        sent.append(message)

    ended: list[bool] = []
    asyncio.run(limit_body(get_asgi_application())(scope, receive, send))
    answered = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    body = orjson.loads(b"".join(message.get("body", b"") for message in sent[1:]))
    return sent[0]["status"], answered, body


TOO_LARGE = {
    "detail": "The request body is larger than is accepted.",
    "code": "TOO_LARGE",
    "field": None,
}


def test_a_body_in_chunks_is_read() -> None:
    status, _, body = send_in_chunks(REFRESH, b'{"refresh_token"', b':"not-a-token"}')

    assert (status, body["code"]) == (401, "TOKEN_INVALID")


def test_json_of_undeclared_length_is_limited_too() -> None:
    status, headers, body = send_in_chunks(REFRESH, b'{"refresh_token":"', b"x" * 1_000_000, b'"}')

    assert (status, body) == (413, TOO_LARGE)
    assert len(headers["x-request-id"]) == 32


def test_an_endless_body_is_cut_off() -> None:
    megabyte = b" " * 1_000_000

    status, headers, body = send_in_chunks(REFRESH, *[megabyte] * 12)

    assert (status, body) == (413, TOO_LARGE)
    assert headers["connection"] == "close"
    assert len(headers["x-request-id"]) == 32


def test_a_declared_length_over_the_limit_is_refused_unread() -> None:
    status, _, body = send_in_chunks(REFRESH, headers=[(b"content-length", b"1000001")])

    assert (status, body) == (413, TOO_LARGE)


def test_a_chunked_body_is_counted_whatever_it_declares() -> None:
    headers = [(b"content-length", b"5"), (b"transfer-encoding", b"chunked")]

    status, _, body = send_in_chunks(REFRESH, *[b" " * 600_000] * 2, headers=headers)

    assert (status, body) == (413, TOO_LARGE)


def test_an_endless_body_to_a_page_is_cut_off() -> None:
    status, _, body = send_in_chunks("/nothing", *[b" " * 1_000_000] * 12)

    assert (status, body) == (413, TOO_LARGE)


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/auth/me", "/api/v1/auth/login"])
@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", ""])
def test_responses_are_json_whatever_is_accepted(db: None, path: str, accept: str) -> None:
    answer = ApiClient(Accept=accept).get(path, {"format": "xml"})

    assert answer.status_code in (401, 404, 405)
    assert answer.headers["Content-Type"] == "application/json"
    assert set(answer.json()) == {"detail", "code", "field"}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "[::1"])
def test_an_unknown_host_is_refused_in_the_doors_dialect(host: str) -> None:
    answer = Client().get("/api/v1/auth/me", headers={"Host": host})

    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED")
