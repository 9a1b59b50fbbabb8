"""Values of iCalendar: dates, times, durations, offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?", re.ASCII | re.I)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?",
    re.ASCII | re.I,
)
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?", re.ASCII)


class ValueUnreadable(Exception):
    """A value that is not what its property's name says."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a local time, or a time in UTC."""

    local: datetime
    is_date: bool
    is_utc: bool


def parse_moment(value: str) -> Moment:
    """Raises ValueUnreadable."""
    found = _MOMENT.fullmatch(value.strip())
    if found is None:
        raise ValueUnreadable()
    year, month, day, hour, minute, second, mark = found.groups()
    try:
        local = datetime(  # noqa: DTZ001 (its zone is a parameter beside it)
            *(int(year), int(month), int(day)),
            *(int(hour or 0), int(minute or 0), min(int(second or 0), 59)),
        )
    except ValueError as error:
        raise ValueUnreadable() from error
    return Moment(local, is_date=hour is None, is_utc=bool(mark))


def parse_duration(value: str) -> timedelta:
    """Raises ValueUnreadable, also for a negative one."""
    found = _DURATION.fullmatch(value.strip())
    if found is None or found[1] == "-" or not any(found.groups()[1:]):
        raise ValueUnreadable()
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def parse_offset(value: str) -> timedelta:
    """Raises ValueUnreadable."""
    found = _OFFSET.fullmatch(value.strip())
    if found is None:
        raise ValueUnreadable()
    hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset >= timedelta(hours=24):
        raise ValueUnreadable()
    return -offset if found[1] == "-" else offset
