"""Starts answers immediately: in an answer worker if one is running, else in a thread.

The job's row and lease let the answer survive a crash of either.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

import structlog
from django.conf import settings
from redis.exceptions import RedisError

from core.db.connections import release_connection
from core.jobs import worker
from core.jobs.registry import get_definition
from core.models import Job
from core.process_tuning import tune_process
from knowledge.clients.embedding.minilm import minilm
from voice.conversations.clients import answer_queue as answer_queue

log = structlog.get_logger(__name__)
T = TypeVar("T")

_REDIS_AWAY_SECONDS = 1.0  # pause before Redis is tried again


def start_answer(job: Job) -> None:
    """Run an answer's job now, with the least delay to its first word."""
    if settings.ANSWERS_INLINE:
        _run(job.pk)
    elif not _is_queued(job.pk):
        _threads().submit(_run, job.pk)


def run_answer_worker(*, should_stop: Callable[[], bool]) -> None:
    """Generate the answers queued by other processes until told to stop.

    Returns when the running ones have finished, which can take minutes with a model. If the process
    is killed before that, the sweep picks them up.
    """
    get_definition("conversations.generate_reply")
    minilm().embed_query("")
    tune_process()
    me = uuid.uuid4().hex
    with _new_threads() as threads:
        while not should_stop():
            _try(lambda: answer_queue.register_worker(me))
            job_id = _try(answer_queue.pop)
            if job_id is not None:
                threads.submit(_run, job_id)
        _try(lambda: answer_queue.unregister_worker(me))
        for job_id in _try(answer_queue.drain) or ():  # queued in the meantime
            threads.submit(_run, job_id)


def _is_queued(job_id: int) -> bool:
    try:
        return answer_queue.push(job_id)
    except RedisError:
        return False


def _try(command: Callable[[], T]) -> T | None:
    """Run the command; None, after a pause, if Redis is unreachable."""
    try:
        return command()
    except RedisError as error:
        log.warning("answer_queue_unreachable", error=type(error).__name__)
        time.sleep(_REDIS_AWAY_SECONDS)
        return None


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return _new_threads()


def _new_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.ANSWER_THREADS, thread_name_prefix="answer")


def _run(job_id: int) -> None:
    try:
        worker.run(job_id)
    except Exception:
        log.exception("answer_failed", job_id=job_id)
    finally:
        release_connection()
