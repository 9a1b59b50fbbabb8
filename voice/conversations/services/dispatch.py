"""Starts answers immediately: in an answer worker if one is running, else in a thread.

The job's row and lease let the answer survive a crash of either.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models.functions import Now
from redis.exceptions import RedisError

from core.db.connections import release_connection
from core.jobs import worker
from core.jobs.registry import get_definition
from core.models import Job
from core.process_tuning import tune_process
from knowledge.clients.embedding.minilm import minilm
from voice.conversations.clients import answer_queue as answer_queue

log = structlog.get_logger(__name__)

_GENERATE_REPLY = "conversations.generate_reply"
_REDIS_AWAY_SECONDS = 0.25  # pause before Redis is tried again
_WORKERS_FIRST_SECONDS = 1.0  # longer than a worker needs to find out that Redis has stalled


def start_answer(job: Job) -> None:
    """Run an answer's job now, with the least delay to its first word."""
    if settings.ANSWERS_INLINE:
        _run(job.pk)
        return
    try:
        is_queued = answer_queue.push(job.pk)
    except RedisError:
        _threads().submit(_run_if_left, job.pk)
        return
    if not is_queued:
        _threads().submit(_run, job.pk)


def run_answer_worker(*, should_stop: Callable[[], bool]) -> None:
    """Generate the answers queued by other processes until told to stop.

    Returns when the running ones have finished, which can take minutes with a model. If the process
    is killed before that, the sweep picks them up.
    """
    get_definition(_GENERATE_REPLY)
    minilm().embed_query("")
    tune_process()
    me = uuid.uuid4().hex
    with _new_threads() as threads:
        while not should_stop():
            for job_id in _next_jobs(me):
                threads.submit(_run, job_id)
        for job_id in _remaining_jobs(me):
            threads.submit(_run, job_id)


def _next_jobs(worker_id: str) -> list[int]:
    """The next queued job, or without Redis whatever waits in the database; none after a while."""
    try:
        answer_queue.register_worker(worker_id)
        job_id = answer_queue.pop()
        return [] if job_id is None else [job_id]
    except RedisError as error:
        log.warning("answer_queue_unreachable", error=type(error).__name__)
        time.sleep(_REDIS_AWAY_SECONDS)
        return _waiting_jobs()


def _waiting_jobs() -> list[int]:
    waiting = Job.objects.filter(name=_GENERATE_REPLY, state=Job.State.QUEUED)
    try:
        return list(
            waiting.filter(due_at__lte=Now())
            .order_by("due_at")
            .values_list("pk", flat=True)[: settings.ANSWER_THREADS]
        )
    except (DatabaseError, InterfaceError) as error:
        log.warning("waiting_answers_not_read", error=type(error).__name__)
        return []
    finally:
        release_connection()


def _remaining_jobs(worker_id: str) -> list[int]:
    """What was queued before others could know that this worker ends."""
    try:
        answer_queue.unregister_worker(worker_id)
        return answer_queue.drain()
    except RedisError as error:
        log.warning("answer_queue_unreachable", error=type(error).__name__)
        return []


def _run_if_left(job_id: int) -> None:
    """Run a job that the answer workers cannot be told of, unless they find it by themselves.

    They have loaded the model already.
    """
    time.sleep(_WORKERS_FIRST_SECONDS)
    _run(job_id)


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
