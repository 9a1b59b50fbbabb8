"""Follows channels in an event loop: all its readers share one waiting connection."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from redis.exceptions import RedisError

from core.live.entries import BATCH, START, LiveEvent, from_entry, key_of, order_of
from core.redis import async_redis_client, unless_stalled

log = structlog.get_logger(__name__)

WAIT_SECONDS = 5  # between two keep-alives for a reader
_AGAIN_SECONDS = 1  # after a Redis failure
_BELL_SECONDS = 60  # expiry of a wake-up entry: longer than any reader waits for it
_MAX_QUEUED = 1_000  # events for a reader that takes none: then it is disconnected


async def follow(channel: str, after: str) -> AsyncGenerator[LiveEvent | None]:
    """Yield events after a position until the reader leaves; None whenever none came for a while.

    A reader that falls too far behind is disconnected and resumes with its last id.
    """
    reader = _Reader(key_of(channel), after)
    hub = _hub()
    await hub.join(reader)
    try:
        while not reader.is_lost:
            try:
                async with asyncio.timeout(WAIT_SECONDS):
                    event = await reader.waiting.get()
            except TimeoutError:
                yield None
                continue
            yield event
    finally:
        hub.leave(reader)


class _Reader:
    def __init__(self, key: str, after: str) -> None:
        self.key = key
        self.at = after
        self.waiting: asyncio.Queue[LiveEvent] = asyncio.Queue(_MAX_QUEUED)
        self.is_followed = False
        self.is_lost = False

    def take(self, entry: str, fields: dict[str, str]) -> None:
        if self.is_lost or order_of(entry) <= order_of(self.at):
            return
        self.at = entry
        try:
            self.waiting.put_nowait(from_entry(entry, fields))
        except asyncio.QueueFull:
            self.is_lost = True


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, _Hub] = WeakKeyDictionary()


def _hub() -> _Hub:
    return _hubs.setdefault(asyncio.get_running_loop(), _Hub())


class _Hub:
    """The readers of one event loop. The hub's own stream ends a wait when a reader joins."""

    def __init__(self) -> None:
        self.readers: dict[str, set[_Reader]] = defaultdict(set)
        self.bell = f"live:bell:{secrets.token_hex(8)}"
        self.rung = START
        self.ringing = asyncio.Lock()
        self.task: asyncio.Task[None] | None = None

    async def join(self, reader: _Reader) -> None:
        self.readers[reader.key].add(reader)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run())
            return
        async with self.ringing:  # one at a time, which mostly serves the other readers too
            if not reader.is_followed:
                await self._ring()

    def leave(self, reader: _Reader) -> None:
        self.readers[reader.key].discard(reader)
        if not self.readers[reader.key]:
            del self.readers[reader.key]
        if not self.readers and self.task is not None:
            self.task.cancel()
            self.task = None

    async def _ring(self) -> None:
        try:
            await unless_stalled(self._ring_once)
        except RedisError:
            log.warning("live_bell_not_rung")  # the wait ends by itself in a few seconds

    async def _ring_once(self) -> None:
        await async_redis_client().xadd(self.bell, {"": ""}, maxlen=1)
        await async_redis_client().expire(self.bell, _BELL_SECONDS)

    async def _run(self) -> None:
        while self.readers:
            try:
                found = await unless_stalled(self._read)
            except RedisError as error:
                log.warning("live_not_followed", error=type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            for key, entries in found or []:
                self._hand_out(key, entries)

    async def _read(self) -> Any:
        return await async_redis_client().xread(
            self._places(), block=WAIT_SECONDS * 1000, count=BATCH
        )

    def _places(self) -> dict[Any, Any]:
        """For each channel, the position of its last reader; readers further ahead skip what
        they have.
        """
        places = {self.bell: self.rung}
        for key, readers in self.readers.items():
            places[key] = min((reader.at for reader in readers), key=order_of)
            for reader in readers:
                reader.is_followed = True
        return places

    def _hand_out(self, key: str, entries: list[tuple[str, dict[str, str]]]) -> None:
        if key == self.bell:
            self.rung = entries[-1][0]
        # A reader that joined during the wait may need earlier entries: the next wait includes it.
        followed = [reader for reader in self.readers.get(key, ()) if reader.is_followed]
        for reader in followed:
            for entry, fields in entries:
                reader.take(entry, fields)
