"""Checks a Celery worker, without Django."""

from __future__ import annotations

from functools import cache

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

_ANSWER_SECONDS = 0.5


@cache
def _client(broker_url: str) -> Celery:
    return Celery("up", broker=broker_url, set_as_current=False)


def answers_ping(broker_url: str, node: str) -> bool:
    """True if the worker of that name, such as `default@host`, consumes its queues."""
    try:
        return bool(
            _client(broker_url).control.ping(destination=[node], limit=1, timeout=_ANSWER_SECONDS)
        )
    except (OperationalError, RedisError, OSError):
        return False
