"""The Celery side of jobs: one task runs any job, another finds jobs left by a crash."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.jobs import worker
from core.jobs.announcing import announce_missing
from core.jobs.cleanup import run_cleanups
from core.models import IdempotencyRecord, Job, OutboxEvent


@shared_task(
    name="core.run_job",
    acks_late=True,
    reject_on_worker_lost=True,
    time_limit=1800,
    soft_time_limit=1790,
)
def run_job(*, job_id: int, queue: str = "", **_later: object) -> None:
    """Run the job of the queue whose turn it is, of which `job_id` need not be the one.

    Without a queue, which an earlier release did not name, run that job. Unknown keywords of a
    newer publisher are ignored.
    """
    if queue:
        worker.run_next(queue)
    else:
        worker.run(job_id)


@shared_task(name="core.sweep_jobs", expires=30)
def sweep_jobs(**_later: object) -> None:
    """Announce jobs again that are due but not running, or have lost their worker, if their
    messages are lost.
    """
    announce_missing(now=timezone.now(), older_than=settings.JOB_ANNOUNCEMENT_PATIENCE)


@shared_task(name="core.tidy", expires=3600)
def clean_up(**_later: object) -> None:
    """Delete idempotency records after a day, finished jobs after a week, and run each app's
    cleanup.
    """
    now = timezone.now()
    IdempotencyRecord.objects.filter(created_at__lt=now - timedelta(days=1)).delete()
    Job.objects.filter(state=Job.State.SUCCEEDED, finished_at__lt=now - timedelta(days=7)).delete()
    OutboxEvent.objects.filter(relayed_at__lt=now - timedelta(days=7)).delete()
    run_cleanups(now=now)
