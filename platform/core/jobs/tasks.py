"""The Celery side of jobs: one task runs any job, another finds jobs left by a crash."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.jobs import queue, worker
from core.jobs.cleanup import run_cleanups
from core.models import IdempotencyRecord, Job, OutboxEvent


@shared_task(
    name="core.run_job",
    acks_late=True,
    reject_on_worker_lost=True,
    time_limit=1800,
    soft_time_limit=1790,
)
def run_job(*, job_id: int, **_later: object) -> None:
    """Run the job with that id; unknown keywords of a newer publisher are ignored."""
    worker.run(job_id)


@shared_task(name="core.sweep_jobs", expires=30)
def sweep_jobs(**_later: object) -> None:
    """Announce jobs again that are due but not running, or have lost their worker."""
    for job_id, name in queue.due_for_announcement(
        now=timezone.now(), older_than=settings.JOB_ANNOUNCEMENT_PATIENCE
    ):
        queue.announce_job(job_id, name)


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
