"""Public holidays by country, from the `holidays` library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


def country_exists(country: str, subdivision: str = "") -> bool:
    """True if the holidays of a country are known, by its ISO 3166-1 code in upper case, and those
    of its subdivision, if one is given.
    """
    known = holidays.list_supported_countries().get(country)
    return known is not None and (not subdivision or subdivision in known)


def holidays_between(country: str, subdivision: str, first: date, last: date) -> frozenset[date]:
    """Public holidays from `first` to `last`; none without a country."""
    if not country:
        return frozenset()
    years = range(first.year, last.year + 1)
    days = {day for year in years for day in _of_year(country, subdivision, year)}
    return frozenset(day for day in days if first <= day <= last)


def holiday_name(country: str, subdivision: str, day: date) -> str:
    """In English, if it has an English name."""
    return _of_year(country, subdivision, day.year).get(day, "")


@lru_cache(maxsize=1_024)
def _of_year(country: str, subdivision: str, year: int) -> dict[date, str]:
    found = holidays.country_holidays(country, subdivision or None, years=year, language="en_US")
    return dict(found)
