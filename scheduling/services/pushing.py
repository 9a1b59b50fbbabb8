"""Appointments on their way into calendars elsewhere.

What is to be written is recorded with what has happened (`mark_appointment`); the connection's next
synchronization writes it. Before each request it is noted what is about to be sent, so that a
process that dies in between leaves behind how to tell our own writing from others'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import workspace_scope
from scheduling.clients.base import EventRef, OutsideCalendar, SeenEvent, Span
from scheduling.clients.errors import OutsideBroken, OutsideChanged
from scheduling.ics import CalendarEvent
from scheduling.models import (
    Appointment,
    BusyTime,
    Calendar,
    CalendarConnection,
    OutsideEvent,
    Reservation,
)
from scheduling.queries.calendar_events import event_for_host
from scheduling.services.alerting import report_conflict

SYNC_JOB = "scheduling.sync_connection"
MAX_PUSHES = 100  # of one synchronization
_MAX_HREF = 1000  # characters, as the table has it
_MAX_BROKEN = 3  # events that a server fails to take, until it gets no more
Conflict = OutsideEvent.Conflict


@dataclass(frozen=True, slots=True)
class _Push:
    """event: None to delete it there. expected: times that we may have written."""

    event: CalendarEvent | None
    ref: EventRef | None
    expected: tuple[Span, ...]
    sequence: int  # -1: written only to be deleted


@transaction.atomic
def mark_appointment(*, appointment: Appointment, now: datetime) -> int:
    """Record what is to be written elsewhere for an appointment; returns in how many calendars.

    Needs a scope. Twice is once.
    """
    current = Appointment.objects.get(pk=appointment.pk)
    if current.status != Appointment.Status.CANCELLED:
        for connection in _connections_of(current):
            OutsideEvent.objects.get_or_create(
                workspace_id=current.workspace_id, connection=connection, appointment=current
            )
    rows = lock_rows(OutsideEvent.objects.filter(appointment=current))
    marked = []
    for row in rows.select_related("connection"):
        if row.pushed_sequence < current.sequence or not _is_wanted(row, current):
            row.is_due = True
            row.save(update_fields=["is_due"])
            marked.append(row.connection)
    for connection in marked:
        wake(connection, now=now)
    return len(marked)


def mark_upcoming(*, connection: CalendarConnection, now: datetime) -> int:
    """Record that all appointments to come of a connection's host are to be written there."""
    appointments = Appointment.objects.filter(
        reservations__host_id=connection.host_id,
        reservations__is_active=True,
        ends_at__gt=now,
    )
    number = 0
    for appointment in appointments.order_by("pk").distinct():
        number += mark_appointment(appointment=appointment, now=now)
    return number


def rewrite_elsewhere(*, appointment: Appointment, now: datetime) -> None:
    """Have an appointment written again wherever it stands, though no calendar has to follow it:
    what is said of its customer has changed.
    """
    rows = lock_rows(OutsideEvent.objects.filter(appointment=appointment))
    for row in rows.select_related("connection"):
        row.pushed_sequence, row.is_due = -1, True
        row.save(update_fields=["pushed_sequence", "is_due"])
        wake(row.connection, now=now)


def remove_elsewhere(*, calendar: Calendar, now: datetime) -> None:
    """Have what stands elsewhere of a calendar deleted there, which is about to be deleted itself.

    What is over stays there, and what others have moved.
    """
    rows = OutsideEvent.objects.filter(appointment__calendar=calendar)
    rows.filter(Q(appointment__ends_at__lte=now) | ~Q(conflict="")).delete()
    for connection in CalendarConnection.objects.filter(events__in=rows).distinct().order_by("pk"):
        wake(connection, now=now)
    rows.update(is_due=True)


def wake(connection: CalendarConnection, *, now: datetime) -> None:
    """Have a connection synchronized soon; the beat does it if the job is lost."""
    rows = CalendarConnection.objects.filter(pk=connection.pk, next_sync_at__gt=now)
    rows.filter(failures=0).update(next_sync_at=now)  # a server that fails is left in peace
    enqueue(SYNC_JOB, connection_id=connection.pk, workspace_id=connection.workspace_id)


def push_all(
    connection: CalendarConnection,
    client: OutsideCalendar,
    *,
    check: Callable[[], None],
    now: Callable[[], datetime],
) -> bool:
    """Write what is due; True if there is more. No scope is open while the server is waited for.

    check: raises if the connection is not ours to synchronize anymore; called in each transaction.

    Raises the last error of events that the server failed to take; the others are written.
    """
    if not connection.is_writable:
        return False
    failed: OutsideBroken | None = None
    broken = 0
    due = _due(connection)
    for key in due[:MAX_PUSHES]:
        try:
            _push_one(connection, key, client, check=check, now=now)
        except OutsideBroken as error:
            failed, broken = error, broken + 1
            if broken == _MAX_BROKEN:
                break
    if failed is not None:
        raise failed
    return len(due) > MAX_PUSHES


def _push_one(
    connection: CalendarConnection,
    key: int,
    client: OutsideCalendar,
    *,
    check: Callable[[], None],
    now: Callable[[], datetime],
) -> None:
    with workspace_scope(connection.workspace_id):
        check()
        push = _prepare(key)
    if push is None:
        return
    try:
        if push.event is not None:
            ref = client.put(push.event, ref=push.ref, expected=push.expected)
            if len(ref.href) > _MAX_HREF:
                raise OutsideBroken(host="", what="names events at too great a length")
        elif push.ref is not None:
            client.delete(push.ref, expected=push.expected)
    except OutsideChanged as error:
        with workspace_scope(connection.workspace_id):
            check()
            _note_conflict(key, error.seen, now=now())
        return
    with workspace_scope(connection.workspace_id):
        check()
        if push.event is not None:
            _note_written(key, ref, push.event, push.sequence)
        else:
            OutsideEvent.objects.filter(pk=key).delete()
    if push.sequence < 0:  # it is where it should not be, which is known now
        _push_one(connection, key, client, check=check, now=now)


def _due(connection: CalendarConnection) -> list[int]:
    with workspace_scope(connection.workspace_id):
        rows = OutsideEvent.objects.filter(connection=connection, is_due=True, conflict="")
        return list(rows.order_by("pk").values_list("pk", flat=True)[: MAX_PUSHES + 1])


def _prepare(key: int) -> _Push | None:
    """What to send for an event, noted before it is sent."""
    rows = OutsideEvent.objects.filter(pk=key, is_due=True, conflict="")
    row = lock_rows(rows.select_related("connection", "appointment__calendar")).first()
    if row is None:
        return None
    appointment = row.appointment
    ref = EventRef(row.href, row.etag) if row.href else None
    expected = times_of(row)
    if appointment is None or not _is_wanted(row, appointment):
        if ref is None and (not expected or appointment is None):  # it was never sent
            row.delete()
            return None
        # If it was sent without our learning of it, writing it once more tells where it is.
        event = event_for_host(appointment) if ref is None and appointment else None
        return _Push(event, ref, expected, -1 if event else 0)
    row.sending_starts_at, row.sending_ends_at = appointment.starts_at, appointment.ends_at
    row.save(update_fields=["sending_starts_at", "sending_ends_at"])
    return _Push(event_for_host(appointment), ref, expected, appointment.sequence)


def times_of(row: OutsideEvent) -> tuple[Span, ...]:
    """The times that we wrote, or may have written."""
    pairs = ((row.starts_at, row.ends_at), (row.sending_starts_at, row.sending_ends_at))
    return tuple((start, end) for start, end in pairs if start is not None and end is not None)


def _note_written(key: int, ref: EventRef, event: CalendarEvent, sequence: int) -> None:
    row = lock_rows(OutsideEvent.objects.filter(pk=key).select_related("appointment")).first()
    if row is None:
        return
    row.href, row.etag = ref.href, ref.etag
    row.starts_at, row.ends_at = event.starts_at, event.ends_at
    row.sending_starts_at = row.sending_ends_at = None
    row.pushed_sequence = sequence
    row.is_due = row.appointment is None or sequence < row.appointment.sequence
    row.save()
    # A calendar that was read in the meantime took our event for somebody else's.
    BusyTime.objects.filter(connection_id=row.connection_id, href=ref.href).delete()


def _note_conflict(key: int, seen: SeenEvent | None, *, now: datetime) -> None:
    rows = OutsideEvent.objects.filter(pk=key).select_related("appointment", "connection")
    if (row := lock_rows(rows).first()) is not None:
        note_conflict(row, seen, now=now)


def note_conflict(row: OutsideEvent, seen: SeenEvent | None, *, now: datetime) -> None:
    """Others moved or deleted an event of ours; what nobody wants there anymore is no conflict.

    seen: None if it was deleted.
    """
    if row.appointment is None or (seen is None and not _is_wanted(row, row.appointment)):
        row.delete()
        return
    is_new = row.conflict == Conflict.NONE
    row.conflict = Conflict.DELETED if seen is None else Conflict.MOVED
    row.conflict_since = row.conflict_since or now
    row.seen_starts_at, row.seen_ends_at = (seen and seen.times) or (None, None)
    if seen is not None:
        row.href, row.etag = seen.ref.href, seen.ref.etag
    row.save()
    if is_new:
        report_conflict(row.appointment, row.connection, row.conflict, now=now)


def _is_wanted(row: OutsideEvent, appointment: Appointment) -> bool:
    """True while the appointment takes time of the connection's host."""
    return (
        appointment.status != Appointment.Status.CANCELLED
        and Reservation.objects.filter(
            appointment=appointment, host_id=row.connection.host_id, is_active=True
        ).exists()
    )


def _connections_of(appointment: Appointment) -> list[CalendarConnection]:
    hosts = Reservation.objects.filter(appointment=appointment, is_active=True).values("host_id")
    rows = CalendarConnection.objects.filter(host_id__in=hosts, is_active=True).order_by("pk")
    return [each for each in rows if each.is_writable]
