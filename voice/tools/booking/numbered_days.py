"""Days that a text names by their number in the calendar."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from voice.tools.booking.scanning import NEVER, Scan
from voice.tools.booking.when import Days
from voice.tools.booking.words.lexicon import Lexicon, alternatives

FIRST_MARK = 0xE100
MAX_YEARS = 8  # from leap day to leap day


@dataclass(frozen=True, slots=True)
class Atom:
    """One mention of days.

    either: readings, of which `days` is the first. weekday: if it is the mere name of one.
    is_bare: a number without its month. by_weekday: one weekday or several, and nothing else.
    is_excluded: days that are said not to suit. is_this: "this Friday" is no other one.
    """

    days: Days
    either: tuple[Days, ...] = ()
    weekday: int | None = None
    is_week: bool = False
    is_number: bool = False
    is_bare: bool = False
    is_month: bool = False
    by_weekday: bool = False
    is_excluded: bool = False
    is_this: bool = False


class NumberedDays:
    """Finds dates in one text, on a day, with the words of a language."""

    def __init__(self, text: str, words: Lexicon, today: date) -> None:
        self.words, self.today = words, today
        self.scan: Scan[Atom] = Scan(text, first=FIRST_MARK)
        self.number = rf"(?:\d{{1,2}}|{alternatives(words.numbers)})"
        short = alternatives(words.abbreviations)
        self.weekday = (
            rf"(?:(?:{alternatives(words.weekdays)})\b\.?|(?!so\.(?!\s*[,\d])(?<!am ))(?:{short})\."
            rf"|(?!so)(?:{short})(?=\s+[\d{self.scan.mark[1:-1]}]))"  # "so" is a word too
        )
        self.month = rf"(?:{alternatives(words.months)})\b\.?"
        self.on = rf"(?:(?:{words.on or NEVER})\s+)?(?:the\s+)?"

    def numeric_dates(self) -> None:
        take, words = self.scan.take, self.words
        take(
            r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)t?",
            lambda m: self._date(int(m[3]), int(m[2]), int(m[1])),
        )
        take(
            rf"{self.on}(?<![\d.])(\d{{1,2}})\.\s?(\d{{1,2}})\.(?:\s?(\d{{4}})|(\d{{2}}))?(?![\d:])",
            lambda m: self._date(int(m[1]), int(m[2]), _year(m[3] or m[4])),
        )
        take(
            rf"\b(?:{words.on or NEVER})\s+(\d{{1,2}})\.(\d{{1,2}})(?![\d:.])"
            rf"(?!\s*(?:{words.oclock or NEVER})\b)",
            lambda m: self._date(int(m[1]), int(m[2]), None),
        )
        take(
            rf"{self.on}(?<![\d/])(\d{{1,2}})/(\d{{1,2}})(?:/(\d{{4}}|\d{{2}}))?(?![\d/])",
            lambda m: self._slashed(int(m[1]), int(m[2]), _year(m[3])),
        )

    def _slashed(self, first: int, second: int, year: int | None) -> Atom | None:
        by_day, by_month = self._date(first, second, year), self._date(second, first, year)
        if self.words.is_month_first is False:
            return by_day
        if self.words.is_month_first or by_day is None or by_month is None or first == second:
            return by_month or by_day
        return Atom(by_month.days, either=(by_month.days, by_day.days), is_number=True)

    def named_dates(self) -> None:
        words, take = self.words, self.scan.take
        suffix = rf"(?:{words.day_suffix or NEVER})?"
        halves = rf"(?!\s*(?:{words.am or NEVER}|{words.pm or NEVER}))"
        ordinal = rf"(\d{{1,2}}(?={suffix}\W){suffix}|{alternatives(words.ordinals)})"
        of = rf"(?:(?:{words.of or NEVER})\s+)?"
        after = rf"(?:(?:{words.from_ or NEVER}|{words.between or NEVER})\s+)?{self.on}"
        joined = rf"(?P<or>{words.or_ or NEVER}|/)|{words.to or NEVER}|{words.and_ or NEVER}"
        take(
            rf"\b{after}(?<!\d){ordinal}\s*(?:{joined})\s*{self.on}{ordinal}"
            rf"\s*{of}({self.month})(?:,?\s+(\d{{4}}))?(?!\d)",
            self._two_of_a_month,
        )
        take(
            rf"\b{self.on}(?<!\d){ordinal}\s*{of}({self.month})(?:,?\s+(\d{{4}}))?(?!\d)",
            lambda m: self._date(self._ordinal(m[1]), self.month_named(m[2]), _year(m[3])),
        )
        take(
            rf"\b{self.on}({self.month})\s+(?:the\s+)?(\d{{1,2}}){suffix}"
            rf"\s*(?:{words.to or NEVER})\s*(?:the\s+)?(\d{{1,2}}){suffix}(?!\w){halves}",
            lambda m: self._span_of_month(int(m[2]), int(m[3]), self.month_named(m[1])),
        )
        take(
            rf"\b{self.on}({self.month})\s+(?:the\s+)?(\d{{1,2}}){suffix}(?:,?\s+(\d{{4}}))?(?![\d:])"
            rf"{halves}",
            lambda m: self._date(int(m[2]), self.month_named(m[1]), _year(m[3])),
        )

    def _two_of_a_month(self, match: re.Match[str]) -> Atom | None:
        """ "From 14 to 18 December", "the 14th or 15th of December"."""
        month, year = self.month_named(match[4]), _year(match[5])
        first = self._date(self._ordinal(match[1]), month, year)
        last = self._date(self._ordinal(match[3]), month, year)
        if first is None or last is None or last.days.last <= first.days.first:
            return None
        ends = (first.days.first, last.days.first)
        is_choice = match["or"] and (ends[1] - ends[0]).days < 7
        return Atom(Days(*ends, tuple(each.weekday() for each in ends) if is_choice else ()))

    def _span_of_month(self, first: int, last: int, month: int) -> Atom | None:
        start, end = self._date(first, month, None), self._date(last, month, None)
        if start is None or end is None or end.days.last <= start.days.first:
            return None
        return Atom(Days(start.days.first, end.days.last))

    def month_named(self, month: str) -> int:
        return self.words.months[month.rstrip(".")]

    def _ordinal(self, text: str) -> int:
        digits = re.match(r"\d+", text)
        return int(digits[0]) if digits else self.words.ordinals[text]

    def _date(self, day: int, month: int, year: int | None) -> Atom | None:
        """The date; without a year, the next one of that name."""
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        if year and abs(year - self.today.year) > MAX_YEARS:
            return None
        for candidate in [year] if year else range(self.today.year, self.today.year + 9):
            if day <= calendar.monthrange(candidate, month)[1]:
                found = date(candidate, month, day)
                if year or found >= self.today:
                    return Atom(Days.one(found), is_number=True)
        return None

    def ordinal_days(self) -> None:
        words = self.words
        suffix = words.day_suffix or NEVER
        before = rf"(?:{words.on or NEVER}|the|den|dem|zum|vom)"
        if suffix.endswith("."):  # a full stop ends sentences too
            bare = r"(?<=den )|(?<=dem )|(?<=zum )|(?<=vom )|(?<=bis )|(?<=und )|^"
        else:
            bare = r"(?<!\S)"
        self.scan.take(
            rf"(?:\b{before}\s+(?:the\s+|dem\s+)?|{bare})(\d{{1,2}})(?:{suffix})(?!\w)",
            lambda m: self._next_number(int(m[1])),
        )
        named = alternatives(words.ordinals)
        self.scan.take(
            rf"\b(?:on the|am)\s+({named})\b", lambda m: self._next_number(words.ordinals[m[1]])
        )
        later = alternatives(name for name, number in words.ordinals.items() if number > 3)
        self.scan.take(  # "the second" is one of those that were offered
            rf"\b(?:the|der|den|dem|zum)\s+({later})\b",
            lambda m: self._next_number(words.ordinals[m[1]]),
        )

    def _next_number(self, day: int) -> Atom | None:
        if not 1 <= day <= 31:
            return None
        year, month = self.today.year, self.today.month
        for _ in range(12):
            if day <= calendar.monthrange(year, month)[1]:
                found = date(year, month, day)
                if found >= self.today:
                    return Atom(Days.one(found), is_number=True, is_bare=True)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)
