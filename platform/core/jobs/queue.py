"""Enqueues jobs: a row in the caller's transaction, a message to Celery after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import scope
from core.db.locks import lock_rows
from core.jobs.announcing import announce_job
from core.jobs.registry import get_definition
from core.models import Job


def enqueue(
    name: str,
    *,
    delay: timedelta = timedelta(0),
    announce: bool = True,
    weight: int = 0,
    **arguments: Any,
) -> Job:
    """Record a job; it runs after the commit, at least once, and always reaches a final state.

    arguments: JSON values, ids rather than objects.
    announce: False if the caller runs it itself right away (`core.jobs.worker.run`); if the caller
        dies, the sweep still finds it.
    weight: roughly the bytes that it has to work through; light jobs go first (`core.jobs.turns`).

    Raises KeyError for an unknown job.
    """
    get_definition(name)
    now = timezone.now()
    workspace_ids = scope.scoped_workspaces() if scope.has_scope() else ()
    announced_at = None if delay else now
    if not announce:  # workers leave it to the caller until then
        announced_at = now + settings.JOB_ANNOUNCEMENT_PATIENCE
    record = Job.objects.create(
        name=name,
        arguments=arguments,
        weight=weight,
        workspace_id=workspace_ids[0] if len(workspace_ids) == 1 else None,
        due_at=now + delay,
        announced_at=announced_at,
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
        job.error, job.finished_at, job.announced_at = "", None, None
    fields = ["state", "attempts", "due_at", "error", "finished_at", "announced_at"]
    Job.objects.bulk_update(jobs, fields)
    return jobs
