"""When a calendar is open: wall clocks of time zones, turned into instants.

An instant is open if a clock in the calendar's zone then reads a time inside a window of the date
that it shows. So an hour that the clock skips never opens, and one that it repeats opens twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduling.availability.values import DAY, MINUTE, Rules

_EPOCH = date(1970, 1, 1)
_SAMPLE = DAY // 2  # no zone changes its offset twice within half a day
_FARTHEST = 26 * 3600  # a wall clock is never farther from UTC


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a window without a change of the clock: [start, end).

    grid: an instant from which the steps of the window are counted; it may lie outside.
    """

    start: int
    end: int
    grid: int


def local_date(zone: ZoneInfo, instant: int) -> date:
    """The date that a clock in the zone shows. Raises OverflowError beyond the year 9999."""
    return datetime.fromtimestamp(instant, zone).date()


def midnight(day: date) -> int:
    """The instant at which the date begins in UTC."""
    return (day - _EPOCH).days * DAY


def pieces_of(rules: Rules, day: date) -> Iterator[Piece]:
    """The open stretches of a local date, in order."""
    windows = sorted(rules.windows(day))
    if not windows:
        return
    begin = midnight(day)
    for first, last, offset in _steady(rules.zone, begin - _FARTHEST, begin + DAY + _FARTHEST):
        for window in windows:
            opens = begin + window.start * MINUTE - offset
            start = max(opens, first)
            end = min(begin + window.end * MINUTE - offset, last)
            if start < end:
                yield Piece(start, end, opens)


def dates_between(zone: ZoneInfo, start: int, end: int) -> Iterator[date]:
    """The local dates that [start, end) touches, and those beside them."""
    day = local_date(zone, start) - timedelta(days=1)
    last = local_date(zone, end) + timedelta(days=1)
    while day <= last:
        yield day
        day += timedelta(days=1)


def _steady(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The stretches (start, end, seconds east of UTC) of [start, end) without a change."""
    first = start
    for year in range(_year(start), _year(end) + 1):
        for instant in _changes(zone, year):
            if first < instant < end:
                yield first, instant, _offset(zone, first)
                first = instant
    yield first, end, _offset(zone, first)


@lru_cache(maxsize=4_096)
def _changes(zone: ZoneInfo, year: int) -> tuple[int, ...]:
    """The instants of a UTC year at which the zone's offset changes."""
    found = []
    start, end = midnight(date(year, 1, 1)), midnight(date(year, 12, 31)) + DAY
    for before in range(start - 1, end - 1, _SAMPLE):
        after = before + _SAMPLE
        was = _offset(zone, before)
        if was == _offset(zone, after):
            continue
        while after - before > 1:
            middle = (before + after) // 2
            if _offset(zone, middle) == was:
                before = middle
            else:
                after = middle
        found.append(after)
    return tuple(found)


def _offset(zone: ZoneInfo, instant: int) -> int:
    shift = datetime.fromtimestamp(instant, zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())


def _year(instant: int) -> int:
    return datetime.fromtimestamp(instant, UTC).year
