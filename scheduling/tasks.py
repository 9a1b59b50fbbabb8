"""Background work of scheduling."""

from __future__ import annotations

from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone

from core.jobs import job
from core.scope import workspace_scope
from scheduling.models import Appointment
from scheduling.services.ending import end_appointments
from scheduling.services.notices import SEND_JOB
from scheduling.services.pushing import SYNC_JOB, mark_appointment
from scheduling.services.reminding import (
    PLAN_JOB,
    plan_reminders_of_calendar,
    queue_due_reminders,
)
from scheduling.services.sending import fail_notice, send_notice
from scheduling.services.session_mails import mail_session_links
from scheduling.services.sessions import END_JOB, MAIL_JOB, end_sessions_of_workspace
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


def _give_up_notice(*, notice_id: int, workspace_id: int, error: str, **_later: object) -> None:
    fail_notice(notice_id=notice_id, workspace_id=workspace_id, error=error)


@job(
    SEND_JOB,
    queue="mail",
    max_attempts=20,  # an hour without a mail server
    retry_on=(SMTPException, OSError),
    on_failure=_give_up_notice,
)
def send_one(*, notice_id: int, workspace_id: int, **_later: object) -> None:
    """Send one mail about an appointment."""
    send_notice(notice_id=notice_id, workspace_id=workspace_id, now=timezone.now)


@shared_task(name="scheduling.queue_due_reminders", expires=60)
def queue_due(**_later: object) -> None:
    """Have the reminders sent that are due."""
    queue_due_reminders(now=timezone.now())


@job(PLAN_JOB)
def plan_reminders(
    *, calendar_id: int, workspace_id: int, after: int = 0, **_later: object
) -> None:
    """A calendar's reminders were changed: those of what is booked are to follow."""
    with workspace_scope(workspace_id):
        plan_reminders_of_calendar(calendar_id=calendar_id, after=after, now=timezone.now())


@shared_task(name="scheduling.end_appointments", expires=60)
def end_over(**_later: object) -> None:
    """Complete appointments that are over, and cancel requests that nobody answered."""
    end_appointments(now=timezone.now())


@job(
    MAIL_JOB,
    queue="mail",
    max_attempts=5,  # the link is wanted now
    retry_on=(SMTPException, OSError),
)
def mail_links(*, address: str, to: str, **_later: object) -> None:
    """Mail a link to each host with that address."""
    mail_session_links(address=address, to=to, now=timezone.now())


@job(END_JOB)
def end_sessions(*, workspace_id: int, **_later: object) -> None:
    """A workspace was suspended: its hosts are signed out."""
    end_sessions_of_workspace(workspace_id=workspace_id)
