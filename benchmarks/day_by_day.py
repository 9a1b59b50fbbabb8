"""How Easy!Appointments finds open times, in a sketch of our own: for comparison.

For each date it loads the provider's appointments of that date, subtracts one after the other from
the working hours, and cuts what is left into times.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.models import Appointment, BusyTime, Calendar, DateOverride, WeeklySlot

Period = tuple[datetime, datetime]


def open_starts(
    calendar: Calendar, host_id: int, *, first: date, last: date, minutes: int, now: datetime
) -> list[datetime]:
    found = []
    day = first
    while day <= last:
        found += _of_day(calendar, host_id, day, minutes=minutes, now=now)
        day += timedelta(days=1)
    return found


def _of_day(
    calendar: Calendar, host_id: int, day: date, *, minutes: int, now: datetime
) -> list[datetime]:
    length = timedelta(minutes=minutes)
    hours = periods = _working_hours(calendar, day)
    for taken in _taken(calendar, host_id, day):
        periods = [left for period in periods for left in _without(period, taken)]
    found = []
    for opens, _ in hours:
        for start, end in periods:
            steps = -(-(start - opens) // length)
            begin = opens + max(steps, 0) * length
            while begin + length <= end:
                if begin > now:
                    found.append(begin)
                begin += length
    return found


def _working_hours(calendar: Calendar, day: date) -> list[Period]:
    if DateOverride.objects.filter(calendar=calendar, date=day).exists():
        return []
    slots = WeeklySlot.objects.filter(calendar=calendar, day_of_week=day.isoweekday() % 7)
    zone = ZoneInfo(calendar.time_zone)
    return [
        (
            datetime.combine(day, slot.starts, zone).astimezone(UTC),
            datetime.combine(day, slot.ends, zone).astimezone(UTC),
        )
        for slot in slots.order_by("starts")
    ]


def _taken(calendar: Calendar, host_id: int, day: date) -> list[Period]:
    begin = datetime.combine(day, time(), UTC)
    end = begin + timedelta(days=1)
    rows = Appointment.objects.filter(
        calendar=calendar, starts_at__gte=begin - timedelta(days=1), starts_at__lt=end
    ).exclude(status=Appointment.Status.CANCELLED)
    taken = [(row.starts_at, row.ends_at) for row in rows.order_by("starts_at")]
    absent = BusyTime.objects.filter(host_id=host_id, starts_at__lt=end, ends_at__gt=begin)
    return taken + [(row.starts_at, row.ends_at) for row in absent.order_by("starts_at")]


def _without(period: Period, taken: Period) -> list[Period]:
    (start, end), (begins, ends) = period, taken
    left = [(start, min(end, begins)), (max(start, ends), end)]
    if ends <= start or begins >= end:
        return [period]
    return [each for each in left if each[0] < each[1]]
