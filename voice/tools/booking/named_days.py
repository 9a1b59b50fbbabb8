"""Days that a text names by their weekday or by their distance."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from voice.tools.booking.numbered_days import Atom
from voice.tools.booking.scanning import NEVER
from voice.tools.booking.weeks import Weeks
from voice.tools.booking.when import Days
from voice.tools.booking.words.lexicon import alternatives


class NamedDays(Weeks):
    """Finds weekdays, weeks, months, and what is counted from today."""

    def weekdays(self) -> None:
        words, take = self.words, self.scan.take
        after_next = words.after_next or NEVER
        take(rf"\b{self.on}(?:{after_next})\s+({self.weekday})", self._after_next)
        take(rf"\b{self.on}({self.weekday})\s+(?:{after_next})\b", self._after_next)
        take(
            rf"\b(?:{words.every or NEVER})\s+({self.weekday})(?:{words.plural or NEVER})?",
            self._every,
        )
        name = alternatives(each for each in words.weekdays if len(each) > 5)
        take(rf"\b{self.on}({name})(?:{words.plural or NEVER})\b", self._every)
        take(rf"\b{self.on}(?:{words.coming or NEVER})\s+({self.weekday})", self._coming)
        take(rf"\b{self.on}(?:{words.next or NEVER})\s+({self.weekday})", self._next)
        take(rf"\b{self.on}(?:{words.this or NEVER})\s+({self.weekday})", self._this)
        relative = alternatives(words.days)
        take(
            rf"(?<!\w)(?:{relative})\b",
            lambda m: Atom(Days.one(self.today + timedelta(self._offset(m[0])))),
        )
        take(rf"(?<!\w){self.on}({self.weekday})", self._coming)

    def _offset(self, name: str) -> int:
        return self.words.days[" ".join(name.split())]

    def _every(self, match: re.Match[str]) -> Atom:
        day = self._day_of_week(match[1])
        return Atom(Days(self.today, self.today + timedelta(days=27), (day,)))

    def _coming(self, match: re.Match[str]) -> Atom:
        day = self._day_of_week(match[1])
        return Atom(Days.one(self._after(day)), weekday=day)

    def _this(self, match: re.Match[str]) -> Atom:
        return replace(self._coming(match), is_this=True)

    def _next(self, match: re.Match[str]) -> Atom:
        """The day in this week or in the next: people mean either as long as it is ahead."""
        day = self._day_of_week(match[1])
        coming = self._after(day)
        monday = self.today + timedelta(days=7 - self.today.weekday())
        later = monday + timedelta(days=day)
        if coming == later:
            return Atom(Days.one(later))
        return Atom(Days.one(coming), either=(Days.one(coming), Days.one(later)))

    def nth_weekdays(self) -> None:
        words = self.words
        nth = alternatives([*(w for w, n in words.ordinals.items() if n < 5), "last", "letzten"])
        self.scan.take(
            rf"\b{self.on}({nth})\s+({self.weekday})\s+(?:in|of|im)\s+({self.month})",
            self._nth_of_month,
        )

    def _nth_of_month(self, match: re.Match[str]) -> Atom:
        """ "The first Monday in January"."""
        ahead = (self.month_named(match[3]) - self.today.month) % 12
        whole = self._part_of_month(ahead, dict.fromkeys(("early", "middle", "late")))
        count = (whole.last - whole.first).days + 1
        weekday = self._day_of_week(match[2])
        found = [
            day for n in range(count) if (day := whole.first + timedelta(n)).weekday() == weekday
        ]
        place = self.words.ordinals.get(match[1], 0) - 1
        return Atom(Days.one(found[min(place, len(found) - 1)]), is_number=True)

    def _after_next(self, match: re.Match[str]) -> Atom:
        """Two weeks from this one's, or a week from the coming one: the same early in the week."""
        coming = self._after(self._day_of_week(match[1]))
        monday = self.today - timedelta(days=self.today.weekday())
        first = coming + timedelta(days=7)
        if coming >= monday + timedelta(days=7):
            return Atom(Days.one(first))
        return Atom(Days.one(first), either=(Days.one(first), Days.one(first + timedelta(days=7))))

    def _day_of_week(self, name: str) -> int:
        short = name.rstrip(".")
        found = self.words.weekdays.get(short)
        return self.words.abbreviations[short] if found is None else found

    def _after(self, weekday: int) -> date:
        return self.today + timedelta(days=(weekday - self.today.weekday() - 1) % 7 + 1)

    def counted(self) -> None:
        words, take, mark = self.words, self.scan.take, self.scan.mark
        count = rf"({self.number}|{words.a or NEVER})"
        week, in_ = words.week or NEVER, words.in_ or NEVER
        take(
            rf"\b{count}\s+(?:{week})\s+(?:(?:{words.from_now or NEVER})\s+)?({mark})",
            lambda m: self._shifted(m[2], 7 * self._count(m[1])),
        )
        take(
            rf"({mark})\s*(?:{in_})\s+{count}\s+(?:{week})\b",
            lambda m: self._shifted(m[1], 7 * self._count(m[2])),
        )
        take(rf"\b{self.on}(?:{words.week_of or NEVER})\s+(?:the\s+)?({mark})", self._week_around)
        around = rf"(?:(?P<before>{words.before or NEVER})|{words.after or NEVER})"
        take(rf"\b{self.on}(?:in\s+)?(?:{week})\s+{around}\s+({mark})", self._week_beside)
        beside = rf"(?:{words.a or NEVER})?\s*(?:{words.day or NEVER})\s+{around}\s+({mark})"
        take(rf"\b{self.on}{beside}", self._day_beside)
        take(
            rf"({mark})\s+{count}\s+(?:{week})\b",
            lambda m: self._shifted(m[1], 7 * self._count(m[2])),
        )
        take(rf"({mark})\s+(?:week)\b", lambda m: self._shifted(m[1], 7))
        day = words.day or NEVER
        take(
            rf"({mark})\s*(?:{in_})\s+{count}\s+(?:{day})\b",
            lambda m: self._shifted(m[1], self._count(m[2])),
        )
        take(
            rf"\b(?:within|innerhalb|{in_})\s+(?:the\s+|de[nr]\s+)?(?:{words.next or NEVER})\s+"
            rf"{count}\s+(?:{day})\b",
            self._within_days,
        )
        few = words.few or NEVER
        take(
            rf"\b(?:{in_})\s+(?:the\s+|de[nr]\s+)?(?:{words.next or NEVER})\s+"
            rf"(?:(?:{few})\s+)?(?:{day})\b",
            lambda m: self._soon(0, 6),
        )
        take(rf"\b(?:{in_})\s+(?:{few})\s+(?:{day})\b", lambda m: self._soon(2, 7))
        take(rf"\b(?:{in_})\s+(?:{few})\s+(?:{week})\b", lambda m: self._soon(14, 34))
        take(rf"\b(?:{in_})\s+{count}\s+(?:{day})\b", self._in_days)
        take(rf"\b(?:{in_})\s+{count}\s+(?:{week})\b", self._in_weeks)
        take(rf"\b(?:{in_})\s+(?:a\s+)?fortnight\b", lambda m: self._week_at(2))
        take(
            rf"\b(?:{in_})\s+{count}\s+(?:{words.month or NEVER})\b",
            lambda m: Atom(
                self._part_of_month(self._count(m[1]), dict.fromkeys(("early", "middle", "late")))
            ),
        )

    def _soon(self, first: int, last: int) -> Atom:
        return Atom(Days(self.today + timedelta(days=first), self.today + timedelta(days=last)))

    def _in_days(self, match: re.Match[str]) -> Atom:
        return Atom(Days.one(self.today + timedelta(days=self._count(match[1]))))

    def _within_days(self, match: re.Match[str]) -> Atom:
        return Atom(Days(self.today, self.today + timedelta(days=self._count(match[1]))))

    def _in_weeks(self, match: re.Match[str]) -> Atom:
        return self._week_at(self._count(match[1]))

    def _week_at(self, weeks: int) -> Atom:
        monday = self.today + timedelta(days=7 * weeks - self.today.weekday())
        return Atom(Days(monday, monday + timedelta(days=6)), is_week=True)

    def _week_around(self, match: re.Match[str]) -> Atom | None:
        if not self.scan.value(match[1]).is_number:
            return None
        day = self.scan.value(match[1]).days.first
        return self._whole_week(day - timedelta(days=day.weekday()))

    def _day_beside(self, match: re.Match[str]) -> Atom:
        days = self.scan.value(match[2]).days
        is_before = match["before"] is not None
        by = timedelta(days=-1 if is_before else 1)
        return Atom(Days.one((days.first if is_before else days.last) + by), is_number=True)

    def _week_beside(self, match: re.Match[str]) -> Atom:
        """ "The week before Christmas": up to it, and the whole week before its own."""
        days = self.scan.value(match[2]).days
        if match["before"]:
            monday = days.first - timedelta(days=days.first.weekday() + 7)
            return Atom(Days(max(monday, self.today), days.first - timedelta(days=1)))
        sunday = days.last + timedelta(days=13 - days.last.weekday())
        return Atom(Days(days.last + timedelta(days=1), sunday))

    def _shifted(self, mark: str, days: int) -> Atom:
        base, by = self.scan.value(mark).days, timedelta(days=days)
        return Atom(Days(base.first + by, base.last + by, base.weekdays))

    def _count(self, text: str) -> int:
        return int(text) if text.isdigit() else self.words.numbers.get(text, 1)
