"""Recurrence rules (RFC 5545, 3.3.10), expanded only inside a window and within a budget.

A rule without a count is entered at the window, not at its beginning; one that never comes true
ends with the window; one that comes true every second ends with the budget.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta

from scheduling.ics.values import Moment, ValueUnreadable, parse_moment

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_SECONDS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
_FREQUENCIES = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY", *_SECONDS})
# part → the greatest number, and whether numbers from the end are allowed
_RANGES = {
    "BYSECOND": (60, False),
    "BYMINUTE": (59, False),
    "BYHOUR": (23, False),
    "BYMONTHDAY": (31, True),
    "BYYEARDAY": (366, True),
    "BYWEEKNO": (53, True),
    "BYMONTH": (12, False),
    "BYSETPOS": (366, True),
}
_MAX_INTERVAL = 100_000


class RuleUnreadable(Exception):
    """A rule that is none, or that cannot be expanded within the budget."""


@dataclass(slots=True)
class Budget:
    """steps: days and times that may still be looked at."""

    steps: int

    def use(self, number: int = 1) -> None:
        self.steps -= number
        if self.steps < 0:
            raise RuleUnreadable()


@dataclass(frozen=True, slots=True)
class Rule:
    """by: the numbers of each part. days: weekdays from 0 = Monday with their number, 0 = every."""

    frequency: str
    interval: int
    count: int | None
    until: Moment | None
    by: dict[str, frozenset[int]]
    days: frozenset[tuple[int, int]]
    week_start: int


def parse_rule(text: str) -> Rule:
    """Raises RuleUnreadable."""
    parts = {}
    for each in text.upper().split(";"):
        key, _, value = each.strip().partition("=")
        if key:
            parts[key] = value
    try:
        frequency = parts["FREQ"]
        interval, count = int(parts.get("INTERVAL", "1")), parts.get("COUNT")
        until = parse_moment(parts["UNTIL"]) if parts.get("UNTIL") else None
        days = frozenset(_weekday(each) for each in parts.get("BYDAY", "").split(",") if each)
        by = {key: _numbers(key, parts[key]) for key in _RANGES if parts.get(key)}
        week_start = _WEEKDAYS.index(parts.get("WKST", "MO"))
        limit = None if count is None else int(count)
    except (KeyError, ValueError, ValueUnreadable) as error:
        raise RuleUnreadable() from error
    if frequency not in _FREQUENCIES or not 1 <= interval <= _MAX_INTERVAL:
        raise RuleUnreadable()
    if limit is not None and limit < 1:
        raise RuleUnreadable()
    return Rule(frequency, interval, limit, until, by, days, week_start)


def occurrences(
    rule: Rule, start: datetime, *, after: datetime, before: datetime, budget: Budget
) -> Iterator[datetime]:
    """Yield the local times of a rule, ascending, from about `after` to `before`.

    start: the first time of the event, which is yielded if the rule says so. `until` is the
    caller's to compare if it is in UTC.

    Raises RuleUnreadable if the budget does not suffice.
    """
    last = before
    if rule.until is not None and not rule.until.is_utc:
        until = rule.until.local
        last = min(before, until + timedelta(days=1 if rule.until.is_date else 0, seconds=1))
        if rule.until.is_date:
            last -= timedelta(seconds=1)
    enter = start if rule.count is not None else max(start, after)
    number = 0
    for moments in _periods(rule, start, enter, last, budget):
        for moment in moments:
            if moment < start:
                continue
            number += 1
            if moment >= last or (rule.count is not None and number > rule.count):
                return
            if moment >= after:
                yield moment


def _periods(
    rule: Rule, start: datetime, enter: datetime, last: datetime, budget: Budget
) -> Iterator[list[datetime]]:
    """The times in each period, from the one that `enter` is in."""
    if (unit := _SECONDS.get(rule.frequency)) is not None:
        yield from _short_periods(rule, start, enter, last, budget, unit)
        return
    times = _times(rule, start)
    for days in _day_sets(rule, start.date(), enter.date(), last):
        budget.use(1 + len(days))
        fitting = [day for day in days if _fits(rule, day, start)]
        budget.use(len(fitting) * len(times))
        yield _positions(rule, [datetime.combine(day, at) for day in fitting for at in times])


def _short_periods(
    rule: Rule, start: datetime, enter: datetime, last: datetime, budget: Budget, unit: int
) -> Iterator[list[datetime]]:
    """Of rules that repeat within a day."""
    step = timedelta(seconds=unit * rule.interval)
    at = start + (enter - start) // step * step
    # A period is a whole hour or minute, which begins before the time of its own that is counted.
    while at.replace(second=0, minute=0 if unit > 60 else at.minute) < last:
        budget.use()
        hours, minutes = rule.by.get("BYHOUR"), rule.by.get("BYMINUTE")
        fits_hour = hours is None or at.hour in hours
        fits_minute = unit > 60 or minutes is None or at.minute in minutes
        if fits_hour and fits_minute and _fits(rule, at.date(), start):
            yield _positions(rule, _within(rule, at, unit, budget))
        at += step


def _within(rule: Rule, at: datetime, unit: int, budget: Budget) -> list[datetime]:
    minutes = sorted(rule.by.get("BYMINUTE", {at.minute})) if unit > 60 else [at.minute]
    seconds = sorted(rule.by.get("BYSECOND", {at.second}))
    if unit == 1:
        seconds = [at.second] if at.second in seconds else []
    budget.use(len(minutes) * len(seconds))
    return [
        at.replace(minute=minute, second=min(second, 59))
        for minute in minutes
        for second in seconds
    ]


def _day_sets(rule: Rule, start: date, enter: date, last: datetime) -> Iterator[list[date]]:
    interval = rule.interval
    match rule.frequency:
        case "DAILY" | "WEEKLY":
            size = 1 if rule.frequency == "DAILY" else 7
            first = start
            if size == 7:
                first -= timedelta(days=(start.weekday() - rule.week_start) % 7)
            ordinal = first.toordinal()
            step = size * interval
            ordinal += (enter.toordinal() - ordinal) // step * step
            final = min(last.toordinal(), date.max.toordinal() - 7)
            while ordinal <= final:
                yield [date.fromordinal(ordinal + each) for each in range(size)]
                ordinal += step
        case "MONTHLY":
            month = start.year * 12 + start.month - 1
            month += (enter.year * 12 + enter.month - 1 - month) // interval * interval
            while month // 12 <= MAXYEAR and (month // 12, month % 12 + 1) <= (
                last.year,
                last.month,
            ):
                yield _days_of_month(month // 12, month % 12 + 1)
                month += interval
        case _:
            year = start.year + (enter.year - start.year) // interval * interval
            while year <= last.year:
                months = sorted(rule.by.get("BYMONTH", range(1, 13)))
                if not rule.by.keys() & {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYMONTH"}:
                    months = months if rule.days else [start.month]
                yield [day for month in months for day in _days_of_month(year, month)]
                year += interval


def _days_of_month(year: int, month: int) -> list[date]:
    first = date(year, month, 1).toordinal()
    return [date.fromordinal(first + each) for each in range(calendar.monthrange(year, month)[1])]


def _fits(rule: Rule, day: date, start: datetime) -> bool:
    """True if a day satisfies every part; what a rule leaves open, its start says."""
    by = rule.by
    if "BYMONTH" in by and day.month not in by["BYMONTH"]:
        return False
    if "BYMONTHDAY" in by:
        length = calendar.monthrange(day.year, day.month)[1]
        if by["BYMONTHDAY"].isdisjoint({day.day, day.day - length - 1}):
            return False
    if "BYYEARDAY" in by:
        number = day.timetuple().tm_yday
        length = 366 if calendar.isleap(day.year) else 365
        if by["BYYEARDAY"].isdisjoint({number, number - length - 1}):
            return False
    if "BYWEEKNO" in by and by["BYWEEKNO"].isdisjoint(_week_numbers(day, rule.week_start)):
        return False
    if rule.days:
        return any(_fits_weekday(rule, day, *each) for each in rule.days)
    is_open = not by.keys() & {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
    match rule.frequency:
        case "YEARLY" if "BYWEEKNO" in by and not by.keys() & {"BYMONTHDAY", "BYYEARDAY"}:
            return day.weekday() == start.weekday()
        case "YEARLY" | "MONTHLY" if is_open:
            return day.day == start.day
        case "WEEKLY" if is_open:
            return day.weekday() == start.weekday()
    return True


def _fits_weekday(rule: Rule, day: date, weekday: int, number: int) -> bool:
    if day.weekday() != weekday:
        return False
    if number == 0 or rule.frequency not in ("YEARLY", "MONTHLY") or "BYWEEKNO" in rule.by:
        return True
    if rule.frequency == "MONTHLY" or "BYMONTH" in rule.by:
        before, length = day.day, calendar.monthrange(day.year, day.month)[1]
    else:
        before, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    return number in ((before - 1) // 7 + 1, -((length - before) // 7 + 1))


def _week_numbers(day: date, week_start: int) -> set[int]:
    """The number of a day's week, from the start and from the end of the year that it is in."""
    middle = day - timedelta(days=(day.weekday() - week_start) % 7 - 3)
    last = date(middle.year, 12, 28)
    last_middle = last - timedelta(days=(last.weekday() - week_start) % 7 - 3)
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    total = (last_middle.timetuple().tm_yday - 1) // 7 + 1
    return {number, number - total - 1}


def _times(rule: Rule, start: datetime) -> list[time]:
    return sorted(
        {
            time(hour, minute, min(second, 59))
            for hour in rule.by.get("BYHOUR", {start.hour})
            for minute in rule.by.get("BYMINUTE", {start.minute})
            for second in rule.by.get("BYSECOND", {start.second})
        }
    )


def _positions(rule: Rule, moments: list[datetime]) -> list[datetime]:
    positions = rule.by.get("BYSETPOS")
    if positions is None:
        return moments
    length = len(moments)
    wanted = {each - 1 if each > 0 else length + each for each in positions}
    return [moment for at, moment in enumerate(moments) if at in wanted]


def _weekday(text: str) -> tuple[int, int]:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueUnreadable()
    return _WEEKDAYS.index(found[2]), int(found[1] or 0)


def _numbers(key: str, text: str) -> frozenset[int]:
    greatest, may_be_negative = _RANGES[key]
    numbers = frozenset(int(each) for each in text.split(","))
    least = -greatest if may_be_negative else (1 if key == "BYMONTH" else 0)
    if not all(least <= each <= greatest for each in numbers) or (may_be_negative and 0 in numbers):
        raise ValueUnreadable()
    return numbers
