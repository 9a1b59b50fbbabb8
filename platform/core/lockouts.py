"""Lock-outs of guessing: tries in a sliding window, then waits that grow with each lock-out.

Exact under concurrency: one Lua script in Redis, one round trip, by Redis's own clock.
"""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass

import structlog
from django.conf import settings
from redis.exceptions import RedisError

from core.redis import redis_client

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lockout:
    """The try that makes `tries` within `window_seconds` locks for `first_wait`; each lock-out that
    follows before the window has passed since the last one lasts twice as long, up to `max_wait`.

    While locked, tries are refused and not counted: they neither shorten nor lengthen the wait.
    """

    tries: int
    window_seconds: int
    first_wait: int
    max_wait: int


# KEYS: the times of the tries, in milliseconds; the lock with `until` and the number of lock-outs.
_TRY = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = tonumber(redis.call('HGET', KEYS[2], 'until') or '0') - now
if wait > 0 then return math.ceil(wait / 1000) end
local tries, window, first, most = tonumber(ARGV[1]), ARGV[2] * 1000, ARGV[3] * 1000, ARGV[4] * 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
redis.call('ZADD', KEYS[1], now, ARGV[5])
redis.call('PEXPIRE', KEYS[1], window)
if redis.call('ZCARD', KEYS[1]) >= tries then
  local number = redis.call('HINCRBY', KEYS[2], 'number', 1)
  local lasts = math.min(first * 2 ^ (number - 1), most)
  redis.call('HSET', KEYS[2], 'until', now + lasts)
  redis.call('PEXPIRE', KEYS[2], lasts + window)
end
return 0
"""

# Of the tries that can still be under way, only one can have begun a lock-out: that ends with it.
_TAKE_BACK = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZPOPMAX', KEYS[1])
if tonumber(redis.call('HGET', KEYS[2], 'until') or '0') > now then
  redis.call('HSET', KEYS[2], 'until', 0)
  redis.call('HINCRBY', KEYS[2], 'number', -1)
end
"""


def count_try(bucket: str, lockout: Lockout) -> int:
    """Count a try before it is checked, or return the seconds to wait if it is refused; else 0.

    Without Redis nothing is counted and the request continues, as with rate limits.
    """
    tries = max(math.ceil(lockout.tries * settings.RATE_LIMIT_FACTOR), 1)
    numbers = (tries, lockout.window_seconds, lockout.first_wait, lockout.max_wait)
    try:
        return int(redis_client().eval(_TRY, 2, *_keys(bucket), *numbers, uuid.uuid4().hex))
    except (RedisError, OSError) as error:
        log.warning("try_not_counted", error=type(error).__name__)
        return 0


def take_try_back(bucket: str) -> None:
    """Do not count a try that turned out to be right."""
    try:
        redis_client().eval(_TAKE_BACK, 2, *_keys(bucket))
    except (RedisError, OSError) as error:
        log.warning("try_not_taken_back", error=type(error).__name__)


def forget_tries(bucket: str) -> None:
    """Forget every try, and end the lock-out."""
    try:
        redis_client().delete(*_keys(bucket))
    except (RedisError, OSError) as error:
        log.warning("tries_not_forgotten", error=type(error).__name__)


def _keys(bucket: str) -> tuple[str, str]:
    return f"tries:{bucket}", f"lockout:{bucket}"
