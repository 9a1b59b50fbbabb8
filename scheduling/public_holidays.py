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


def holiday_name(country: str, subdivision: str, day: date, *, language: str = "") -> str:
    """In the language of the country, or in another if the holiday has a name in that."""
    return _of_year(country, subdivision, day.year, language).get(day, "")


def holidays_named(
    country: str, subdivision: str, first: date, last: date
) -> list[tuple[date, str]]:
    """The same with their names, in order."""
    years = range(first.year, last.year + 1) if country else ()
    days = [each for year in years for each in _of_year(country, subdivision, year).items()]
    return sorted((day, name) for day, name in days if first <= day <= last)


@lru_cache(maxsize=1_024)
def _of_year(country: str, subdivision: str, year: int, language: str = "") -> dict[date, str]:
    """By default in the language of the country: the library's default is that of the process."""
    named = subdivision or None
    own = holidays.country_holidays(country, named).default_language
    known = {"": own, "en": "en_US"}.get(language, language)
    return dict(holidays.country_holidays(country, named, years=year, language=known))
