"""The workers' part, done at once."""

from __future__ import annotations

from django.utils import timezone

from core.events import outbox
from core.jobs import worker
from core.models import Job


def run_jobs() -> list[str]:
    """Relay what was published and run every job that is due, those they ask for too.

    Returns the names of the jobs, in the order they ran.
    """
    ran = []
    while True:
        outbox.relay()
        due = Job.objects.filter(state=Job.State.QUEUED, due_at__lte=timezone.now())
        record = due.order_by("pk").first()
        if record is None:
            return ran
        worker.run(record.pk)
        ran.append(record.name)
