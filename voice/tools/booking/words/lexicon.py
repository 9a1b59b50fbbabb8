"""The words of one language that the grammar of days, times and answers is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first; it never matches if there are none."""
    ordered = sorted({" ".join(word.split()) for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"


def table(text: str) -> dict[str, int]:
    """Words by number, from lines like "1: monday mon"; an underscore is a space."""
    found = {}
    for line in text.strip().splitlines():
        number, _, words = line.partition(":")
        found.update({word.replace("_", " "): int(number) for word in words.split()})
    return found


def parts(text: str) -> dict[str, tuple[int, int]]:
    """Parts of the day in hours, from lines like "12-18: afternoon"."""
    found = {}
    for line in text.strip().splitlines():
        hours, _, words = line.partition(":")
        start, _, end = hours.partition("-")
        span = (round(float(start) * 60), round(float(end) * 60))
        found.update({word.replace("_", " "): span for word in words.split()})
    return found


def feasts(text: str) -> dict[str, tuple[int, int, int]]:
    """Days of the year, from lines like "12-24: christmas_eve", "12-27+4: between_the_years"."""
    found = {}
    for line in text.strip().splitlines():
        date, _, words = line.partition(":")
        day, _, count = date.partition("+")
        month, _, number = day.partition("-")
        value = (int(month), int(number), int(count or 1))
        found.update({word.replace("_", " "): value for word in words.split()})
    return found


@dataclass(frozen=True)
class Lexicon:
    """Words of a language. What is `str` is a pattern without groups; "" never matches.

    weekdays: 0 is Monday. abbreviations: weekdays that count with a full stop only.
    days: relative days in days from today. ordinals: of a date, as words.
    rewrites: replaced before anything is looked for: a pattern by its replacement.
    feasts: days of the year by their names, as month, day and how many days they are.
    often: further words in which slips are mended. no_slips: words like those that are mended.
    meant: takes back what was said before. fails: follows what does not suit.
    half_is_before: "half drei" is 2:30, not 3:30.
    is_month_first: None if a date with a slash may be read both ways.
    """

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    days: Mapping[str, int]
    parts: Mapping[str, tuple[int, int]]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int] = field(default_factory=dict)
    abbreviations: Mapping[str, int] = field(default_factory=dict)
    feasts: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    rewrites: tuple[tuple[str, str], ...] = ()
    often: str = ""
    no_slips: str = ""
    is_month_first: bool | None = False
    half_is_before: bool = False
    # days
    on: str = ""
    of: str = ""
    next: str = ""
    after_next: str = ""
    this: str = ""
    coming: str = ""
    every: str = ""
    plural: str = ""
    day: str = ""
    week: str = ""
    month: str = ""
    a: str = ""
    in_: str = ""
    from_now: str = ""
    weekend: str = ""
    early: str = ""
    middle: str = ""
    late: str = ""
    rest: str = ""
    or_: str = ""
    to: str = ""
    between: str = ""
    and_: str = ""
    from_: str = ""
    after: str = ""
    before: str = ""
    until: str = ""
    since: str = ""
    onwards: str = ""
    except_: str = ""
    instead_of: str = ""
    fails: str = ""
    meant: str = ""
    few: str = ""
    calendar_week: str = ""
    week_of: str = ""
    week_after: str = ""
    day_suffix: str = ""
    # times
    at: str = ""
    not_before: str = ""
    around: str = ""
    at_the_latest: str = ""
    half: str = ""
    half_past: str = ""
    quarter: str = ""
    three_quarters: str = ""
    past: str = ""
    to_hour: str = ""
    oclock: str = ""
    am: str = ""
    pm: str = ""
    noon: str = ""
    midnight: str = ""
    minute: str = ""
    hour: str = ""
    half_hour: str = ""
    hour_and_half: str = ""
    soonest: str = ""
