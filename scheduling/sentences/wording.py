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


@dataclass(frozen=True, slots=True)
class Wording:
    """In a language, for somebody in a time zone."""

    locale: Locale
    zone: ZoneInfo

    def day(self, day: date) -> str:
        """With its weekday: `Tuesday, March 2, 2027`."""
        return format_date(day, "full", locale=self.locale)

    def month(self, day: date) -> str:
        return format_skeleton("yMMMM", day, locale=self.locale)

    def time(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return format_time(local, "short", locale=self.locale)

    def span(self, starts_at: datetime, ends_at: datetime) -> str:
        """The date and both times; the end's date too, if it is another."""
        first, last = starts_at.astimezone(self.zone), ends_at.astimezone(self.zone)
        end = self.time(ends_at)
        if first.date() != last.date():
            end = f"{self.day(last.date())}, {end}"
        return f"{self.day(first.date())}, {self.time(starts_at)} – {end}"

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


@lru_cache(maxsize=8_192)
def city(zone: str, locale: Locale) -> str:
    """The place that a time zone is named after."""
    return get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
