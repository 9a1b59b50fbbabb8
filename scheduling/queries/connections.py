"""Connections to calendars elsewhere, and their conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from scheduling.errors import FeedMissing
from scheduling.models import (
    Appointment,
    BusyTime,
    Calendar,
    CalendarConnection,
    CalendarFeed,
    Host,
    OutsideEvent,
)
from scheduling.models.appointments import OPEN

MAX_OVERLAPS = 100  # that are shown


@dataclass(frozen=True, slots=True)
class Overlap:
    """An appointment during which its host is busy in a calendar elsewhere."""

    busy: BusyTime
    appointment: Appointment


def connections(*, host: Host | None = None) -> QuerySet[CalendarConnection]:
    """The connections of the workspace in scope, the newest first, ready to be shown."""
    rows = CalendarConnection.objects.select_related("host__own_calendar")
    if host is not None:
        rows = rows.filter(host=host)
    is_conflict = Q(events__conflict__gt="")
    rows = rows.annotate(conflict_count=Count("events", filter=is_conflict))
    return rows.order_by("-created_at", "-pk")


def feed_of(*, host: Host | None = None, calendar: Calendar | None = None) -> CalendarFeed:
    """Raises FeedMissing."""
    row = CalendarFeed.objects.filter(host=host, calendar=calendar).first()
    if row is None:
        raise FeedMissing
    return row


def conflicts(
    *, host: Host | None = None, connection: CalendarConnection | None = None
) -> QuerySet[OutsideEvent]:
    """Appointments that others moved or deleted elsewhere, the newest first, ready to be shown."""
    rows = OutsideEvent.objects.exclude(conflict="")
    if host is not None:
        rows = rows.filter(connection__host=host)
    if connection is not None:
        rows = rows.filter(connection=connection)
    rows = rows.select_related("connection__host", "appointment__calendar")
    return rows.order_by("-conflict_since", "-pk")


def overlaps(
    *, host: Host | None = None, connection: CalendarConnection | None = None, now: datetime
) -> list[Overlap]:
    """Open appointments over which something else stands in a calendar elsewhere, the soonest
    first, ready to be shown.
    """
    rows = BusyTime.objects.filter(connection__isnull=False)
    if host is not None:
        rows = rows.filter(host=host)
    if connection is not None:
        rows = rows.filter(connection=connection)
    return overlaps_of(rows, now=now)


def overlaps_of(busy_times: QuerySet[BusyTime], *, now: datetime) -> list[Overlap]:
    """The open appointments that these overlap, at most MAX_OVERLAPS, in two queries."""
    booked = "host__reservations__appointment"
    rows = busy_times.filter(
        Q(host__reservations__is_active=True),
        Q((f"{booked}__status__in", OPEN)),
        Q((f"{booked}__ends_at__gt", now)),
        Q((f"{booked}__starts_at__lt", F("ends_at"))),
        Q((f"{booked}__ends_at__gt", F("starts_at"))),
        ends_at__gt=now,
    ).annotate(appointment_key=F(f"{booked}_id"))  # of the same join
    rows = rows.select_related("host", "connection")
    found = list(rows.order_by(f"{booked}__starts_at", "pk")[:MAX_OVERLAPS])
    keys = {each.appointment_key for each in found}
    appointments = Appointment.objects.select_related("calendar").in_bulk(keys)
    return [Overlap(each, appointments[each.appointment_key]) for each in found]
