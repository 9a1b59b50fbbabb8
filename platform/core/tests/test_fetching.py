"""Fetching is limited in bytes and seconds, and never connects to a private address."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from core.fetching import (
    Answer,
    AnswerTooLarge,
    EncodingUnknown,
    Fetcher,
    FetchFailed,
    TooSlow,
)
from core.outbound import TargetRefused

MEGABYTE = 1024**2
LINE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


class Peer:
    """A local server that answers every connection as the test says."""

    def __init__(self, says: Callable[[Any], None]) -> None:
        self.connections = 0
        self.sent = 0
        self.ended = threading.Event()
        self._says = says
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                try:
                    connection.recv(65_536)
                    self._says(_Counting(connection, self))
                except OSError:
                    pass  # the client has stopped reading
                self.ended.set()

    def close(self) -> None:
        self._listener.close()


class _Counting:
    def __init__(self, connection: socket.socket, peer: Peer) -> None:
        self._connection, self._peer = connection, peer

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)
        self._peer.sent += len(data)

    def wait_for_end(self) -> None:
        self._connection.recv(1)


@contextmanager
def peer(says: Callable[[Any], None]) -> Iterator[Peer]:
    started = Peer(says)
    try:
        yield started
    finally:
        started.close()


def get(peer: Peer, *, seconds: float = 20.0, **options: Any) -> Answer:
    with Fetcher(user_agent="Tests", allow_loopback=True) as fetcher:
        url = httpx2.URL(f"http://127.0.0.1:{peer.port}/")
        return fetcher.get(url, max_bytes=MEGABYTE, seconds=seconds, **options)


def body(data: bytes, *headers: str) -> Callable[[Any], None]:
    def says(to: Any) -> None:
        lines = "".join(f"{header}\r\n" for header in headers).encode()
        to.send(LINE + lines + f"Content-Length: {len(data)}\r\n\r\n".encode() + data)

    return says


def endless(to: Any) -> None:
    to.send(LINE + b"Connection: close\r\n\r\n")
    while True:
        to.send(b"x" * 65_536)


def test_a_compressed_response_is_decoded() -> None:
    with peer(body(gzip.compress(b"Hello"), "Content-Encoding: gzip", "X-Name: Value")) as server:
        answer = get(server)

    assert (answer.status, answer.body, answer.is_cut) == (200, b"Hello", False)
    assert answer.headers["x-name"] == "Value"


def test_a_response_declared_too_large_is_not_read() -> None:
    def says(to: Any) -> None:
        to.send(LINE + b"Content-Length: 1000000000\r\n\r\n")
        while True:
            to.send(b"x" * 65_536)

    with peer(says) as server, pytest.raises(AnswerTooLarge, match="larger than 1 MB"):
        get(server)


def test_an_endless_response_is_aborted() -> None:
    with peer(endless) as server:
        with pytest.raises(AnswerTooLarge):
            get(server)

        assert server.ended.wait(20)
        assert server.sent < 50 * MEGABYTE  # the buffers of the connection


def test_a_response_can_be_truncated() -> None:
    with peer(endless) as server:
        answer = get(server, cut=True)

    assert (len(answer.body), answer.is_cut) == (MEGABYTE, True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_decompression_bomb_is_stopped_early(encoding: str) -> None:
    packer = zlib.compressobj(1, wbits=31 if encoding == "gzip" else 15)
    zeros = bytes(16 * MEGABYTE)
    bomb = b"".join(packer.compress(zeros) for _ in range(8)) + packer.flush()

    with peer(body(bomb, f"Content-Encoding: {encoding}")) as server:
        with pytest.raises(AnswerTooLarge):
            get(server)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip, gzip", "compress", "\xff"])
def test_unrequested_encodings_are_refused(encoding: str) -> None:
    def says(to: Any) -> None:
        line = f"Content-Encoding: {encoding}\r\n".encode("latin-1")
        to.send(LINE + line + b"Content-Length: 1\r\n\r\nx")

    with peer(says) as server, pytest.raises(EncodingUnknown):
        get(server)


def drip_body(to: Any) -> None:
    to.send(LINE + b"Content-Length: 100000\r\n\r\n")
    _drip(to)


def drip_headers(to: Any) -> None:
    to.send(LINE + b"X-Slow: ")
    _drip(to)


def silence(to: Any) -> None:
    to.wait_for_end()


def _drip(to: Any) -> None:
    while True:
        to.send(b"x")
        threading.Event().wait(0.05)


@pytest.mark.parametrize("says", [drip_body, drip_headers, silence])
def test_a_slow_response_is_ended_at_the_deadline(says: Callable[[Any], None]) -> None:
    with peer(says) as server:
        with pytest.raises(TooSlow, match="did not answer completely within 0.3 seconds"):
            get(server, seconds=0.3)

        assert server.ended.wait(20)  # the connection is given up


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        LINE + b"Content-Length: -1\r\n\r\n",
        LINE + b"Content-Length: 10\r\n\r\nshort",
        LINE + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        LINE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        LINE + b"X: " + b"y" * 500_000 + b"\r\n\r\n",
    ],
)
def test_nonsense_is_no_response(response: bytes) -> None:
    with peer(lambda to: to.send(response)) as server, pytest.raises(FetchFailed) as failed:
        get(server)

    assert failed.value.code == "UNREACHABLE"


def test_no_connection_is_made_to_private_addresses() -> None:
    with peer(endless) as server:
        url = httpx2.URL(f"http://localhost:{server.port}/")
        with Fetcher(user_agent="Tests", allow_loopback=False) as fetcher:
            with pytest.raises(TargetRefused):
                fetcher.get(url, max_bytes=MEGABYTE, seconds=20)

        assert server.connections == 0


def test_each_request_has_its_own_deadline() -> None:
    with peer(body(b"Hello", "Connection: close")) as server:
        with Fetcher(user_agent="Tests", allow_loopback=True) as fetcher:
            url = httpx2.URL(f"http://127.0.0.1:{server.port}/")
            with pytest.raises(TooSlow):
                fetcher.get(url, max_bytes=MEGABYTE, seconds=-1.0)

            assert fetcher.get(url, max_bytes=MEGABYTE, seconds=20).body == b"Hello"
