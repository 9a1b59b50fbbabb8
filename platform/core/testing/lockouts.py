"""Time for lock-outs, which keep theirs in Redis."""

from __future__ import annotations

from typing import Any

from core.redis import redis_client


def time_passes(seconds: int) -> None:
    """Make every try and lock-out older."""
    redis: Any = redis_client()
    for key in redis.scan_iter("tries:*"):
        for member, at in redis.zrange(key, 0, -1, withscores=True):
            redis.zadd(key, {member: at - seconds * 1_000})
    for key in redis.scan_iter("lockout:*"):
        redis.hset(key, "until", int(redis.hget(key, "until") or 0) - seconds * 1_000)
        if redis.pttl(key) <= seconds * 1_000:
            redis.delete(key)
        else:
            redis.pexpire(key, redis.pttl(key) - seconds * 1_000)
