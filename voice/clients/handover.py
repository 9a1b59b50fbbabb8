"""Answers on their way from the process that is asked to one that makes them.

A Redis list of jobs, and a sign that somebody takes from it. What is lost here is not lost: the
database has the jobs, and the sweep finds those that nobody runs.
"""

from __future__ import annotations

from typing import Any

from core.redis import redis_client

SIGN_SECONDS = 10  # how long a process that makes answers is believed to be there
WAIT_SECONDS = 1  # at most, in `take`
_JOBS, _SIGN = "answers:waiting", "answers:made"
_KEPT_SECONDS = 60  # by then the sweep has found what nobody took
_OFFER = """
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""


def offer(job_id: int) -> bool:
    """Hand a job to whoever makes answers; False when nobody does. Raises redis.RedisError."""
    return bool(redis_client().eval(_OFFER, 2, _JOBS, _SIGN, job_id, _KEPT_SECONDS))


def take() -> int | None:
    """The job that waits longest; None when none came for a while. Raises redis.RedisError."""
    found: Any = redis_client().blpop([_JOBS], timeout=WAIT_SECONDS)
    return None if found is None else int(found[1])


def is_somebody_here() -> bool:
    """Raises redis.RedisError."""
    return bool(redis_client().exists(_SIGN))


def say_here() -> None:
    """Have jobs handed over for `SIGN_SECONDS`. Raises redis.RedisError."""
    redis_client().set(_SIGN, 1, ex=SIGN_SECONDS)


def say_gone() -> None:
    """Others who make answers say that they are here within a second. Raises redis.RedisError."""
    redis_client().delete(_SIGN)
