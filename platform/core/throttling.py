"""Rate limits that are exact under concurrency: one Lua script in Redis, one round trip."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import structlog
from django.conf import settings
from redis.exceptions import RedisError

from core.errors import DomainError
from core.redis import redis_client

log = structlog.get_logger(__name__)

WINDOW_SECONDS = 60

# Counts by Redis's own clock, so that all machines agree on the minute.
_COUNT = """
local now = tonumber(redis.call('TIME')[1])
local window = tonumber(ARGV[1])
local key = KEYS[1] .. ':' .. math.floor(now / window)
local used = redis.call('INCR', key)
if used == 1 then redis.call('EXPIRE', key, window * 2) end
return {used, (math.floor(now / window) + 1) * window, now}
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit after this request. reset_at: seconds since 1970, UTC."""

    limit: int
    used: int
    reset_at: int
    retry_after: int

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    @property
    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset_at),
        }


class RateLimited(DomainError):
    code, kind = "RATE_LIMITED", "busy"
    message = "Too many requests. Please try again in {seconds} s."


def bucket_of(purpose: str, subject: str) -> str:
    """A bucket for the subject of a request (an e-mail address, a name), stored only as a
    digest.
    """
    return f"{purpose}:{hashlib.sha256(subject.encode()).hexdigest()}"


def count_request(bucket: str, *, per_minute: int) -> Allowance:
    """Count one request against a limit and return the allowance; raises nothing."""
    return count(bucket, limit=per_minute, window_seconds=WINDOW_SECONDS)


def count(bucket: str, *, limit: int, window_seconds: int) -> Allowance:
    """Count one against a limit in a window of that length; raises nothing.

    Without Redis nothing is counted and the request continues: a limit protects the service and
    must not take it down.
    """
    limit = max(math.ceil(limit * settings.RATE_LIMIT_FACTOR), 1)
    try:
        used, reset_at, now = redis_client().eval(_COUNT, 1, f"rate:{bucket}", window_seconds)
    except (RedisError, OSError) as error:
        log.warning("rate_limit_not_counted", error=type(error).__name__)
        return Allowance(limit, 0, 0, 0)
    return Allowance(limit, int(used), int(reset_at), int(reset_at) - int(now))


def enforce(allowance: Allowance) -> None:
    """Raise RateLimited if the allowance is used up."""
    if allowance.exceeded:
        seconds = max(allowance.retry_after, 1)
        raise RateLimited(retry_after=seconds, seconds=seconds)
