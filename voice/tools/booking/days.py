"""Days in a text: what is named, and the spans and choices that it makes up."""

from __future__ import annotations

import re
from datetime import date, timedelta

from voice.tools.booking.named_days import NamedDays
from voice.tools.booking.numbered_days import Atom
from voice.tools.booking.scanning import NEVER
from voice.tools.booking.when import Days, When
from voice.tools.booking.words.lexicon import Lexicon

FORTNIGHT = timedelta(days=13)


def read_days(text: str, words: Lexicon, today: date) -> tuple[When, str]:
    """The days that a text names, or those of which one is meant; and the text without them."""
    reader = _DayReader(text, words, today)
    reader.numeric_dates()
    reader.named_dates()
    reader.weeks_and_months()
    reader.weekdays()
    reader.counted()
    reader.ordinal_days()
    reader.join_weekdays()
    reader.spans()
    return reader.result(), reader.scan.rest()


class _DayReader(NamedDays):
    """Puts together what was found."""

    def join_weekdays(self) -> None:
        """A weekday with its week or its date: "Tuesday next week", "Friday, 12 June"."""
        mark, on = self.scan.mark, self.words.on or NEVER
        pattern = rf"({mark})\s*,?\s*(?:(?:{on}|of|in|der|the)\s+)*({mark})"
        self.scan.take(pattern, self._joined)

    def _joined(self, match: re.Match[str]) -> Atom | None:
        pair = [self.scan.value(match[1]), self.scan.value(match[2])]
        named = [each for each in pair if each.weekday is not None]
        if len(named) != 1 or named[0].weekday is None:
            return None
        weekday = named[0].weekday
        other = pair[1] if named[0] is pair[0] else pair[0]
        if other.is_week:
            monday = other.days.last - timedelta(days=6)
            return Atom(Days.one(monday + timedelta(days=weekday)))
        if not other.is_number:
            return None
        readings = other.either or (other.days,)
        fitting = [each for each in readings if each.first.weekday() == weekday]
        if len(fitting) == 1:
            return Atom(fitting[0])
        off = (weekday - other.days.first.weekday() + 3) % 7 - 3
        near = Days.one(other.days.first + timedelta(days=off))
        return Atom(other.days, either=(near, *readings))

    def spans(self) -> None:
        words, take, mark = self.words, self.scan.take, self.scan.mark
        to, both, the = words.to or NEVER, words.and_ or NEVER, r"(?:(?:dem|the)\s+)?"
        take(
            rf"(?:{words.between or NEVER})\s*{the}({mark})\s*(?:{both})\s*{the}({mark})",
            self._span,
        )
        take(
            rf"(?:\b(?:{words.from_ or NEVER})\s+)?({mark})\s*(?:{to})\s*(?:the\s+)?({mark})",
            self._span,
        )
        either = rf"{words.or_ or NEVER}|{both}|/|,"
        take(rf"({mark}(?:\s*(?:{either})+\s*{mark})+)", self._choice)
        take(rf"\b(?:{words.except_ or NEVER})\s+({mark})", self._all_but)
        take(
            rf"\b(?:{words.not_before or NEVER})\s+(?:dem\s+)?({mark})",
            lambda m: self._since(m[1], 0),
        )
        take(rf"\b(?:{words.since or NEVER})\s+({mark})", lambda m: self._since(m[1], 0))
        take(rf"\b(?:{words.after or NEVER})\s+(?:dem\s+)?({mark})", lambda m: self._since(m[1], 1))
        take(rf"\b(?:{words.before or NEVER})\s+(?:dem\s+)?({mark})", lambda m: self._by(m[1], 1))
        take(rf"\b(?:{words.until or NEVER})\s+(?:dem\s+)?({mark})", lambda m: self._by(m[1], 0))

    def _span(self, match: re.Match[str]) -> Atom | None:
        first, last = self.scan.value(match[1]).days, self.scan.value(match[2]).days
        end = last.last
        if end < first.first and self.scan.value(match[2]).weekday is not None:
            end += timedelta(days=7)
        return Atom(Days(first.first, end)) if end >= first.first else None

    def _choice(self, match: re.Match[str]) -> Atom | None:
        found = [self.scan.value(mark) for mark in re.findall(self.scan.mark, match[1])]
        singles = [each.days for each in found if each.days.is_one and not each.either]
        if len(singles) < len(found):
            return self._any_of_weekdays(found)
        dates = sorted(each.first for each in singles)
        if dates[-1] - dates[0] < timedelta(days=7):
            weekdays = tuple(sorted({each.weekday() for each in dates}))
            return Atom(Days(dates[0], dates[-1], weekdays))
        return Atom(Days.one(dates[0]), either=tuple(map(Days.one, dates)))

    def _any_of_weekdays(self, found: list[Atom]) -> Atom | None:
        """ "Tuesdays or Thursdays"."""
        weekdays: set[int] = set()
        for each in found:
            if each.weekday is None and not each.days.weekdays:
                return None
            weekdays.update(each.days.weekdays or (each.days.first.weekday(),))
        return Atom(Days(self.today, self.today + timedelta(days=27), tuple(sorted(weekdays))))

    def _all_but(self, match: re.Match[str]) -> Atom:
        excluded = self.scan.value(match[1]).days
        gone = set(excluded.weekdays)
        if not gone:
            count = min(7, (excluded.last - excluded.first).days + 1)
            gone = {(excluded.first + timedelta(days=i)).weekday() for i in range(count)}
        left = tuple(day for day in range(7) if day not in gone)
        return Atom(Days(self.today, self.today + FORTNIGHT, left))

    def _since(self, mark: str, skipped: int) -> Atom:
        days = self.scan.value(mark).days
        first = days.last + timedelta(days=1) if skipped else days.first
        return Atom(Days(first, first + FORTNIGHT))

    def _by(self, mark: str, skipped: int) -> Atom:
        days = self.scan.value(mark).days
        last = days.first - timedelta(days=1) if skipped else days.last
        return Atom(Days(min(self.today, last), last))

    def result(self) -> When:
        left = list(dict.fromkeys(self.scan.left()))
        if not left:
            return When()
        if len(left) > 1:
            return When(either=tuple(dict.fromkeys(each.days for each in left)))
        (only,) = left
        if only.either:
            return When(either=only.either)
        return When(only.days, is_weekday=only.weekday is not None)
