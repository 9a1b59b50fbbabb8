"""Request bodies that drip, break off, or find no room: refused in the door's dialect."""

from __future__ import annotations

import asyncio
import errno
from typing import Any

import orjson
import pytest

from core.http import pace
from core.http.asgi import Receive, Send, limit_body, refuse_broken_bodies

LOGIN, LOGIN_OF_A_DOOR = "/api/v1/auth/login", "/microbit/api/v1/auth/login"
DECLARED = [(b"content-length", b"9")]
CHUNKED = [(b"transfer-encoding", b"chunked")]
BEGINNING = {"type": "http.request", "body": b"{", "more_body": True}
REST = {"type": "http.request", "body": b"}", "more_body": False}
GONE = {"type": "http.disconnect"}


async def echo(scope: Any, receive: Receive, send: Send) -> None:
    """Answers with the body; like Django without an answer if the client leaves before its end."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message["body"]
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def spool(scope: Any, receive: Receive, send: Send) -> None:
    await receive()
    raise OSError(errno.ENOSPC, "No space left on device")


def exchange(
    application: Any, *messages: Any, headers: Any = DECLARED, path: str = LOGIN
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer to these messages, after which none comes."""
    sent: list[Any] = []
    waiting = list(messages)

    async def receive() -> Any:
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    asyncio.run(refuse_broken_bodies(limit_body(application))(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "GRACE_SECONDS", 0.05)


@pytest.mark.parametrize("headers", [DECLARED, CHUNKED])
def test_a_body_that_drips_is_refused_and_its_connection_closed(
    impatient: None, headers: Any
) -> None:
    status, answered, body = exchange(echo, BEGINNING, headers=headers)

    assert status == 408
    assert answered[b"connection"] == b"close"
    assert orjson.loads(body) == {
        "detail": "The request body did not arrive in time.",
        "code": "REQUEST_TIMEOUT",
        "field": None,
    }


def test_a_door_refuses_in_its_own_dialect(impatient: None) -> None:
    status, _, body = exchange(echo, BEGINNING, path=LOGIN_OF_A_DOOR)

    assert status == 408
    assert "did not arrive in time" in body.decode()
    assert set(orjson.loads(body)) != {"detail", "code", "field"}


def test_each_byte_buys_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time before the pace counts is over, but a byte has come: an hour for the next one."""
    monkeypatch.setattr(pace, "MIN_BYTES_PER_SECOND", 1 / 3600)
    messages = [BEGINNING, REST]

    async def receive() -> Any:
        return messages.pop(0)

    async def upload() -> list[Any]:
        next_message = pace.paced(receive)
        first = await next_message()
        monkeypatch.setattr(pace, "GRACE_SECONDS", -1.0)
        return [first, await next_message()]

    assert asyncio.run(upload()) == [BEGINNING, REST]


def test_a_body_that_stands_still_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "IDLE_SECONDS", 0.05)

    status, _, _ = exchange(echo, BEGINNING)

    assert status == 408


def test_waiting_after_the_body_is_not_limited(impatient: None) -> None:
    async def wait_for_the_end() -> bool:
        async def receive() -> Any:
            return messages.pop(0) if messages else await asyncio.Event().wait()

        next_message = pace.paced(receive)
        await next_message()
        waiting = asyncio.ensure_future(next_message())
        done, _ = await asyncio.wait({waiting}, timeout=0.1)
        waiting.cancel()
        return not done

    messages = [REST]
    assert asyncio.run(wait_for_the_end())


@pytest.mark.parametrize("headers", [DECLARED, CHUNKED])
def test_a_whole_body_arrives_unchanged(headers: Any) -> None:
    assert exchange(echo, BEGINNING, REST, headers=headers)[::2] == (200, b"{}")


@pytest.mark.parametrize("headers", [DECLARED, CHUNKED])
def test_a_body_that_breaks_off_is_refused(headers: Any) -> None:
    status, _, body = exchange(echo, BEGINNING, GONE, headers=headers)

    assert (status, orjson.loads(body)["code"]) == (400, "MALFORMED")


def test_a_body_that_finds_no_room_is_refused() -> None:
    status, answered, body = exchange(spool, REST)

    assert status == 507
    assert answered[b"connection"] == b"close"
    assert orjson.loads(body)["code"] == "STORAGE_FULL"


def test_other_errors_are_not_taken_for_a_full_disk() -> None:
    async def fail(scope: Any, receive: Receive, send: Send) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with pytest.raises(PermissionError):
        exchange(fail, REST)


def test_an_answer_that_has_begun_is_not_answered_again() -> None:
    async def fail_late(scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise OSError(errno.ENOSPC, "No space left on device")

    assert exchange(fail_late, REST)[::2] == (200, b"half")
