"""Why a time cannot be booked, in plain words."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduling.availability import Refusal, Rule, Window, local_date
from scheduling.errors import reason_of
from scheduling.models import Calendar
from scheduling.public_holidays import holiday_name
from scheduling.queries.snapshots import load_rules


def reason_for(calendar: Calendar, refusal: Refusal, starts_at: datetime) -> str:
    """As `reason_of`, with the holiday's name and the hours of that day."""
    if refusal.rule not in (Rule.HOLIDAY, Rule.CLOSED_THAT_DAY, Rule.OUTSIDE_HOURS):
        return reason_of(refusal)
    day = local_date(ZoneInfo(calendar.time_zone), int(starts_at.timestamp()))
    shown = f"{day:%A}, {day.day} {day:%B} {day.year}"
    if refusal.rule == Rule.HOLIDAY:
        name = holiday_name(calendar.holiday_country, calendar.holiday_subdivision, day)
        return f"The calendar is closed on {shown}: {name}."
    if refusal.rule == Rule.CLOSED_THAT_DAY:
        return f"The calendar is closed on {shown}."
    return _outside(calendar, day, shown)


def _outside(calendar: Calendar, day: date, shown: str) -> str:
    windows = load_rules(calendar, first=day, last=day).windows(day)
    if not windows:
        return f"The calendar is closed on {day:%A}s."
    hours = " and ".join(_hours(each) for each in windows)
    return f"On {shown}, the calendar is open {hours} ({calendar.time_zone})."


def _hours(window: Window) -> str:
    return f"from {_clock(window.start)} to {_clock(window.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
