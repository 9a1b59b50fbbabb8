"""Clients that do not read what they are sent: their connections end."""

from __future__ import annotations

import asyncio
import errno
import select
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from core.http import unread
from core.http.asgi import Receive, Send
from core.http.asgi import limit_connections as limit_asgi
from core.http.wsgi import limit_connections as limit_wsgi

WAIT_SECONDS = 30


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """As of a server of this process."""
    monkeypatch.setattr(unread, "UNREAD_SECONDS", 0.2)
    unread.limit_unread_answers.cache_clear()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener
    unread.limit_unread_answers.cache_clear()


def accepted(listener: socket.socket) -> tuple[socket.socket, socket.socket]:
    """A connection: the client's side and the server's."""
    client = socket.create_connection(listener.getsockname())
    server, _ = listener.accept()
    server.setblocking(False)
    return client, server


def fill(server: socket.socket) -> int:
    """Send until nothing fits; the bytes."""
    sent = 0
    while True:
        try:
            sent += server.send(b"x" * 65_536)
        except BlockingIOError:
            return sent


def wait_for_end(server: socket.socket) -> int:
    """The error with which the kernel ends the connection."""
    ended = select.poll()
    ended.register(server, select.POLLERR | select.POLLHUP)
    assert ended.poll(WAIT_SECONDS * 1000)
    return server.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def test_a_connection_that_is_not_read_ends(listener: socket.socket) -> None:
    unread.limit_unread_answers()
    client, server = accepted(listener)

    with client, server:
        fill(server)

        assert wait_for_end(server) == errno.ETIMEDOUT


def test_a_connection_that_is_read_by_the_byte_ends(listener: socket.socket) -> None:
    unread.limit_unread_answers()
    client, server = accepted(listener)

    with client, server:
        fill(server)
        client.recv(1)

        assert wait_for_end(server) == errno.ETIMEDOUT


def test_a_reader_gets_everything_in_its_own_time(listener: socket.socket) -> None:
    unread.limit_unread_answers()
    client, server = accepted(listener)

    with client, server:
        sent = fill(server)
        received = 0
        while received < sent:
            received += len(client.recv(sent))
        server.send(b"more")

        assert client.recv(10) == b"more"


def test_the_kernel_keeps_little_of_what_is_not_read(listener: socket.socket) -> None:
    with accepted(listener)[1] as unlimited:
        before = unlimited.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT)
    unread.limit_unread_answers()
    with accepted(listener)[1] as limited:
        after = limited.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT)

    assert (before, after) == (0, unread.UNSENT_BYTES)


def test_both_kinds_of_server_are_limited_at_their_first_request(listener: socket.socket) -> None:
    async def asgi(scope: Any, receive: Receive, send: Send) -> None:
        pass

    asyncio.run(limit_asgi(asgi)({}, None, None))  # type: ignore[arg-type]
    assert limit_of(listener) == 200
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 0)
    unread.limit_unread_answers.cache_clear()

    assert list(limit_wsgi(lambda environ, start: [b"answer"])({}, None)) == [b"answer"]  # type: ignore[arg-type]
    assert limit_of(listener) == 200


def limit_of(listener: socket.socket) -> int:
    return listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
