"""Connections to Redis, one pool per process for each kind of use."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError

MAX_READERS = 5_000  # open streams of one process; half of the server's default limit
_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 2,
    "health_check_interval": 30,
    "decode_responses": True,
}


@lru_cache(maxsize=1)
def redis_client() -> redis.Redis:
    """For short commands from synchronous code; times out after two seconds."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, **_OPTIONS)


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
            socket_timeout=15,
            max_connections=MAX_READERS,
            retry=Retry(NoBackoff(), retries=1, supported_errors=(ConnectionError,)),
            **_OPTIONS,
        )
    return _of_loops[loop]
