"""Enqueues jobs: a row in the caller's transaction, a message to Celery after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core import scope
from core.db.locks import lock_rows
from core.jobs.registry import get_definition
from core.models import Job

log = structlog.get_logger(__name__)


def enqueue(
    name: str,
    *,
    delay: timedelta = timedelta(0),
    announce: bool = True,
    **arguments: Any,
) -> Job:
    """Record a job; it runs after the commit, at least once, and always reaches a final state.

    arguments: JSON values, ids rather than objects.
    announce: False if the caller runs it itself right away (`core.jobs.worker.run`); if the caller
        dies, the sweep still finds it.

    Raises KeyError for an unknown job.
    """
    get_definition(name)
    now = timezone.now()
    workspace_ids = scope.scoped_workspaces() if scope.has_scope() else ()
    record = Job.objects.create(
        name=name,
        arguments=arguments,
        workspace_id=workspace_ids[0] if len(workspace_ids) == 1 else None,
        due_at=now + delay,
        announced_at=None if delay else now,
        created_at=now,
    )
    if announce and not delay:
        transaction.on_commit(lambda: announce_job(record.pk, name))
    return record


@transaction.atomic
def queue_again(job_ids: Iterable[int], *, now: datetime) -> list[Job]:
    """Requeue those of the jobs that have failed, and return them; the sweep announces them."""
    jobs = list(lock_rows(Job.objects.filter(pk__in=job_ids, state=Job.State.FAILED)))
    for job in jobs:
        job.state, job.attempts, job.due_at = Job.State.QUEUED, 0, now
        job.error, job.finished_at = "", None
    fields = ["state", "attempts", "due_at", "error", "finished_at"]
    Job.objects.bulk_update(jobs, fields)
    return jobs


def announce_job(job_id: int, name: str) -> None:
    """Tell Celery about a waiting job. A broker outage delays the job, but does not lose it."""
    from core.jobs.tasks import run_job

    try:
        queue = get_definition(name).queue
    except KeyError:  # of a newer release, whose workers know it
        log.error("job_unknown", job_id=job_id, job=name)
        return
    try:
        run_job.apply_async(kwargs={"job_id": job_id}, queue=queue, retry=False, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("job_not_announced", job_id=job_id, error=str(error))


def due_for_announcement(*, now: datetime, older_than: timedelta) -> list[tuple[int, str]]:
    """Mark and return (id, name) of jobs that should be running but are not: at most 500."""
    stale = Job.objects.raw(
        """
        UPDATE core_job SET announced_at = %(now)s
        WHERE id IN (
            SELECT id FROM core_job
            WHERE due_at <= %(now)s
              AND (announced_at IS NULL OR announced_at <= %(before)s)
              AND (state = 'QUEUED' OR (state = 'RUNNING' AND leased_until <= %(now)s))
            ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED
        )
        RETURNING id, name
        """,
        {"now": now, "before": now - older_than},
    )
    return [(row.pk, row.name) for row in stale]
