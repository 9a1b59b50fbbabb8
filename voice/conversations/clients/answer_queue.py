"""Answers on their way from the process that is asked to one that makes them.

A Redis list of jobs, and a sorted set of who takes from it, each until a time of the server's
clock. What is lost here is not lost: the database has the jobs, and the sweep finds those that
nobody runs.
"""

from __future__ import annotations

from typing import Any

from core.redis import redis_client

WORKER_TTL_SECONDS = 10  # how long a maker is believed to be there after it has said so
WAIT_SECONDS = 1  # at most, in `take`
_JOBS, _WORKERS = "answers:waiting", "answers:makers"
_KEPT_SECONDS = 60  # by then the sweep has found what nobody took
_COUNT = """
local now = tonumber(redis.call('TIME')[1])
local here = redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf')
"""
_PUSH = f"""{_COUNT}
if here > 0 then
    redis.call('RPUSH', KEYS[2], ARGV[1])
    redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return here
"""
_REGISTER = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
"""


def push(job_id: int) -> bool:
    """Hand a job to whoever makes answers; False when nobody does. Raises redis.RedisError."""
    return bool(redis_client().eval(_PUSH, 2, _WORKERS, _JOBS, job_id, _KEPT_SECONDS))


def pop() -> int | None:
    """The job that waits longest; None when none came for a while. Raises redis.RedisError."""
    found: Any = redis_client().blpop([_JOBS], timeout=WAIT_SECONDS)
    return None if found is None else int(found[1])


def drain() -> list[int]:
    """The jobs that wait now, however many. Raises redis.RedisError."""
    with redis_client().pipeline() as pipe:
        pipe.lrange(_JOBS, 0, -1)
        pipe.delete(_JOBS)
        waiting: Any = pipe.execute()[0]
    return [int(job_id) for job_id in waiting]


def count_workers() -> int:
    """How many are there. Raises redis.RedisError."""
    count: Any = redis_client().eval(f"{_COUNT} return here", 1, _WORKERS)
    return int(count)


def register_worker(worker: str) -> None:
    """Have jobs handed over for `WORKER_TTL_SECONDS`. Raises redis.RedisError."""
    redis_client().eval(_REGISTER, 1, _WORKERS, worker, WORKER_TTL_SECONDS)


def unregister_worker(worker: str) -> None:
    """Raises redis.RedisError."""
    redis_client().zrem(_WORKERS, worker)
