"""Appointments that a change of hours or hosts leaves where nothing would be offered any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from scheduling.availability import Proposal, misfits
from scheduling.models import Appointment, BusyTime, Calendar, CalendarHost, Reservation
from scheduling.models.appointments import OPEN
from scheduling.queries.snapshots import load_rules

MAX_NAMED = 50
_MAX_JUDGED = 10_000  # the next ones of a calendar
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Affected:
    """appointments: the first of them."""

    total: int
    appointments: Sequence[Appointment]


def affected_by_rules(calendar: Calendar, *, now: datetime) -> Affected:
    """Those to come that the calendar would not offer any more: outside its hours, on a holiday, of
    another duration, beside the grid, or with a host whom it does not book.

    What members booked against the rules is none of them. At most three queries.
    """
    present = CalendarHost.objects.filter(calendar=calendar, host=OuterRef("host"))
    taken = Reservation.objects.filter(appointment=OuterRef("pk"), is_active=True)
    left = Exists(taken.filter(~Exists(present)))
    rows = _to_come(now).filter(calendar=calendar, overridden_rule="")
    found = list(rows.annotate(has_left=left)[:_MAX_JUDGED])
    if not found:
        return Affected(0, [])
    zone = ZoneInfo(calendar.time_zone)
    first, last = (each.starts_at.astimezone(zone).date() for each in (found[0], found[-1]))
    rules = load_rules(calendar, first=first - _A_DAY, last=last + _A_DAY)
    proposals = (Proposal(int(each.starts_at.timestamp()), each.minutes) for each in found)
    judged = zip(found, misfits(rules, proposals), strict=True)
    affected = [each for each, is_misfit in judged if is_misfit or each.has_left]
    return Affected(len(affected), affected[:MAX_NAMED])


def affected_by_absence(busy: BusyTime, *, now: datetime) -> Affected:
    """Those to come of a host that an absence overlaps. Two queries."""
    taken = Reservation.objects.filter(
        appointment=OuterRef("pk"),
        host=busy.host_id,
        is_active=True,
        busy__overlap=(busy.starts_at, busy.ends_at),
    )
    rows = _to_come(now).filter(Exists(taken))
    return Affected(rows.count(), list(rows[:MAX_NAMED]))


def _to_come(now: datetime) -> QuerySet[Appointment]:
    rows: QuerySet[Appointment] = Appointment.objects.filter(starts_at__gt=now, status__in=OPEN)
    return rows.order_by("starts_at", "pk")
