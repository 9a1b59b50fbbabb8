"""Runs due jobs immediately, in place of the workers."""

from __future__ import annotations

from django.utils import timezone

from core.events import outbox
from core.jobs import worker
from core.jobs.registry import get_definition
from core.models import Job


def run_jobs(queue: str | None = None) -> list[str]:
    """Relay published events and run every due job, including those they enqueue.

    queue: run only that queue's. Returns the names of the jobs, in the order they ran.
    """
    ran: list[str] = []
    while True:
        outbox.relay()
        due = Job.objects.filter(state=Job.State.QUEUED, due_at__lte=timezone.now())
        waiting = [
            record
            for record in due.order_by("pk")
            if queue is None or get_definition(record.name).queue == queue
        ]
        if not waiting:
            return ran
        worker.run(waiting[0].pk)
        ran.append(waiting[0].name)
