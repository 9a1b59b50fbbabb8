"""Opening hours of calendars: weekly, and those of single dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction

from core.db.constraints import violated_constraint
from core.db.locks import lock_rows
from scheduling.errors import HoursInvalid, HoursOverlap, OverrideExists
from scheduling.models import Calendar, DateOverride, WeeklySlot

_MIDNIGHT = time(0)
Pair = tuple[time, time]


@transaction.atomic
def add_weekly_slot(
    *, calendar: Calendar, day_of_week: int, starts: time, ends: time
) -> WeeklySlot:
    """ends: 00:00 is midnight, the end of the day. Raises HoursInvalid, HoursOverlap."""
    _lock(calendar)
    slot = WeeklySlot(
        workspace_id=calendar.workspace_id,
        calendar=calendar,
        day_of_week=day_of_week,
        starts=starts,
        ends=ends,
    )
    _check(slot)
    slot.save(force_insert=True)
    return slot


@transaction.atomic
def change_weekly_slot(
    *,
    weekly_slot: WeeklySlot,
    day_of_week: int | None = None,
    starts: time | None = None,
    ends: time | None = None,
) -> WeeklySlot:
    """Raises HoursInvalid, HoursOverlap."""
    _lock(weekly_slot.calendar)
    if day_of_week is not None:
        weekly_slot.day_of_week = day_of_week
    weekly_slot.starts = weekly_slot.starts if starts is None else starts
    weekly_slot.ends = weekly_slot.ends if ends is None else ends
    _check(weekly_slot)
    weekly_slot.save(update_fields=["day_of_week", "starts", "ends"])
    return weekly_slot


@transaction.atomic
def replace_weekly_slots(*, calendar: Calendar, slots: Iterable[tuple[int, time, time]]) -> None:
    """Open the calendar in these hours and no others; those that it has already keep their ids.

    slots: (day of the week from 0 = Sunday, opening, closing). Raises HoursInvalid, HoursOverlap.
    """
    _lock(calendar)
    wanted = set(slots)
    kept = set()
    for slot in WeeklySlot.objects.filter(calendar=calendar):
        if (hours := (slot.day_of_week, slot.starts, slot.ends)) in wanted:
            kept.add(hours)
        else:
            slot.delete()
    for day, starts, ends in sorted(wanted - kept):
        add_weekly_slot(calendar=calendar, day_of_week=day, starts=starts, ends=ends)


def delete_weekly_slot(*, weekly_slot: WeeklySlot) -> None:
    weekly_slot.delete()


@transaction.atomic
def add_date_override(
    *, calendar: Calendar, date: date, windows: Iterable[Pair] = (), reason: str = ""
) -> DateOverride:
    """Open a date for these windows instead of its weekly ones; without any it is closed.

    Raises HoursInvalid, HoursOverlap, OverrideExists.
    """
    override = DateOverride(
        workspace_id=calendar.workspace_id,
        calendar=calendar,
        date=date,
        windows=_stored(windows),
        reason=reason,
    )
    try:
        with transaction.atomic():
            override.save(force_insert=True)
    except IntegrityError as error:
        if violated_constraint(error) == "one_override_per_calendar_and_date":
            raise OverrideExists(field="date") from error
        raise
    return override


@transaction.atomic
def set_date_overrides(
    *,
    calendar: Calendar,
    first: date,
    last: date,
    windows: Iterable[Pair] = (),
    reason: str = "",
) -> list[DateOverride]:
    """The same for each date from `first` to `last`, in place of what was said of it before.

    Raises HoursInvalid, HoursOverlap.
    """
    stored = _stored(windows)
    rows = [
        DateOverride(
            workspace_id=calendar.workspace_id,
            calendar=calendar,
            date=first + timedelta(days=number),
            windows=stored,
            reason=reason,
        )
        for number in range((last - first).days + 1)
    ]
    DateOverride.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["calendar", "date"],
        update_fields=["windows", "reason"],
    )
    found = DateOverride.objects.filter(calendar=calendar, date__range=(first, last))
    return list(found.order_by("date"))


@transaction.atomic
def change_date_override(
    *,
    date_override: DateOverride,
    windows: Iterable[Pair] | None = None,
    reason: str | None = None,
) -> DateOverride:
    """Raises HoursInvalid, HoursOverlap."""
    if windows is not None:
        date_override.windows = _stored(windows)
    if reason is not None:
        date_override.reason = reason
    date_override.save(update_fields=["windows", "reason"])
    return date_override


def delete_date_override(*, date_override: DateOverride) -> None:
    date_override.delete()


def _lock(calendar: Calendar) -> None:
    """So that two slots that overlap are not added at once."""
    list(lock_rows(Calendar.objects.filter(pk=calendar.pk), no_key=True))


def _check(slot: WeeklySlot) -> None:
    _check_pair(slot.starts, slot.ends)
    others = WeeklySlot.objects.filter(calendar=slot.calendar, day_of_week=slot.day_of_week)
    for other in others.exclude(pk=slot.pk).order_by("starts"):
        _check_apart((slot.starts, slot.ends), (other.starts, other.ends))


def _check_pair(starts: time, ends: time, *, field: str = "") -> None:
    """field: at fault, if not the start or the end."""
    if any(each.second or each.microsecond for each in (starts, ends)):
        reason = "Hours begin and end on a full minute."
        raise HoursInvalid(field=field or "start_time", reason=reason)
    if ends != _MIDNIGHT and ends <= starts:
        reason = (
            "The end must be after the start. For hours past midnight make two entries: one until"
            " 00:00, and one from 00:00 on the next day."
        )
        raise HoursInvalid(field=field or "end_time", reason=reason)


def _check_apart(mine: Pair, other: Pair, *, field: str = "start_time") -> None:
    if mine[0] < _end(other) and other[0] < _end(mine):
        raise HoursOverlap(field=field, starts=f"{other[0]:%H:%M}", ends=f"{other[1]:%H:%M}")


def _end(pair: Pair) -> time:
    return time.max if pair[1] == _MIDNIGHT else pair[1]


def _stored(windows: Iterable[Pair]) -> list[list[str]]:
    pairs = sorted(windows)
    for starts, ends in pairs:
        _check_pair(starts, ends, field="windows")
    for earlier, later in zip(pairs, pairs[1:], strict=False):
        _check_apart(later, earlier, field="windows")
    return [[f"{starts:%H:%M}", f"{ends:%H:%M}"] for starts, ends in pairs]
