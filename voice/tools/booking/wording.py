"""Dates, times and lists in the words of a language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from voice.tools.booking.texts.texts import Texts
from voice.tools.booking.when import Days


class Wording:
    """Says what stands in the calendar, in one language."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def date(self, day: date, *, is_full: bool = False) -> str:
        template = self.texts.full_date if is_full else self.texts.date
        return template.format(
            weekday=self.texts.weekdays[day.weekday()],
            day=day.day,
            month=self.texts.months[day.month - 1],
            year=day.year,
        )

    def time(self, moment: datetime) -> str:
        plain = f"{moment:%H:%M}"
        if self.texts.is_twelve_hours:
            plain = f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"
        return self.texts.clock.format(time=plain)

    def moment(self, moment: datetime) -> str:
        return self.texts.moment.format(date=self.date(moment), time=self.time(moment))

    def full_moment(self, moment: datetime, zone: str) -> str:
        """With year and zone; the offset tells repeated times apart."""
        return self.texts.full_moment.format(
            date=self.date(moment, is_full=True),
            time=self.time(moment),
            zone=self.zone(moment, zone),
        )

    def zone(self, moment: datetime, zone: str) -> str:
        return f"{zone}, {_offset(moment)}"

    def moments(self, moments: Sequence[datetime]) -> str:
        return self.list([self.moment(each) for each in moments], separator="; ")

    def days(self, either: Sequence[Days]) -> str:
        return self.list([self.date(each.first, is_full=True) for each in either], separator="; ")

    def list(self, items: Sequence[str], *, separator: str = ", ") -> str:
        *others, last = items
        return f"{separator.join(others)} {self.texts.or_} {last}" if others else last

    def lengths(self, minutes: Sequence[int]) -> str:
        return self.texts.minutes.format(minutes=self.list([str(each) for each in minutes]))

    def who(self, name: str, email: str, phone: str) -> str:
        return ", ".join(part for part in (name, email, phone) if part)


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"
