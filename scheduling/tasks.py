"""Background work of scheduling."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.jobs import job
from core.scope import workspace_scope
from scheduling.models import Appointment
from scheduling.services.pushing import SYNC_JOB, mark_appointment
from scheduling.services.syncing import start_due_syncs, sync_connection


@job("scheduling.mark_appointment")
def mark_appointment_event(
    *, workspace_id: int, payload: dict[str, object], **_later: object
) -> None:
    """An appointment was booked or changed: calendars elsewhere are to follow."""
    with workspace_scope(workspace_id):
        rows = Appointment.objects.with_public_id(str(payload["appointment_id"]))
        if (appointment := rows.first()) is not None:
            mark_appointment(appointment=appointment, now=timezone.now())


@job(SYNC_JOB, queue="ingestion", max_attempts=3, time_limit=480)
def sync_one(
    *, connection_id: int, workspace_id: int, is_due: bool = False, **_later: object
) -> None:
    """Synchronize one connection; what fails stands in it, and is tried again by the beat."""
    sync_connection(
        connection_id=connection_id, workspace_id=workspace_id, is_due=is_due, now=timezone.now
    )


@shared_task(name="scheduling.start_due_syncs", expires=60)
def start_due(**_later: object) -> None:
    """Synchronize the connections that are due."""
    start_due_syncs(now=timezone.now())
