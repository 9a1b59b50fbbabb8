"""Telling that a calendar elsewhere disagrees with an appointment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.events import publish_event
from scheduling.events import CalendarConflictFound
from scheduling.models import Appointment, BusyTime, CalendarConnection
from scheduling.queries.connections import overlaps_of
from scheduling.services.notices import record_conflict

BUSY = "BUSY"


def report_conflict(
    appointment: Appointment, connection: CalendarConnection, change: str, *, now: datetime
) -> None:
    """change: MOVED, DELETED or BUSY."""
    publish_event(
        CalendarConflictFound(
            appointment_id=appointment.public_id,
            calendar_id=appointment.calendar.public_id,
            connection_id=connection.public_id,
            host_id=connection.host.public_id,
            change=change,
            starts_at=appointment.starts_at,
        )
    )
    record_conflict(appointment, connection.host, now=now)


def report_overlaps(
    connection: CalendarConnection, added: Iterable[BusyTime], *, now: datetime
) -> None:
    """Report the appointments over which a host is busy now. added: busy times that are new."""
    keys = [each.pk for each in added if each.ends_at > now]
    for overlap in overlaps_of(BusyTime.objects.filter(pk__in=keys), now=now):
        report_conflict(overlap.appointment, connection, BUSY, now=now)
