"""Messages to Celery, without waiting for a broker that has stalled."""

from __future__ import annotations

from celery import Task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.redis import redis_client

# What `send` raises if the broker does not take the message.
NOT_SENT = (OperationalError, RedisError, OSError)


def send(task: Task, arguments: dict[str, object], *, queue: str) -> None:
    """Tell the workers of a queue to run a task."""
    redis_client().ping()  # remembers a stall, which Celery would wait for each time
    task.apply_async(kwargs=arguments, queue=queue, retry=False, ignore_result=True)
