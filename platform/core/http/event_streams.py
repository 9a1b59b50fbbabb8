"""Server-sent events: responses that stream, and open streams of live events.

An open stream holds no thread and no database connection while it waits.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import lru_cache
from typing import Any, Protocol

from asgiref.sync import SyncToAsync, sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from redis.exceptions import RedisError

from core import live
from core.db.connections import release_connection
from core.http.client import client_network
from core.http.open_streams import acquire_stream_slot
from core.json_values import dump_json
from core.live import LiveEvent

KEEP_ALIVE = b": keep-alive\n\n"
CHECK_SECONDS = 20.0  # the longest that a reader can continue after losing access
_CHECKERS = 4  # threads, for any number of streams


class Channel(Protocol):
    """The content of a live event stream, for one reader.

    opening: what is sent first. Its methods run in any thread, outside of any scope.
    """

    name: str
    after: str
    opening: list[LiveEvent]

    def is_still_allowed(self) -> bool:
        """True while the reader still has access; checked every CHECK_SECONDS."""

    def shown(self, event: LiveEvent) -> dict[str, Any] | None:
        """The event as this reader sees it; None if it is not for them."""


def encode_event(name: str, body: dict[str, Any]) -> bytes:
    return b"id: %s\ndata: %s\n\n" % (name.encode(), dump_json(body))


class _EventStream(StreamingHttpResponse):
    """leave: called once, at the end of the stream or if the response is never sent:

    Django does not close one whose client left while it was made.
    """

    def __init__(self, content: Any, leave: Callable[[], object], headers: dict[str, str]) -> None:
        self._leave = weakref.finalize(self, leave)
        super().__init__(
            content,
            content_type="text/event-stream; charset=utf-8",
            headers={
                "Cache-Control": "no-cache, no-transform",
                "X-Accel-Buffering": "no",
                **headers,
            },
        )

    def close(self) -> None:
        self._leave()
        super().close()


def event_stream(request: HttpRequest, content: Any, **headers: str) -> StreamingHttpResponse:
    """content: an iterator of encoded events, an asynchronous one under ASGI.

    Raises RateLimited if the client has too many streams open.
    """
    return _EventStream(content, acquire_stream_slot(client_network(request)), headers)


def headers_only(response: HttpResponseBase) -> HttpResponseBase:
    """The response to a HEAD: a stream is never begun, and ends with its last reference."""
    if not response.streaming:
        return response
    return HttpResponse(status=response.status_code, headers=dict(response.headers))


def live_event_stream(request: HttpRequest, channel: Channel) -> StreamingHttpResponse:
    """Stream a channel's events from now on, until the reader leaves or loses access.

    Raises RateLimited if the client has too many streams open.
    """
    is_async = isinstance(request, ASGIRequest)
    return event_stream(request, _follow(channel) if is_async else _read(channel))


async def _follow(channel: Channel) -> AsyncIterator[bytes]:
    shut_down_view_thread()
    for each in channel.opening:
        yield encode_event(each.id, each.body)
    checked_at = time.monotonic()
    async with aclosing(live.follow(channel.name, channel.after)) as events:
        async for event in events:
            if time.monotonic() - checked_at >= CHECK_SECONDS:
                if not await run_in_checker(channel.is_still_allowed):
                    return
                checked_at = time.monotonic()
            shown = None if event is None else await run_in_checker(channel.shown, event)
            if event is None:
                yield KEEP_ALIVE
            elif shown is not None:
                yield encode_event(event.id, shown)


def _read(channel: Channel) -> Iterator[bytes]:
    """Like `_follow`, under WSGI."""
    for each in channel.opening:
        yield encode_event(each.id, each.body)
    checked_at = time.monotonic()
    try:
        for event in live.read(channel.name, channel.after):
            if time.monotonic() - checked_at >= CHECK_SECONDS:
                if not run_then_release(channel.is_still_allowed):
                    return
                checked_at = time.monotonic()
            shown = None if event is None else run_then_release(channel.shown, event)
            if event is None:
                yield KEEP_ALIVE
            elif shown is not None:
                yield encode_event(event.id, shown)
    except RedisError:
        return  # the reader reconnects


async def run_in_checker(work: Any, *arguments: Any) -> Any:
    """Run a blocking check in a small thread pool and release its connection."""
    run = sync_to_async(run_then_release, thread_sensitive=False, executor=_checkers())
    return await run(work, *arguments)


def run_then_release(work: Any, *arguments: Any) -> Any:
    """Return what `work` returns, after releasing this thread's database connection."""
    try:
        return work(*arguments)
    finally:
        release_connection()


@lru_cache(maxsize=1)
def _checkers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CHECKERS, thread_name_prefix="look-on")


def shut_down_view_thread() -> None:
    """End the thread in which Django ran the view: it would stay idle as long as the stream is
    open.
    """
    context = SyncToAsync.thread_sensitive_context.get(None)
    executor = (
        None if context is None else SyncToAsync.context_to_thread_executor.pop(context, None)
    )
    if executor is not None:
        executor.shutdown(wait=False)
