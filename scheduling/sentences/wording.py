"""Dates, times and time zones as a language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_day_names,
    get_timezone_gmt,
    get_timezone_location,
    get_timezone_name,
)

_COLONS = {"fr": "\u202f:"}  # after a label
_ENDS = tuple("?!.:…؟？！。：")
_JOINTS = {"ar": "، ", "ja": " "}  # between a date and a time; else a comma


@dataclass(frozen=True, slots=True)
class Wording:
    """In a language, for somebody in a time zone."""

    locale: Locale
    zone: ZoneInfo

    def day(self, day: date) -> str:
        """With its weekday: `Tuesday, March 2, 2027`."""
        written = format_date(day, "full", locale=self.locale)
        if self.locale.language == "fr" and day.day == 1:  # as French counts, unlike its locale
            return written.replace(" 1 ", " 1er ", 1)
        return written

    def month(self, day: date) -> str:
        return format_skeleton("yMMMM", day, locale=self.locale)

    def time(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return format_time(local, "short", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """The date and the time."""
        return self._join(moment.astimezone(self.zone).date(), self.time(moment))

    def span(self, starts_at: datetime, ends_at: datetime) -> str:
        """The date and both times; the end's date too, if it is another."""
        first, last = starts_at.astimezone(self.zone), ends_at.astimezone(self.zone)
        end = self.time(ends_at)
        if first.date() != last.date():
            end = self._join(last.date(), end)
        return self._join(first.date(), f"{self.time(starts_at)} – {end}")

    def _join(self, day: date, time: str) -> str:
        return f"{self.day(day)}{_JOINTS.get(self.locale.language, ', ')}{time}"

    def weekdays(self, width: Literal["short", "abbreviated", "wide"]) -> list[str]:
        """The seven from Monday."""
        names = get_day_names(width, context="stand-alone", locale=self.locale)
        return [names[number] for number in range(7)]

    def zone_at(self, moment: datetime) -> str:
        """The zone as it is called then: `Central European Summer Time (Europe/Vienna)`."""
        local = moment.astimezone(self.zone)
        name = get_timezone_name(local, width="long", locale=self.locale)
        return name if name == self.zone.key else f"{name} ({self.zone.key})"

    def offset(self, moment: datetime) -> str:
        """`GMT+01:00`"""
        return get_timezone_gmt(moment.astimezone(self.zone), locale=self.locale)


def as_label(text: str, language: str) -> str:
    """With a colon, unless it ends as a question or a sentence does."""
    return text if text.endswith(_ENDS) else f"{text}{_COLONS.get(language, ':')}"


@lru_cache(maxsize=8_192)
def city(zone: str, locale: Locale) -> str:
    """The place that a time zone is named after."""
    return get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
