"""Connections to calendars elsewhere, and their conflicts."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from scheduling.errors import FeedMissing
from scheduling.models import Calendar, CalendarConnection, CalendarFeed, Host, OutsideEvent


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
