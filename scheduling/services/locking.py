"""Locks of scheduling: whoever changes what hosts have reserved takes them first."""

from __future__ import annotations

from django.db import connection

from core.db.locks import lock_name
from scheduling.models import Calendar, CalendarHost, Hold, Reservation


def lock_hosts(*calendars: Calendar) -> None:
    """Wait for all others who book in the calendars, or with one of their hosts.

    The calendars come first and then their hosts, each in the order of their ids, so that nobody
    waits for somebody who waits for them. For the same reason, whoever changes several calendars in
    a transaction locks all of them at once. The constraints on reservations hold without this; but
    two that run into them at once would end each other as a deadlock.
    """
    keys = sorted({calendar.pk for calendar in calendars})
    for key in keys:
        lock_name(f"scheduling.calendar:{key}")
    hosts = set(
        CalendarHost.objects.filter(calendar__in=keys).values_list("host_id", flat=True).order_by()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('scheduling.host:' || host, 0))"
            " FROM unnest(%s::bigint[]) AS host",
            [sorted(hosts)],
        )


def remove_reservations_of_ended_holds(calendar: Calendar, *, now: object) -> None:
    """Remove what the constraints would still count: needs the locks of the calendar's hosts."""
    hosts = CalendarHost.objects.filter(calendar=calendar).values("host_id")
    ended = Reservation.objects.filter(host_id__in=hosts, expires_at__lte=now)
    Hold.objects.filter(pk__in=ended.values("hold_id")).delete()
