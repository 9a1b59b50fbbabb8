"""A cap on bodies of undeclared length, which Django would spool to disk without end."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
from django.conf import settings

from core.wire.dialect import Exchange, dialect_for
from core.wire.native import NATIVE
from core.wire.problems import TOO_LARGE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]


class _BodyTooLarge(Exception):
    pass


def limit_body(application: Application) -> Application:
    """Wrap an ASGI application so that more than MAX_UPLOAD_BODY_BYTES of body end in a 413."""

    async def limited(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > settings.MAX_UPLOAD_BODY_BYTES:
                raise _BodyTooLarge
            return message

        try:
            await application(scope, counted, send)
        except _BodyTooLarge:
            await _refuse(scope, send)

    return limited


async def _refuse(scope: Any, send: Send) -> None:
    dialect = dialect_for(scope["path"]) or NATIVE
    name = uuid.uuid4().hex
    exchange = Exchange(
        scope["path"], scope["method"], (scope.get("client") or ("", 0))[0], 413, name
    )
    headers = [
        (b"content-type", b"application/json"),
        (b"connection", b"close"),
        (b"x-request-id", name.encode()),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    body = orjson.dumps(dialect.failure(TOO_LARGE, exchange))
    await send({"type": "http.response.body", "body": body})
