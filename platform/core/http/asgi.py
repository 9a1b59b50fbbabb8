"""Limits request bodies before Django, which would spool any length to disk first.

It would also wait for one that never ends, and treat bodies of undeclared length
(`Transfer-Encoding: chunked`, HTTP/2) as empty.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from core.http.hosts import routed_path, sent_path_of
from core.http.limits import body_limit
from core.http.pace import BodyTooSlow, Message, Receive, paced
from core.http.unread import limit_unread_answers
from core.wire.dialect import Exchange, Problem, dialect_for
from core.wire.native import NATIVE
from core.wire.problems import CUT_OFF, STORAGE_FULL, TOO_LARGE, TOO_SLOW, is_disk_full

Scope = Any
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def limit_body(application: Application) -> Application:
    """Wrap an ASGI application to limit request bodies.

    A body over the limit of its kind gets a 413; one of undeclared length is read up to the limit
    and then declared.
    """

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        limit = body_limit(headers.get(b"content-type", b"").decode("latin-1"))
        if _is_declared(scope):
            if _length(headers[b"content-length"]) > limit:
                await _refuse(scope, send, TOO_LARGE)
            else:
                await application(scope, receive, send)
            return
        first = await _read(receive, limit=limit)
        if first is None:
            await _refuse(scope, send, TOO_LARGE)
            return
        length = str(len(first.get("body", b""))).encode()
        others = [header for header in scope["headers"] if header[0] != b"content-length"]
        declared = {**scope, "headers": [*others, (b"content-length", length)]}
        waiting = [first]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await application(declared, replay, send)

    return limited


def refuse_broken_bodies(application: Application) -> Application:
    """Wrap an ASGI application to answer bodies that it cannot read to their end.

    One that drips gets a 408, one for which the disk has no room a 507, one that ends too soon or
    wrongly a 400; then the connection is closed.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        has_begun = False

        async def begin(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        problem = CUT_OFF  # after which Django ends without an answer
        try:
            await application(scope, paced(receive), begin)
        except BodyTooSlow:
            problem = TOO_SLOW
        except OSError as error:  # Django spools bodies to disk
            if not is_disk_full(error):
                raise
            problem = STORAGE_FULL
        if not has_begun:
            await _refuse(scope, send, problem)

    return guarded


def limit_connections(application: Application) -> Application:
    """Wrap an ASGI application to end connections whose client does not read.

    From the first request on, which is the probe of readiness: only then the server listens.
    """

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        limit_unread_answers()
        await application(scope, receive, send)

    return limited


async def _read(receive: Receive, *, limit: int) -> Message | None:
    """The whole body as one message, a disconnect unchanged; None for more than `limit` bytes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return message
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return {"type": "http.request", "body": bytes(body), "more_body": False}


def _is_declared(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return b"content-length" in names and b"transfer-encoding" not in names


def _length(declared: bytes) -> int:
    """The declared length; 0 if it is not a number, which Django refuses."""
    return int(declared[:20]) if declared.isdigit() else 0


async def _refuse(scope: Scope, send: Send, problem: Problem) -> None:
    name = uuid.uuid4().hex
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    dialect = dialect_for(routed_path(host, scope["path"])) or NATIVE
    client = (scope.get("client") or ("", 0))[0]
    exchange = Exchange(sent_path_of(scope), scope["method"], client, problem.status, name)
    headers = [
        (b"content-type", b"application/json"),
        (b"connection", b"close"),
        (b"x-request-id", name.encode()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    body = orjson.dumps(dialect.failure(problem, exchange))
    await send({"type": "http.response.body", "body": body})
