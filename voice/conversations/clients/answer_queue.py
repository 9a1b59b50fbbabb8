"""Queue of answer jobs for answer workers: a Redis list, and a sorted set of live workers.

Scores are expiry times by the server's clock. Losing the queue loses nothing: the database has the
jobs, and the sweep finds those that no worker runs.
"""

from __future__ import annotations

from typing import Any

from core.redis import BLOCK_MILLISECONDS, redis_client

WORKER_TTL_SECONDS = 10  # a worker counts as live for this long after its last registration
WAIT_SECONDS = BLOCK_MILLISECONDS / 1000  # longest wait of `pop`
_JOBS, _WORKERS = "answers:waiting", "answers:makers"
_KEPT_SECONDS = 60  # by then the sweep has found what no worker took
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
    """Queue a job for the answer workers; False if there are none. Raises redis.RedisError."""
    return bool(redis_client().eval(_PUSH, 2, _WORKERS, _JOBS, job_id, _KEPT_SECONDS))


def pop() -> int | None:
    """Take the oldest job; None if none came in time. Raises redis.RedisError."""
    found: Any = redis_client().blpop([_JOBS], timeout=WAIT_SECONDS)
    return None if found is None else int(found[1])


def drain() -> list[int]:
    """Take all queued jobs at once. Raises redis.RedisError."""
    with redis_client().pipeline() as pipe:
        pipe.lrange(_JOBS, 0, -1)
        pipe.delete(_JOBS)
        waiting: Any = pipe.execute()[0]
    return [int(job_id) for job_id in waiting]


def count_workers() -> int:
    """The number of live workers. Raises redis.RedisError."""
    count: Any = redis_client().eval(f"{_COUNT} return here", 1, _WORKERS)
    return int(count)


def register_worker(worker: str) -> None:
    """Accept jobs for `WORKER_TTL_SECONDS`. Raises redis.RedisError."""
    redis_client().eval(_REGISTER, 1, _WORKERS, worker, WORKER_TTL_SECONDS)


def unregister_worker(worker: str) -> None:
    """Raises redis.RedisError."""
    redis_client().zrem(_WORKERS, worker)
