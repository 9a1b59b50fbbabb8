"""Reads what availability is computed from, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from core.scope import current_workspace_id
from scheduling.availability import HostTime, Intervals, Rules, Snapshot, Window, local_date
from scheduling.models import Calendar, DateOverride, WeeklySlot
from scheduling.public_holidays import holidays_between

_MAX_SPAN = timedelta(days=2)  # an appointment with its buffers, and a wall clock's distance
_MIDNIGHT = 24 * 60

# The casts let the planner use the indexes, which know no comparison of bigint with integer.
_TAKEN = """
SELECT host_id, assigned, own, seat, starts, stops
FROM taken_times(%(calendar)s::bigint, %(start)s, %(end)s, %(now)s, %(appointment)s::bigint,
                 %(hold)s::bigint)
"""

_BOOKED = """
SELECT (starts_at AT TIME ZONE %(zone)s)::date, count(*)
FROM (
    SELECT starts_at FROM scheduling_appointment
    WHERE calendar_id = %(calendar)s::bigint AND status <> 'CANCELLED'
      AND starts_at >= %(start)s AND starts_at < %(end)s
      AND id IS DISTINCT FROM %(appointment)s::bigint
      AND workspace_id = %(workspace)s::bigint
    UNION ALL
    SELECT starts_at FROM scheduling_hold
    WHERE calendar_id = %(calendar)s::bigint AND expires_at > %(now)s
      AND starts_at >= %(start)s AND starts_at < %(end)s
      AND id IS DISTINCT FROM %(hold)s::bigint
      AND workspace_id = %(workspace)s::bigint
) booked
GROUP BY 1
"""


def load_snapshot(
    calendar: Calendar,
    *,
    first: date,
    last: date,
    now: datetime,
    appointment_id: int | None = None,
    hold_id: int | None = None,
) -> Snapshot:
    """The calendar as it is, for times that begin on the local dates from `first` to `last`.

    Three queries, four if the calendar limits appointments per day or week.
    appointment_id, hold_id: as if this appointment and this hold did not exist.
    """
    rules = load_rules(calendar, first=first, last=last)
    start, end = _bounds(first, last)
    parameters: dict[str, Any] = {
        "workspace": current_workspace_id(),
        "calendar": calendar.pk,
        "zone": calendar.time_zone,
        "start": start,
        "end": end,
        "now": now,
        "appointment": appointment_id or 0,  # no row has it, while null would mean "nothing"
        "hold": hold_id or 0,
    }
    hosts = _hosts(calendar, parameters)
    booked: Mapping[date, int] = {}
    if rules.max_per_day is not None or rules.max_per_week is not None:
        week = timedelta(days=7)
        booked = _booked({**parameters, "start": start - week, "end": end + week})
    return Snapshot(rules, hosts, booked)


def load_rules(calendar: Calendar, *, first: date, last: date) -> Rules:
    """The rules, with the overrides and holidays of these dates and of those beside them."""
    first, last = first - timedelta(days=2), last + timedelta(days=2)
    slots = WeeklySlot.objects.filter(calendar=calendar).order_by("day_of_week", "starts")
    overrides = DateOverride.objects.filter(calendar=calendar, date__range=(first, last))
    return Rules(
        zone=ZoneInfo(calendar.time_zone),
        weekly={
            day: tuple(_window(slot.starts, slot.ends) for slot in group)
            for day, group in groupby(slots, key=lambda slot: slot.day_of_week)
        },
        overrides={each.date: windows_of(each.windows) for each in overrides.order_by("date")},
        holidays=holidays_between(
            calendar.holiday_country, calendar.holiday_subdivision, first, last
        ),
        durations=tuple(calendar.durations),
        step=calendar.slot_step_minutes,
        buffer_before=calendar.buffer_before_minutes,
        buffer_after=calendar.buffer_after_minutes,
        notice=calendar.minimum_notice_minutes,
        horizon_days=calendar.horizon_days,
        max_per_day=calendar.max_per_day,
        max_per_week=calendar.max_per_week,
        capacity=calendar.capacity,
        is_collective=calendar.assignment == Calendar.Assignment.COLLECTIVE,
    )


def snapshot_around(
    calendar: Calendar,
    starts_at: datetime,
    *,
    now: datetime,
    days: int = 0,
    appointment_id: int | None = None,
    hold_id: int | None = None,
    is_anywhere: bool = False,
) -> Snapshot:
    """The calendar on the local date of `starts_at`, and some days around it.

    Times that are refused for being past or too far ahead count as the nearest that is not: their
    dates may not even exist on a local calendar.
    is_anywhere: not even those are refused.
    """
    horizon = now + timedelta(days=calendar.horizon_days)
    near = starts_at if is_anywhere else min(max(starts_at, now), horizon)
    day = local_date(ZoneInfo(calendar.time_zone), int(near.timestamp()))
    around = timedelta(days=days)
    return load_snapshot(
        calendar,
        first=day - around,
        last=day + around,
        now=now,
        appointment_id=appointment_id,
        hold_id=hold_id,
    )


def windows_of(pairs: Iterable[tuple[str, str]]) -> tuple[Window, ...]:
    """The windows of an override, from its pairs of HH:MM."""
    return tuple(
        _window(time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs
    )


def _window(starts: time, ends: time) -> Window:
    """An end of 00:00 is midnight, the end of the day."""
    return Window(starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute or _MIDNIGHT)


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    start = datetime.combine(first, time(), UTC) - _MAX_SPAN
    return start, datetime.combine(last, time(), UTC) + timedelta(days=1) + _MAX_SPAN


def _hosts(calendar: Calendar, parameters: dict[str, Any]) -> tuple[HostTime, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, parameters)
        rows = cursor.fetchall()
    return tuple(
        _host_time(host, list(group), assigned=assigned, capacity=calendar.capacity)
        for (host, assigned), group in groupby(rows, key=lambda row: row[:2])
    )


def _host_time(
    host_id: int,
    rows: list[tuple[int, int, bool | None, int, list[int], list[int]]],
    *,
    assigned: int,
    capacity: int,
) -> HostTime:
    """A reservation on a seat beyond the capacity, which was greater once, blocks the host."""
    seats = [Intervals()] * capacity
    elsewhere: list[tuple[int, int]] = []
    for _, _, own, seat, starts, ends in rows:
        if own is None:  # nothing is taken
            continue
        if own and seat < capacity:
            seats[seat] = Intervals(tuple(starts), tuple(ends))
        else:
            elsewhere.extend(zip(starts, ends, strict=True))
    return HostTime(host_id, tuple(seats), Intervals.merged(elsewhere), assigned)


def _booked(parameters: dict[str, Any]) -> dict[date, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, parameters)
        return dict(cursor.fetchall())
