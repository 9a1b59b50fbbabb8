"""Connections to Redis, one pool a process for each way of using it."""

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

MAX_READERS = 5_000  # open streams of one process; half of what the server takes by default
_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 2,
    "health_check_interval": 30,
    "decode_responses": True,
}


@lru_cache(maxsize=1)
def redis_client() -> redis.Redis:
    """For short commands from synchronous code; waits at most two seconds for an answer."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, **_OPTIONS)


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()


def async_redis_client() -> redis.asyncio.Redis:
    """The client of the running event loop: its connections are used again, one reader at a time.
    It closes them with the loop.

    What fails once is sent again, and has to be harmless twice: that a connection is dead, because
    the server was started anew, is found out by using it.
    """
    loop = asyncio.get_running_loop()
    if loop not in _of_loops:
        # Longer than any blocking read waits: the library's own five seconds would cut those off.
        _of_loops[loop] = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=15,
            max_connections=MAX_READERS,
            retry=Retry(NoBackoff(), retries=1, supported_errors=(ConnectionError,)),
            **_OPTIONS,
        )
    return _of_loops[loop]
