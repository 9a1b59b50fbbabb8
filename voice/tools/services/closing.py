"""Why a calendar has nothing open, as the dialogue tells it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling import queries
from scheduling.availability import Rule
from scheduling.models import Calendar
from voice.tools.booking import Closing, Why, Window

_NOON = 12 * 60
_WHY: dict[Rule | None, Why] = {  # of all other rules a visitor learns that nothing is free
    Rule.IN_THE_PAST: Why.PAST,
    Rule.NOTICE_TOO_SHORT: Why.NOTICE,
    Rule.BEYOND_HORIZON: Why.HORIZON,
    Rule.HOLIDAY: Why.HOLIDAY,
    Rule.CLOSED_THAT_DAY: Why.CLOSED,
    Rule.OUTSIDE_HOURS: Why.OUTSIDE,
}


def why_closed(
    row: Calendar, day: date, minutes: int, *, at: int | None, language: str, now: datetime
) -> Closing:
    """Judged as a booking: `at` minutes after midnight, or else at the last start of the day."""
    zone = ZoneInfo(row.time_zone)
    hours = queries.hours_of(row, day)
    last_start = max(hours[-1].end - minutes, 0) if hours else _NOON
    minute = last_start if at is None else at
    start = datetime.combine(day, time(*divmod(minute, 60)), zone)
    found = queries.explain(calendar=row, starts_at=start, minutes=minutes, now=now)
    rule = found.refusal.rule if found.refusal else None
    why = Why.CLOSED if rule is Rule.OUTSIDE_HOURS and not hours else _WHY.get(rule, Why.TAKEN)
    end = now + timedelta(days=row.horizon_days)
    return Closing(
        why,
        holiday=queries.name_of_holiday(row, day, language) if why is Why.HOLIDAY else "",
        hours=tuple(Window(each.start, each.end) for each in hours),
        last=end.astimezone(zone).date() if why is Why.HORIZON else None,
    )
