"""What a host or a calendar has in a span of time, and its conflicts; for hosts and for staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import BigIntegerField, Model, Prefetch, QuerySet, Value
from django.db.models.functions import Cast

from scheduling.models import (
    Appointment,
    BusyTime,
    Calendar,
    CalendarHost,
    Hold,
    Host,
    OutsideEvent,
    Reservation,
)

Row = TypeVar("Row", bound=Model)
MAX_ROWS = 500  # of each kind, in one agenda
MAX_CONFLICTS = 50  # in calendars elsewhere
_LONGEST = timedelta(days=1)  # than which appointments are shorter
_CLOSED = (Appointment.Status.COMPLETED, Appointment.Status.NO_SHOW, Appointment.Status.CANCELLED)


class ConflictKind(StrEnum):
    """What is the matter with an appointment.

    WHILE_BUSY: the host is busy in a calendar elsewhere. WHILE_OFF: the host is away.
    MOVED, DELETED: others did that to it in a calendar elsewhere.
    """

    WHILE_BUSY = "WHILE_BUSY"
    WHILE_OFF = "WHILE_OFF"
    MOVED = "MOVED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class Conflict:
    """busy: of WHILE_BUSY and WHILE_OFF. event: of MOVED and DELETED."""

    kind: ConflictKind
    appointment: Appointment
    busy: BusyTime | None = None
    event: OutsideEvent | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """hosts: whose time it is."""

    row: Appointment | Hold | BusyTime
    hosts: tuple[Host, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def starts_at(self) -> datetime:
        return self.row.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.row.ends_at


@dataclass(frozen=True, slots=True)
class Agenda:
    """entries: in the order of their start. conflicts: of the appointments among them, and all of
    those in calendars elsewhere. is_cut: there is more than was read.
    """

    entries: list[Entry]
    conflicts: list[Conflict]
    is_cut: bool


def agenda_of_host(host: Host, *, start: datetime, end: datetime, now: datetime) -> Agenda:
    """In five queries. Needs the scope of the host's workspace."""
    # The cast lets the planner use the index, which knows no comparison of bigint with integer.
    taken = Reservation.objects.filter(
        host_id=Cast(Value(host.pk), BigIntegerField()),
        is_active=True,
        busy__overlap=DateTimeTZRange(start, end),
    )
    return _load(
        Appointment.objects.filter(pk__in=taken.values("appointment_id")),
        Hold.objects.filter(pk__in=taken.values("hold_id")),
        BusyTime.objects.filter(host=host),
        OutsideEvent.objects.filter(connection__host=host),
        span=(start, end),
        now=now,
    )


def agenda_of_calendar(
    calendar: Calendar, *, start: datetime, end: datetime, now: datetime
) -> Agenda:
    """What is booked in a calendar, and when its hosts are busy otherwise. In five queries."""
    hosts = CalendarHost.objects.filter(calendar=calendar).values("host_id")
    return _load(
        Appointment.objects.filter(calendar=calendar),
        Hold.objects.filter(calendar=calendar),
        BusyTime.objects.filter(host__in=hosts),
        OutsideEvent.objects.filter(appointment__calendar=calendar),
        span=(start, end),
        now=now,
    )


def agenda_of_appointment(appointment: Appointment, host: Host, *, now: datetime) -> Entry | None:
    """One appointment of a host, as it is; None if it is none of theirs. Cancelled ones too."""
    taken = Reservation.objects.filter(appointment=appointment, host=host)
    found = _load(
        Appointment.objects.filter(pk__in=taken.values("appointment_id")),
        Hold.objects.none(),
        BusyTime.objects.filter(host=host),
        OutsideEvent.objects.filter(connection__host=host, appointment=appointment),
        span=(appointment.starts_at, appointment.ends_at),
        now=now,
        is_with_cancelled=True,
    )
    return next((each for each in found.entries if each.row == appointment), None)


def _load(
    appointments: QuerySet[Appointment],
    holds: QuerySet[Hold],
    busy_times: QuerySet[BusyTime],
    events: QuerySet[OutsideEvent],
    *,
    span: tuple[datetime, datetime],
    now: datetime,
    is_with_cancelled: bool = False,
) -> Agenda:
    if not is_with_cancelled:
        appointments = appointments.exclude(status=Appointment.Status.CANCELLED)
    hosted = Reservation.objects.select_related("host").order_by("host_id")
    reserved = Prefetch("reservations", queryset=hosted, to_attr="taken")
    since = span[0] - _LONGEST  # bounds what is read of an index by start
    appointments = appointments.filter(starts_at__gt=since).select_related("calendar")
    booked = _within(appointments.prefetch_related(reserved), span)
    holds = holds.filter(expires_at__gt=now, starts_at__gt=since)
    held = _within(holds.select_related("calendar"), span)
    busy = _within(busy_times.select_related("host", "connection"), span)
    events = events.exclude(conflict="").select_related("appointment__calendar")
    changed = list(events.order_by("-conflict_since", "-pk")[:MAX_CONFLICTS])
    elsewhere: dict[int, list[Conflict]] = {}
    for event in changed:
        if event.appointment is not None:  # it has not been deleted
            found = Conflict(ConflictKind(event.conflict), event.appointment, event=event)
            elsewhere.setdefault(event.appointment.pk, []).append(found)
    entries = [
        *(_booked(each, busy, elsewhere, now=now) for each in booked[:MAX_ROWS]),
        *(Entry(each) for each in held[:MAX_ROWS]),
        *(Entry(each, (each.host,)) for each in busy[:MAX_ROWS]),
    ]
    overlaps = [each for entry in entries for each in entry.conflicts if each.busy is not None]
    return Agenda(
        entries=sorted(entries, key=lambda each: (each.starts_at, each.ends_at)),
        conflicts=[*(each for found in elsewhere.values() for each in found), *overlaps],
        is_cut=any(len(rows) > MAX_ROWS for rows in (booked, held, busy)),
    )


def _within(rows: QuerySet[Row], span: tuple[datetime, datetime]) -> list[Row]:
    start, end = span
    rows = rows.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")
    return list(rows[: MAX_ROWS + 1])


def _booked(
    appointment: Appointment,
    busy: Sequence[BusyTime],
    elsewhere: dict[int, list[Conflict]],
    *,
    now: datetime,
) -> Entry:
    hosts = {each.host.pk: each.host for each in appointment.taken}  # type: ignore[attr-defined]
    found = list(elsewhere.get(appointment.pk, []))
    if appointment.status not in _CLOSED and appointment.ends_at > now:
        found += _overlaps(appointment, (each for each in busy if each.host_id in hosts))
    return Entry(appointment, tuple(hosts.values()), tuple(found))


def _overlaps(appointment: Appointment, busy: Iterable[BusyTime]) -> Iterator[Conflict]:
    for each in busy:
        if each.starts_at < appointment.ends_at and each.ends_at > appointment.starts_at:
            is_own = each.connection_id is None
            kind = ConflictKind.WHILE_OFF if is_own else ConflictKind.WHILE_BUSY
            yield Conflict(kind, appointment, busy=each)
