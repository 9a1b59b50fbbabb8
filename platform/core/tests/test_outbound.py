"""Requests to customer-supplied addresses reach public addresses only."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest

from core import outbound
from core.outbound import TargetRefused, is_allowed, pinned_client

Resolve = Callable[[str, list[str]], None]


class Server:
    """A real local HTTP server that records the requested hosts; `/away` redirects.

    guests: a request waits until that many are there at the same time.
    """

    def __init__(self, address: str = "127.0.0.1", port: int = 0, *, guests: int = 1) -> None:
        everybody = threading.Barrier(guests, timeout=30)
        asked: list[str] = []
        cookies: list[str | None] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                everybody.wait()
                asked.append(self.headers["Host"])
                cookies.append(self.headers["Cookie"])
                self.send_response(302 if self.path == "/away" else 200)
                self.send_header("Location", "http://10.0.0.1/")
                self.send_header("Set-Cookie", "session=of-somebody-else")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.asked, self.cookies = asked, cookies

        class Listening(ThreadingHTTPServer):
            request_queue_size = max(guests, ThreadingHTTPServer.request_queue_size)

        self._server = Listening((address, port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Resolves names to these addresses, dropping the first with every lookup."""
    real, names = socket.getaddrinfo, {}

    def look_up(host: Any, port: Any, *options: Any, **more: Any) -> Any:
        if host not in names:
            return real(host, port, *options, **more)
        found = names[host][0]
        if len(names[host]) > 1:
            names[host].pop(0)
        return [entry for each in found for entry in real(each, port, *options, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return names.__setitem__


def get(url: str, *, allow_loopback: bool = False) -> httpx2.Response:
    return pinned_client(allow_loopback=allow_loopback).get(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.8.8",
        "localhost",
        "2130706433",  # the same as a number …
        "0x7f000001",
        "017700000001",
        "127.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds serve credentials
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[::127.0.0.1]",
        "[2002:7f00:1::]",  # 6to4 of 127.0.0.1
        "[2002:a00:1::]",
        "[64:ff9b::7f00:1]",  # NAT64 of 127.0.0.1
        "[64:ff9b::a9fe:a9fe]",
        "[2001::1]",
        "[2001:db8::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fe80::1]",
        "[ff02::1]",
    ],
)
def test_no_private_address_is_connected_to(server: Server, host: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        get(f"http://{host}:{server.port}/")

    assert refused.value.code == "TARGET_NOT_PUBLIC"
    assert server.asked == []


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["fd00::1"]],
)
def test_a_name_is_refused_when_any_of_its_addresses_is_private(
    server: Server, resolve: Resolve, addresses: list[str]
) -> None:
    resolve("shop.example", [addresses])

    with pytest.raises(TargetRefused, match="Requests to shop.example are not allowed"):
        get(f"http://shop.example:{server.port}/")

    assert server.asked == []


def test_a_second_lookup_cannot_change_the_address(server: Server, resolve: Resolve) -> None:
    other = Server("127.0.0.2", server.port)
    resolve("shop.example", [["127.0.0.1"], ["127.0.0.2"]])

    try:
        answer = get(f"http://shop.example:{server.port}/", allow_loopback=True)
    finally:
        other.close()

    assert answer.status_code == 200
    assert server.asked == [f"shop.example:{server.port}"]  # the name is still what is requested
    assert other.asked == []


def test_every_request_resolves_again(server: Server, resolve: Resolve) -> None:
    resolve("shop.example", [["127.0.0.1"], ["10.0.0.1"]])

    get(f"http://shop.example:{server.port}/", allow_loopback=True)
    with pytest.raises(TargetRefused):
        get(f"http://shop.example:{server.port}/", allow_loopback=True)

    assert len(server.asked) == 1


def test_requests_share_no_cookies(server: Server) -> None:
    for _ in range(2):
        get(f"http://127.0.0.1:{server.port}/", allow_loopback=True)

    assert server.cookies == [None, None]


def test_loopback_is_reached_only_with_the_flag(server: Server) -> None:
    url = f"http://127.0.0.1:{server.port}/"

    assert get(url, allow_loopback=True).status_code == 200
    with pytest.raises(TargetRefused):
        get(url)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "0.0.0.0", "169.254.169.254", "fd00::1"),
        *("168.63.129.16", "::ffff:168.63.129.16", "2002:a83f:8110::", "64:ff9b::a83f:8110"),
        *("100.100.100.200", "192.0.0.192", "fd00:ec2::254", "64:ff9b::a9fe:a9fe"),
    ],
)
def test_the_flag_permits_only_loopback(address: str) -> None:
    assert not is_allowed(address, allow_loopback=True)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::", "64:ff9b::808:808"],
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address, allow_loopback=False)


def test_redirects_are_not_followed(server: Server) -> None:
    answer = get(f"http://127.0.0.1:{server.port}/away", allow_loopback=True)

    assert (answer.status_code, answer.headers["Location"]) == (302, "http://10.0.0.1/")


def test_no_proxy_of_the_environment_is_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    pinned_client.cache_clear()

    assert get(f"http://127.0.0.1:{server.port}/", allow_loopback=True).status_code == 200


@pytest.mark.parametrize("host", ["no-such-name.invalid", "a" * 64 + ".example", "xn--\x00"])
def test_an_unresolvable_name_is_a_connection_error(host: str) -> None:
    with pytest.raises((httpx2.ConnectError, httpx2.InvalidURL)):
        get(f"http://{host}/")


def answering(body: bytes, **headers: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("X-Asked-For", self.headers["Accept-Encoding"])
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@pytest.fixture
def serve() -> Iterator[Callable[[type[BaseHTTPRequestHandler]], str]]:
    started: list[ThreadingHTTPServer] = []

    def begin(handler: type[BaseHTTPRequestHandler]) -> str:
        started.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=started[-1].serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{started[-1].server_port}/"

    yield begin
    for each in started:
        each.shutdown()
        each.server_close()


def test_an_endless_response_is_cut(
    serve: Callable[[type[BaseHTTPRequestHandler]], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "ANSWER_BYTES", 1_000)

    fitting = get(serve(answering(b"x" * 1_000)), allow_loopback=True)
    with pytest.raises(httpx2.RemoteProtocolError):
        get(serve(answering(b"x" * 1_001)), allow_loopback=True)

    assert len(fitting.content) == 1_000
    assert fitting.headers["X-Asked-For"] == "identity"


def test_compressed_responses_are_refused(
    serve: Callable[[type[BaseHTTPRequestHandler]], str],
) -> None:
    bomb = answering(gzip.compress(b"\0" * 1_000_000), Content_Encoding="gzip")

    with pytest.raises(httpx2.RemoteProtocolError):
        get(serve(bomb), allow_loopback=True)


def test_concurrent_requests_do_not_wait_for_each_other() -> None:
    """Models take half a minute to answer, and every waiting visitor has a request open."""
    guests = 100
    place = Server(guests=guests)
    url = f"http://127.0.0.1:{place.port}/"
    try:
        with ThreadPoolExecutor(guests) as pool:
            answers = list(pool.map(lambda _: get(url, allow_loopback=True), range(guests)))
    finally:
        place.close()

    assert [answer.status_code for answer in answers] == [200] * guests
