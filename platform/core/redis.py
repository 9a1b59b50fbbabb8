"""Connections to Redis, one pool per process for each kind of use."""

from __future__ import annotations

import asyncio
import builtins
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError, TimeoutError
from redis.retry import Retry

from core import stalls

T = TypeVar("T")

MAX_READERS = 5_000  # open streams of one process; half of the server's default limit
# Of one answer, blocking reads included: `BLOCK_MILLISECONDS` is the longest of those.
ANSWER_SECONDS = 1.0
BLOCK_MILLISECONDS = 500
_SIGN_SECONDS = 0.5  # between two signs of life of a server whose answer is waited for
_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": ANSWER_SECONDS,
    "health_check_interval": 30,
    "decode_responses": True,
}


class _Watched:
    """A connection that remembers that the server has stalled; see `core.stalls`."""

    def connect(self) -> None:
        self._watch("connect")

    def send_packed_command(self, *args: object, **kwargs: object) -> None:
        self._watch("send_packed_command", *args, **kwargs)

    def read_response(self, *args: object, **kwargs: object) -> object:
        return self._watch("read_response", *args, **kwargs)

    def _watch(self, method: str, *args: object, **kwargs: object) -> object:
        if stalls.redis.has_stalled:
            raise TimeoutError("Redis does not answer")
        try:
            return getattr(super(), method)(*args, **kwargs)
        except TimeoutError:
            stalls.redis.note_stall(_answers)
            raise


class _WatchedConnection(_Watched, redis.Connection):
    pass


class _WatchedSslConnection(_Watched, redis.SSLConnection):
    pass


@lru_cache(maxsize=1)
def redis_client() -> redis.Redis:
    """For short commands from synchronous code, which a stalled server does not hold up.

    A failed command is sent again, since a connection to a restarted server turns out to be dead
    only when it is used; one that timed out is not.
    """
    is_tls = settings.REDIS_URL.startswith("rediss:")
    return redis.Redis.from_url(
        settings.REDIS_URL,
        connection_class=_WatchedSslConnection if is_tls else _WatchedConnection,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), retries=1, supported_errors=(ConnectionError,)),
        **_OPTIONS,
    )


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()


def async_redis_client() -> redis.asyncio.Redis:
    """The client of the running event loop; reuses its connections, and closes them with the loop.

    A failed command is sent again, so commands must be idempotent: a connection to a restarted
    server turns out to be dead only when it is used.
    """
    loop = asyncio.get_running_loop()
    if loop not in _of_loops:
        # Longer than any blocking read waits: the library's default of five seconds would interrupt
        # those.
        _of_loops[loop] = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=7,
            max_connections=MAX_READERS,
            retry=AsyncRetry(NoBackoff(), retries=1, supported_errors=(ConnectionError,)),
            **_OPTIONS,
        )
    return _of_loops[loop]


async def unless_stalled(command: Callable[[], Awaitable[T]]) -> T:
    """The result of a command, which may take seconds while the server is alive.

    Raises redis.TimeoutError if the server has stalled, at once if that is known.
    """
    # Not begun and cancelled: until 3.12, a cancellation that meets the end of a write is lost.
    if stalls.redis.has_stalled:
        raise TimeoutError("Redis does not answer")
    try:
        async with asyncio.timeout(None) as limit:
            watch = asyncio.create_task(_end_in_stall(limit))
            try:
                return await command()
            finally:
                watch.cancel()
    except builtins.TimeoutError:
        raise TimeoutError("Redis does not answer") from None


async def _end_in_stall(limit: asyncio.Timeout) -> None:
    with suppress(RedisError):
        while True:
            await asyncio.sleep(_SIGN_SECONDS)
            await _check_server()
    limit.reschedule(asyncio.get_running_loop().time())


_checks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()


async def _check_server() -> None:
    """Ask the server for a sign of life, once for all that wait for one in this event loop."""
    loop = asyncio.get_running_loop()
    check = _checks.get(loop)
    if check is None or check.done():
        check = _checks[loop] = asyncio.create_task(_ping())
    await asyncio.shield(check)


async def _ping() -> None:
    if not stalls.redis.has_stalled:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await async_redis_client().ping()
            return
        except builtins.TimeoutError:
            stalls.redis.note_stall(_answers)
    raise TimeoutError("Redis does not answer")


def _answers() -> bool:
    """True unless the server leaves a new connection without an answer."""
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0), **_OPTIONS
    ) as client:
        try:
            client.ping()
        except TimeoutError:
            return False
        except RedisError:  # it has ended, or is being started: callers learn that at once
            return True
        return True
