"""Reminders: notices that wait for their time, polled; planned anew when their calendar changes."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.db import transaction

from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import as_table_owner, workspace_scope
from scheduling.models import Appointment, AppointmentNotice, Calendar
from scheduling.models.appointments import OPEN
from scheduling.queries.notices import due_reminders
from scheduling.services.locking import lock_hosts
from scheduling.services.notices import SEND_JOB, plan_reminders_anew

PLAN_JOB = "scheduling.plan_reminders"
PLANNED_AT_ONCE = 200  # appointments; nobody books in their calendar meanwhile
QUEUED_AT_ONCE = 500
_MAX_BATCHES = 20  # of one call; the others wait a minute


def queue_due_reminders(*, now: datetime) -> int:
    """Have the due reminders of all open workspaces sent; returns how many.

    Each is queued once, by whichever process comes first.
    """
    queued = 0
    for _ in range(_MAX_BATCHES):
        with as_table_owner():
            due = list(due_reminders(now=now).values_list("workspace_id", "pk")[:QUEUED_AT_ONCE])
        for workspace_id, rows in groupby(sorted(due), key=lambda row: row[0]):
            queued += _queue(workspace_id, [pk for _, pk in rows], now=now)
        if len(due) < QUEUED_AT_ONCE:
            break
    return queued


@transaction.atomic
def plan_reminders_of_calendar(*, calendar_id: int, after: int = 0, now: datetime) -> None:
    """Bring the reminders of what is booked in line with the calendar; some, then the next.

    after: the key of the last appointment that was looked at. Needs a scope.
    """
    calendar = Calendar.objects.filter(pk=calendar_id).first()
    if calendar is None:
        return
    lock_hosts(calendar)
    calendar.refresh_from_db()
    rows = Appointment.objects.filter(
        calendar=calendar, pk__gt=after, starts_at__gt=now, status__in=OPEN
    )
    found = list(rows.order_by("pk")[:PLANNED_AT_ONCE])
    for appointment in found:
        appointment.calendar = calendar
        plan_reminders_anew(appointment, now=now)
    if len(found) == PLANNED_AT_ONCE:
        enqueue_planning(calendar, after=found[-1].pk)


def enqueue_planning(calendar: Calendar, *, after: int = 0) -> None:
    enqueue(PLAN_JOB, calendar_id=calendar.pk, workspace_id=calendar.workspace_id, after=after)


def _queue(workspace_id: int, keys: list[int], *, now: datetime) -> int:
    with workspace_scope(workspace_id):
        rows = AppointmentNotice.objects.filter(
            pk__in=keys, queued_at=None, state=AppointmentNotice.State.WAITING
        )
        found = list(lock_rows(rows, skip_locked=True).values_list("pk", flat=True))
        AppointmentNotice.objects.filter(pk__in=found).update(queued_at=now)
        for pk in found:
            enqueue(SEND_JOB, notice_id=pk, workspace_id=workspace_id)
    return len(found)
