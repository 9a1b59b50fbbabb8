"""Days in a text: what is named, and the spans and choices that it makes up."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from voice.tools.booking.named_days import NamedDays
from voice.tools.booking.numbered_days import Atom
from voice.tools.booking.scanning import NEVER
from voice.tools.booking.when import Days, When
from voice.tools.booking.words.lexicon import Lexicon

FORTNIGHT = timedelta(days=13)
MAX_MONTHS = 3  # in which "Tuesday the 12th" is looked for


def read_days(text: str, words: Lexicon, today: date) -> tuple[When, str]:
    """The days that a text names, or those of which one is meant; and the text without them."""
    reader = _DayReader(text, words, today)
    reader.feasts()
    reader.calendar_weeks()
    reader.numeric_dates()
    reader.named_dates()
    reader.nth_weekdays()
    reader.weeks_and_months()
    reader.weekdays()
    reader.ordinal_days()
    reader.counted()
    reader.weekday_groups()
    reader.join_weekdays()
    reader.refusals()
    reader.spans()
    reader.join_weekdays()
    return reader.result(), reader.scan.rest()


class _DayReader(NamedDays):
    """Puts together what was found."""

    @property
    def is_later_week(self) -> bool:
        """True if a weekday may be the one after: "the Friday after", "Freitag drauf"."""
        later = rf"{self.scan.mark}\s+(?:in\s+)?(?:{self.words.week_after or NEVER})(?!\w)"
        return re.search(later, self.scan.text) is not None

    def weekday_groups(self) -> None:
        """ "Wednesday or Thursday", before a week that belongs to both."""
        words, mark = self.words, self.scan.mark
        both, to = rf"{words.or_ or NEVER}|{words.and_ or NEVER}|/", words.to or NEVER
        self.scan.take(
            rf"({mark}(?:\s*(?:{both})\s*{mark})+)", lambda m: self._of_weekdays(m, self._choice)
        )
        self.scan.take(
            rf"(?:\b(?:{words.from_ or NEVER})\s+)?({mark})\s*(?:{to})\s*({mark})",
            lambda m: self._of_weekdays(m, self._span),
        )

    def _of_weekdays(
        self, match: re.Match[str], make: Callable[[re.Match[str]], Atom | None]
    ) -> Atom | None:
        before = rf"(?:{self.words.between or NEVER})\s+(?:(?:the|dem)\s+)?$"
        if re.search(before, match.string[: match.start()]):
            return None
        marks = re.findall(self.scan.mark, match[0])
        return make(match) if all(self.scan.value(m).weekday is not None for m in marks) else None

    def join_weekdays(self) -> None:
        """A weekday with its week or its date: "Tuesday next week", "Friday, 12 June"."""
        mark, on = self.scan.mark, self.words.on or NEVER
        for first in re.findall(mark, self.scan.text):  # each may go with the one after it
            pattern = rf"({first})\s*[,:(–-]?\s*(?:(?:{on}|of|in|der|the)\s+){{0,3}}({mark})"
            self.scan.take(pattern, self._joined)

    def _joined(self, match: re.Match[str]) -> Atom | None:
        pair = [self.scan.value(match[1]), self.scan.value(match[2])]
        named = [each for each in pair if each.weekday is not None]
        if len(named) != 1 or named[0].weekday is None:
            return _in_week(*pair)
        weekday = named[0].weekday
        other = pair[1] if named[0] is pair[0] else pair[0]
        if other.is_week:
            return _in_week(*pair)
        if not other.is_number:
            return None
        readings = other.either or (other.days,)
        fitting = [each for each in readings if each.first.weekday() == weekday]
        if other.is_bare:
            months = [in_month(other.days.first, ahead) for ahead in range(MAX_MONTHS)]
            fitting = [Days.one(each) for each in months if each and each.weekday() == weekday][:1]
        if len(fitting) == 1:
            return Atom(fitting[0], is_bare=other.is_bare)
        off = (weekday - other.days.first.weekday() + 3) % 7 - 3
        near = Days.one(other.days.first + timedelta(days=off))
        return Atom(other.days, either=(near, *readings))

    def refusals(self) -> None:
        """ "Friday, not Thursday", "Thursday doesn't work, Friday please"."""
        words, take, mark = self.words, self.scan.take, self.scan.mark
        on = rf"(?:(?:{words.on or NEVER}|the|um|at)\s+){{0,3}}"
        no = words.instead_of or NEVER
        take(rf"\b(?:{no})\s+{on}({mark})\s*,?\s*(?:but|sondern)\s+{on}({mark})", self._second)
        chain = rf"({mark}(?:\s*(?:{words.or_ or NEVER}|{words.and_ or NEVER}|nor|noch)\s*{mark})*)"
        take(rf"\b(?:{words.except_ or NEVER}|{no})\s+{on}{chain}", self._excluded)
        take(rf"({mark})\s*,?\s*(?:{words.fails or NEVER})(?!\w)", self._failing)

    def _failing(self, match: re.Match[str]) -> Atom | None:
        """Not the day, if a time of it is meant: "3 pm on Tuesday doesn't work"."""
        words = self.words
        time = rf"(?:\d|{words.am or NEVER}|{words.pm or NEVER}|{words.oclock or NEVER})"
        on = rf"(?:\s+(?:{words.on or NEVER}))?\s*$"
        is_time = re.search(time + on, match.string[: match.start()])
        return None if is_time else self._excluded(match)

    def _second(self, match: re.Match[str]) -> Atom:
        return self.scan.value(match[2])

    def _excluded(self, match: re.Match[str]) -> Atom:
        found = [self.scan.value(mark).days for mark in re.findall(self.scan.mark, match[1])]
        first, last = min(each.first for each in found), max(each.last for each in found)
        weekdays = sorted({each.first.weekday() for each in found}) if len(found) > 1 else ()
        return Atom(Days(first, last, tuple(weekdays) or found[0].weekdays), is_excluded=True)

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
        take(
            rf"\b(?:{words.not_before or NEVER})\s+(?:dem\s+)?({mark})",
            lambda m: self._since(m[1], 0),
        )
        take(rf"\b(?:{words.since or NEVER})\s+({mark})", lambda m: self._since(m[1], 0))
        take(rf"\b(?:{words.after or NEVER})\s+(?:dem\s+)?({mark})", lambda m: self._since(m[1], 1))
        take(rf"\b(?:{words.before or NEVER})\s+(?:dem\s+)?({mark})", lambda m: self._by(m[1], 1))
        take(rf"\b(?:{words.until or NEVER})\s+(?:dem\s+)?({mark})", lambda m: self._by(m[1], 0))

    def _span(self, match: re.Match[str]) -> Atom | None:
        pair = [self.scan.value(match[1]), self.scan.value(match[2])]
        if any(each.is_excluded for each in pair):
            return None
        first, end = pair[0].days.first, pair[1].days.last
        if end < first and pair[1].weekday is not None:
            end += timedelta(days=7)
        by_weekday = all(each.weekday is not None for each in pair)
        return Atom(Days(first, end), by_weekday=by_weekday) if end >= first else None

    def _choice(self, match: re.Match[str]) -> Atom | None:
        found = [self.scan.value(mark) for mark in re.findall(self.scan.mark, match[1])]
        if any(each.is_excluded for each in found):
            return None
        singles = [each.days for each in found if each.days.is_one and not each.either]
        if len(singles) < len(found):
            return self._any_of_weekdays(found)
        dates = sorted(each.first for each in singles)
        if dates[-1] - dates[0] < timedelta(days=7):
            weekdays = tuple(sorted({each.weekday() for each in dates}))
            by_weekday = all(each.weekday is not None for each in found)
            return Atom(Days(dates[0], dates[-1], weekdays), by_weekday=by_weekday)
        return Atom(Days.one(dates[0]), either=tuple(map(Days.one, dates)))

    def _any_of_weekdays(self, found: list[Atom]) -> Atom | None:
        """ "Tuesdays or Thursdays"."""
        weekdays: set[int] = set()
        for each in found:
            if each.weekday is None and not each.days.weekdays:
                return None
            weekdays.update(each.days.weekdays or (each.days.first.weekday(),))
        return Atom(Days(self.today, self.today + timedelta(days=27), tuple(sorted(weekdays))))

    def _since(self, mark: str, skipped: int) -> Atom:
        days = self.scan.value(mark).days
        first = days.last + timedelta(days=1) if skipped else days.first
        return Atom(Days(first, first + FORTNIGHT))

    def _by(self, mark: str, skipped: int) -> Atom:
        days = self.scan.value(mark).days
        last = days.first - timedelta(days=1) if skipped else days.last
        return Atom(Days(min(self.today, last), last))

    def result(self) -> When:
        left = list(dict.fromkeys(self.scan.left_after(self.words.meant or NEVER)))
        excluded = [each.days for each in left if each.is_excluded]
        left = _narrowed([each for each in left if not each.is_excluded])
        if not left and excluded:
            return When(_all_but(Days(self.today, self.today + FORTNIGHT), excluded))
        if not left:
            return When()
        if len(left) > 1:
            return When(either=tuple(dict.fromkeys(each.days for each in left)))
        (only,) = left
        if only.either:
            return When(either=only.either)
        if only.weekday is not None and self.is_later_week:
            return When(either=(only.days, Days.one(only.days.first + timedelta(days=7))))
        return When(
            _all_but(only.days, excluded), is_weekday=only.weekday is not None and not only.is_this
        )


def _in_week(first: Atom, second: Atom) -> Atom | None:
    """Weekdays in the week that is named beside them."""
    named, week = (second, first) if first.is_week else (first, second)
    is_named = named.by_weekday or named.weekday is not None
    if not week.is_week or not is_named or named.is_excluded or week.is_excluded:
        return None
    monday = week.days.last - timedelta(days=6)
    start = monday + timedelta(days=named.days.first.weekday())
    return Atom(Days(start, start + (named.days.last - named.days.first), named.days.weekdays))


def in_month(day: date, ahead: int) -> date | None:
    """The day of that number so many months later, None if it has none."""
    months = day.month - 1 + ahead
    year, month = day.year + months // 12, months % 12 + 1
    return day.replace(year=year, month=month) if day.day <= monthrange(year, month)[1] else None


def _narrowed(left: list[Atom]) -> list[Atom]:
    """What is within all else that is named is meant: "in January, on the 12th"."""
    months = [each.days for each in left if each.is_month]
    if len(months) == 1:
        left = [_of_month(each, months[0]) if each.is_bare else each for each in left]
    weeks = [each for each in left if each.is_week]
    if len(weeks) == 1:  # "Wednesday at 10 next week"
        left = [_in_week(each, weeks[0]) or each for each in left]
    for each in left if len(left) > 1 else ():
        fitting = [day for day in _readings(each) if _is_within_all(day, left)]
        if fitting:
            return [replace(each, days=fitting[0], either=tuple(fitting[1:] and fitting))]
    return left


def _readings(atom: Atom) -> tuple[Days, ...]:
    return atom.either or (atom.days,)


def _is_within_all(inner: Days, atoms: list[Atom]) -> bool:
    return all(any(_is_within(inner, day) for day in _readings(atom)) for atom in atoms)


def _of_month(atom: Atom, month: Days) -> Atom:
    ahead = (month.first.year - atom.days.first.year) * 12 + month.first.month
    found = in_month(atom.days.first, ahead - atom.days.first.month)
    return atom if found is None else Atom(Days.one(found), is_number=True)


def _is_within(inner: Days, outer: Days) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _all_but(days: Days, excluded: list[Days]) -> Days:
    """The days without the weekdays of those that do not suit."""
    if days.is_one or not excluded:
        return days
    gone: set[int] = set()
    for each in excluded:
        count = min(7, (each.last - each.first).days + 1)
        gone.update(each.weekdays or ((each.first + timedelta(i)).weekday() for i in range(count)))
    left = tuple(day for day in days.weekdays or range(7) if day not in gone)
    return Days(days.first, days.last, left) if left else days
