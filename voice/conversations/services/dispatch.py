"""Having an answer made at once: by a process for that, or else by a thread of this one.

Its job's row and lease make it survive either.
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

_REDIS_AWAY_SECONDS = 1.0  # until it is asked again


def start_answer(job: Job) -> None:
    """Run the job of an answer now, on the shortest way to its first word."""
    if settings.ANSWERS_INLINE:
        _run(job.pk)
    elif not _is_queued(job.pk):
        _threads().submit(_run, job.pk)


def run_answer_worker(*, should_stop: Callable[[], bool]) -> None:
    """Make the answers that other processes are asked for, until told to stop.

    Returns when those under way are finished, which a model may take minutes for; of a process that
    is killed before, the sweep finds them.
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
        for job_id in _try(answer_queue.drain) or ():  # handed over in the meantime
            threads.submit(_run, job_id)


def _is_queued(job_id: int) -> bool:
    try:
        return answer_queue.push(job_id)
    except RedisError:
        return False


def _try(command: Callable[[], T]) -> T | None:
    """None, after a pause, without Redis."""
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
