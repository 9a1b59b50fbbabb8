"""The Socket.IO server of one web process, beside Django in the same ASGI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import engineio
import orjson
import socketio
import structlog
from django.conf import settings
from engineio.packet import NOOP, Packet
from redis.exceptions import RedisError

from compat.stella.sockets.delivery import in_thread
from compat.stella.sockets.namespace import NAMESPACE, ChatNamespace
from compat.stella.sockets.participants import address_of
from core.addresses import network_of
from core.redis import unless_stalled
from core.throttling import Allowance, RateLimited, count_request
from core.wire.problems import TOO_LARGE

log = structlog.get_logger(__name__)

PATH = "/socket.io/"
MAX_PACKET_BYTES = 100_000  # bytes; the longest message takes a fifth of it
HANDSHAKES_PER_MINUTE = 60  # per client
JOINING_SECONDS = 20.0  # a connection that has not joined a chat by then is closed
LEAVING_SECONDS = 1.0  # a refused client has received the reason by then
CHANNEL = "frontdesk-chat"  # between the web processes

# Subscribing to the other processes blocks as long as none sends anything.
_REDIS = {"socket_timeout": None, "socket_connect_timeout": 2, "health_check_interval": 30}


def serve(application: Any) -> Any:
    """Wrap the ASGI application: requests below the path of Socket.IO are handled there."""
    # The library requires a logger of the standard library. It is silenced, since its log of
    # others' requests would contain their connection strings.
    quiet = logging.getLogger("frontdesk.sockets")
    quiet.setLevel(logging.ERROR)
    server = _Server(
        async_mode="asgi",
        namespaces=[NAMESPACE],
        client_manager=_Manager(
            settings.REDIS_URL, channel=CHANNEL, logger=quiet, redis_options=_REDIS
        ),
        async_handlers=False,  # messages of one connection run one after the other
        cors_allowed_origins=_is_allowed,
        cors_credentials=False,
        max_http_buffer_size=MAX_PACKET_BYTES,
        logger=quiet,
        engineio_logger=quiet,
    )
    server.register_namespace(ChatNamespace(NAMESPACE))
    sockets = socketio.ASGIApp(server, application, socketio_path=PATH)

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if _is_too_large(scope):
            await _answer(send, 413, {"msg": TOO_LARGE.detail})
            return
        if _is_handshake(scope):
            allowance = await in_thread(lambda: _count(scope))
            if allowance.exceeded:
                await _refuse(scope, receive, send, allowance)
                return
        await sockets(scope, receive, send)

    return guarded


class _Manager(socketio.AsyncRedisManager):
    async def _publish(self, data: object) -> None:
        """Tell the other processes, which a stalled Redis must not hold up: clients of this one
        have been told.
        """
        try:
            await unless_stalled(partial(super()._publish, data))
        except RedisError:
            log.warning("other_processes_not_told")


class _Transport(engineio.AsyncServer):
    async def disconnect(self, sid: str | None = None) -> None:
        """Disconnect without waiting for a polling client, which may never return."""
        socket = self.sockets.get(sid)
        if socket is not None:
            await socket.close(wait=False, reason=self.reason.SERVER_DISCONNECT)


class _Server(socketio.AsyncServer):
    """Drops connections that have not joined a chat, and requests of ended ones."""

    def _engineio_server_class(self) -> type[engineio.AsyncServer]:
        return _Transport

    async def _handle_eio_connect(self, eio_sid: str, environ: Any) -> None:
        await super()._handle_eio_connect(eio_sid, environ)
        self._drop_unless_joined(eio_sid, after=JOINING_SECONDS)

    async def _handle_connect(self, eio_sid: str, namespace: str, data: Any) -> None:
        await super()._handle_connect(eio_sid, namespace, data)
        self._drop_unless_joined(eio_sid, after=LEAVING_SECONDS)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        await super()._handle_eio_disconnect(eio_sid, reason)
        socket = self.eio.sockets.get(eio_sid)
        if socket is not None:
            # otherwise a poll would wait for its full timeout
            await socket.queue.asked(Packet(NOOP))

    def _drop_unless_joined(self, eio_sid: str, *, after: float) -> None:
        def drop() -> None:
            joined = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE)
            if eio_sid in self.environ and not self.manager.is_connected(joined, NAMESPACE):
                self.start_background_task(self.eio.disconnect, eio_sid)

        asyncio.get_running_loop().call_later(after, drop)


def _is_allowed(origin: str | None, environ: Mapping[str, Any]) -> bool:
    """True for this site's own pages, and those that may call the API."""
    try:
        own = urlsplit(origin or "").netloc == environ.get("HTTP_HOST")
    except ValueError:
        return False
    return own or origin in settings.CORS_ALLOWED_ORIGINS


def _is_handshake(scope: Any) -> bool:
    if scope["type"] not in ("http", "websocket") or not scope["path"].startswith(PATH[:-1]):
        return False
    return "sid" not in parse_qs(scope.get("query_string", b"").decode("latin-1"))


def _count(scope: Any) -> Allowance:
    headers = dict(scope["headers"])
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
    address = address_of({"asgi.scope": scope, "HTTP_X_FORWARDED_FOR": forwarded})
    return count_request(f"sockets:{network_of(address)}", per_minute=HANDSHAKES_PER_MINUTE)


def _is_too_large(scope: Any) -> bool:
    """Polling clients post their packets; a length is always declared, see `limit_body`."""
    if scope["type"] != "http" or not scope["path"].startswith(PATH[:-1]):
        return False
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    return declared.isdigit() and int(declared[:20]) > MAX_PACKET_BYTES


async def _refuse(scope: Any, receive: Any, send: Any, allowance: Allowance) -> None:
    seconds = max(allowance.retry_after, 1)
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1013})
        return
    refusal = {"msg": str(RateLimited(seconds=seconds))}
    await _answer(send, 429, refusal, (b"retry-after", str(seconds).encode()))


async def _answer(send: Any, status: int, body: Any, *headers: tuple[bytes, bytes]) -> None:
    kind = (b"content-type", b"application/json")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *headers]})
    await send({"type": "http.response.body", "body": orjson.dumps(body)})
