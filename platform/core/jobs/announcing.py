"""Tells Celery that jobs wait: never more often than there are jobs that do.

A message only wakes a worker, which then chooses a job by itself (`core.jobs.turns`). So a message
that is lost or left over changes nothing, and how many are missing is a subtraction: the jobs that
wait, less the messages that the broker holds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.utils import timezone
from redis.exceptions import RedisError

from core.jobs.messages import NOT_SENT, send
from core.jobs.registry import get_definition, queue_names
from core.models import Job
from core.redis import redis_client

log = structlog.get_logger(__name__)

_AT_ONCE = 500  # messages of one sweep and queue


def announce_job(job_id: int, name: str) -> None:
    """Tell Celery about a waiting job. A broker outage delays the job, but does not lose it."""
    from core.jobs.tasks import run_job

    queue = get_definition(name).queue
    try:
        send(run_job, {"job_id": job_id, "queue": queue}, queue=queue)
    except NOT_SENT as error:
        log.warning("job_not_announced", job_id=job_id, error=str(error))


def announce_missing(*, now: datetime, older_than: timedelta) -> None:
    """Announce jobs that should be running but are not, where messages have been lost.

    older_than: since their last announcement, which may still be on its way.
    """
    for queue, names in queue_names().items():
        try:
            missing = _waiting(names, now).count() - announced(queue)
        except (RedisError, OSError) as error:
            log.warning("jobs_not_announced", queue=queue, error=str(error))
            return
        for job_id, name in mark_announced(
            names, now=now, older_than=older_than, limit=min(missing, _AT_ONCE)
        ):
            announce_job(job_id, name)


def announce_next(queue: str) -> bool:
    """Announce one waiting job of the queue, unless enough messages are on their way; False then.

    For a worker that has turned a message away, and now has a slot for its job. Raises nothing: the
    sweep does the same, later.
    """
    now = timezone.now()
    names = queue_names()[queue]
    try:
        if _waiting(names, now).count() <= announced(queue):
            return False
        for job_id, name in mark_announced(names, now=now, older_than=timedelta(0), limit=1):
            announce_job(job_id, name)
    except (RedisError, OSError, DatabaseError) as error:
        log.warning("job_not_announced", queue=queue, error=str(error))
    return True


def announced(queue: str) -> int:
    """The number of messages that the broker holds for a queue. Raises redis.RedisError."""
    return int(redis_client().llen(queue))


def mark_announced(
    names: list[str], *, now: datetime, older_than: timedelta, limit: int
) -> list[tuple[int, str]]:
    """Mark and return (id, name) of waiting jobs that were last announced that long ago."""
    if limit <= 0:
        return []
    stale = Job.objects.raw(
        """
        WITH chosen AS MATERIALIZED (  -- in IN (…) a plan may run it once per row, past its limit
            SELECT id FROM core_job
            WHERE name = ANY(%(names)s) AND due_at <= %(now)s
              AND (announced_at IS NULL OR announced_at <= %(before)s)
              AND (state = 'QUEUED' OR (state = 'RUNNING' AND leased_until <= %(now)s))
            ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        )
        UPDATE core_job SET announced_at = %(now)s
        FROM chosen WHERE core_job.id = chosen.id
        RETURNING core_job.id, core_job.name
        """,
        {"names": names, "now": now, "before": now - older_than, "limit": limit},
    )
    return [(row.pk, row.name) for row in stale]


def _waiting(names: list[str], now: datetime) -> QuerySet[Job]:
    """Jobs that should be running but are not, whoever may run them."""
    lost = Q(state=Job.State.RUNNING, leased_until__lte=now)
    waiting = Job.objects.filter(Q(state=Job.State.QUEUED) | lost)
    return waiting.filter(name__in=names, due_at__lte=now)
