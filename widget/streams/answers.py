"""Server-sent events of an answer, live or from the stored message."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import structlog
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from redis.exceptions import RedisError

from core.http.event_streams import (
    KEEP_ALIVE,
    encode_event,
    event_stream,
    run_in_checker,
    run_then_release,
    shut_down_view_thread,
)
from core.scope import workspace_scope
from voice.conversations.clients.streams import (
    BY_HUMAN,
    ReplyStream,
    StreamEvent,
    closing_events,
    error_event,
    start_event,
    token_event,
)
from voice.conversations.models import Message
from widget import queries

log = structlog.get_logger(__name__)

MAX_SILENCE_SECONDS = 90.0  # seconds: the sweep has ended every answer by then
# Of a reader whom Redis fails: the answer is stored all the same, and sent from there as a whole.
_FIRST_PAUSE_SECONDS, _MAX_PAUSE_SECONDS, _GROWTH = 0.1, 2.0, 1.2


def answer_stream(
    request: HttpRequest, message: Message, *, session: str | None, after: int
) -> StreamingHttpResponse:
    """Stream an answer's events after `after` (-1: all).

    session: key of the visitor's session, which opens the whole history; None if the client has not
        shown that it has it.

    The answer is generated whether or not the client stays; it can be requested again. Raises
    RateLimited if the client has too many streams open.
    """
    reader = _Reader(message, session=session, after=after)
    content: Any = reader.follow() if isinstance(request, ASGIRequest) else reader.read()
    headers = {} if session is None else {"X-Session-Id": session}
    return event_stream(request, content, **headers)


class _Reader:
    """One connection reading one answer."""

    def __init__(self, message: Message, *, session: str | None, after: int) -> None:
        self.message_id = message.pk
        self.workspace_id = message.workspace_id
        self.name = message.public_id
        self.session = session
        self.after = after
        self.heard_at = time.monotonic()
        self.is_over = message.state != Message.State.GENERATING

    async def follow(self) -> AsyncIterator[bytes]:
        shut_down_view_thread()
        for event in await self._stored() if self.is_over else self._opening():
            yield self._sent(event)
        if self.is_over:
            return
        try:
            async for live in ReplyStream(self.name).follow(after=self.after):
                if live is not None:
                    yield self._sent(live)
                    continue
                yield KEEP_ALIVE
                for event in await self._stored():
                    yield self._sent(event)
                if self.is_over:
                    return
        except RedisError as error:
            log.warning("live_text_not_followed", error=type(error).__name__)
            for pause in _pauses():
                for event in await self._stored():
                    yield self._sent(event)
                if self.is_over:
                    return
                yield KEEP_ALIVE
                await asyncio.sleep(pause)

    def read(self) -> Iterator[bytes]:
        """Like `follow`, under WSGI."""
        for event in run_then_release(self._from_database) if self.is_over else self._opening():
            yield self._sent(event)
        if self.is_over:
            return
        try:
            for live in ReplyStream(self.name).read(after=self.after):
                if live is not None:
                    yield self._sent(live)
                    continue
                yield KEEP_ALIVE
                for event in run_then_release(self._from_database):
                    yield self._sent(event)
                if self.is_over:
                    return
        except RedisError as error:
            log.warning("live_text_not_followed", error=type(error).__name__)
            for pause in _pauses():
                for event in run_then_release(self._from_database):
                    yield self._sent(event)
                if self.is_over:
                    return
                yield KEEP_ALIVE
                time.sleep(pause)

    def _opening(self) -> list[StreamEvent]:
        return [start_event(self.name, self.session)] if self.after < 0 else []

    def _sent(self, event: StreamEvent) -> bytes:
        self.after = max(self.after, event.id)
        self.heard_at = time.monotonic()
        return encode_event(str(event.id), event.body)

    async def _stored(self) -> list[StreamEvent]:
        return await run_in_checker(self._from_database)

    def _from_database(self) -> list[StreamEvent]:
        """The remaining events of a finished answer; empty while it is being generated."""
        with workspace_scope(self.workspace_id):
            message = queries.answer_by_key(self.message_id)
            is_silent = time.monotonic() - self.heard_at > MAX_SILENCE_SECONDS
            self.is_over = is_silent or message.state != Message.State.GENERATING
            if not self.is_over:
                return []
            events = [*self._opening(), *finished_events(message, after=self.after)]
        return [event for event in self._tail(events) if event.id > self.after]

    def _tail(self, events: list[StreamEvent]) -> Iterator[StreamEvent]:
        """Cut the text at the reader's position."""
        for event in events:
            if event.body["type"] == "token" and self.after > 0:
                rest = event.body["content"][self.after :]
                if rest:
                    yield token_event(rest, end=event.id)
            else:
                yield event


def _pauses() -> Iterator[float]:
    """Between two looks into the database: short for an answer that is nearly there."""
    pause = _FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(pause * _GROWTH, _MAX_PAUSE_SECONDS)


def finished_events(message: Message, *, after: int) -> list[StreamEvent]:
    """A stored answer as the events that a reader has seen or would have seen.

    after: the last event seen; a failure always comes after it.
    """
    if message.role == Message.Role.USER or message.state == Message.State.DROPPED:
        return closing_events(length=0, sources=[], confidence=0.0, handled_by=BY_HUMAN)
    length = len(message.content)
    if message.state != Message.State.COMPLETED:
        return [
            error_event(
                length=max(length, after),
                code=message.error_code or "TIMEOUT",
                detail="The answer could not be completed. Please ask again.",
            )
        ]
    version = message.agent_version
    shows_sources = version is None or version.behavior.show_sources
    sources = queries.shown_sources(message) if shows_sources else []
    return [
        token_event(message.content, end=length),
        *closing_events(
            length=length,
            sources=sources,
            confidence=message.confidence or 0.0,
            unsupported=message.unsupported,
        ),
    ]
