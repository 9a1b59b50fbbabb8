"""Connections to Redis, one pool a process for each way of using it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import redis
import redis.asyncio
from django.conf import settings

_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 2,
    "health_check_interval": 30,
    "decode_responses": True,
}


@lru_cache(maxsize=1)
def redis_client() -> redis.Redis:
    """For short commands from synchronous code; waits at most two seconds for an answer."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, **_OPTIONS)


def async_redis_client() -> redis.asyncio.Redis:
    """A client for the running event loop; the caller closes it (`async with`)."""
    # Longer than any blocking read waits: the library's own five seconds would cut those off.
    return redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=15, **_OPTIONS)
