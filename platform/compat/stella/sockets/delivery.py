"""Waits for an answer without a thread: follows its stream, and confirms in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any, TypeVar, cast

from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

from core.http.event_streams import run_then_release
from core.scope import workspace_scope
from voice.conversations.clients.streams import ReplyStream
from voice.conversations.models import Message

STORE_AWAY_SECONDS = 1.0  # pause before the store is tried again

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """Run `work`, which may use the database, in a thread, and release its connection."""
    return cast(T, await asyncio.to_thread(run_then_release, work))


async def wait_for_answer(message: Message) -> Message | None:
    """The message once its answer has finished; None if it was deleted.

    Every answer finishes: if its worker dies, the sweep finds it.
    """
    while True:
        try:
            now = await in_thread(lambda: _as_stored(message))
            if now is None or now.state != Message.State.GENERATING:
                return now
            await _next_sign(ReplyStream(message.public_id))
        except (RedisError, OperationalError, InterfaceError):
            await asyncio.sleep(STORE_AWAY_SECONDS)


async def _next_sign(stream: ReplyStream) -> None:
    """Wait until the stream ends or is idle."""
    events: Any = stream.follow(after=-1)
    async with aclosing(events):
        async for event in events:
            if event is None or event.is_final:
                return


def _as_stored(message: Message) -> Message | None:
    with workspace_scope(message.workspace_id):
        return Message.objects.filter(pk=message.pk).first()
