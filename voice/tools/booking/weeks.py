"""Weeks and months that a text names, and the days of the year that have a name."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from voice.tools.booking.numbered_days import Atom, NumberedDays
from voice.tools.booking.scanning import NEVER
from voice.tools.booking.when import Days
from voice.tools.booking.words.lexicon import alternatives


class Weeks(NumberedDays):
    """Finds what is longer than a day, and feasts."""

    def weeks_and_months(self) -> None:
        words, take = self.words, self.scan.take
        part = (
            rf"(?:(?P<early>{words.early or NEVER})|(?P<middle>{words.middle or NEVER})"
            rf"|(?P<late>{words.late or NEVER})|(?P<rest>{words.rest or NEVER}))?\s*"
        )
        the = rf"(?:(?:the|der|des|dem|in|im|{words.on or NEVER})\s+){{0,3}}"
        after = rf"(?P<after>{words.after_next or NEVER})"
        which = rf"(?:{after}|(?P<next>{words.next or NEVER})|(?P<this>{words.this or NEVER}))"
        week, month = words.week or NEVER, words.month or NEVER
        coming = rf"(?P<next>{words.next or NEVER}|{words.coming or NEVER})"
        take(rf"\b{part}{the}{coming}\s+(?:{week})\b", self._week)
        take(rf"\b{part}{the}(?:week|semaine|semana|settimana)\s+{after}\b", self._week)
        take(rf"\b{part}{the}{which}\s+(?:{week})\b", self._week)
        take(rf"\b(?=\w){part}(?<=\s){the}(?:{week})\b(?!\s+(?:of|vom|ab)\b)", self._this_week)
        take(rf"\b{part}{the}{which}\s+(?:{month})\b", self._month)
        take(rf"\b(?=\w){part}(?<=\s){the}(?:{month})\b", self._month)
        take(rf"\b{part}{the}(?P<name>{self.month})(?!\s*\d)", self._month)
        weekend = words.weekend or NEVER
        take(
            rf"\b(?:{words.at or NEVER}|am|on)?\s*(?:the\s+)?"
            rf"(?:{which}\s+|{words.coming or NEVER}\s+)?(?:{weekend})\b",
            self._weekend,
        )

    def _week(self, match: re.Match[str]) -> Atom:
        found = match.groupdict()
        monday = self.today - timedelta(days=self.today.weekday())
        monday += timedelta(weeks=2 if found.get("after") else 1 if found.get("next") else 0)
        first, last = max(monday, self.today), monday + timedelta(days=6)
        if found["early"]:
            last = monday + timedelta(days=2)
        elif found["middle"]:
            first, last = monday + timedelta(days=1), monday + timedelta(days=3)
        elif found["late"]:
            first = monday + timedelta(days=3)
        elif found["rest"]:
            first = max(monday + timedelta(days=2), self.today)
        return Atom(Days(min(first, last), last), is_week=True)

    def _this_week(self, match: re.Match[str]) -> Atom | None:
        """ "The end of the week"."""
        return self._week(match) if any(match.groupdict().values()) else None

    def _month(self, match: re.Match[str]) -> Atom | None:
        found = match.groupdict()
        if found.get("name") and not (found["early"] or found["middle"] or found["late"]):
            before = match.string[: match.start("name")].split()
            if not before or before[-1] not in {"in", "im", "en", "em", "a", "during"}:
                return None  # "May" and "August" are names too
        ahead = 0
        if found.get("name"):
            ahead = (self.month_named(match["name"]) - self.today.month) % 12
        elif found.get("next"):
            ahead = 1
        elif not (found.get("this") or found["early"] or found["middle"] or found["late"]):
            return None
        return Atom(self._part_of_month(ahead, found), is_month=True)

    def _part_of_month(self, ahead: int, found: dict[str, str | None]) -> Days:
        months = self.today.month - 1 + ahead
        year, month = self.today.year + months // 12, months % 12 + 1
        end = calendar.monthrange(year, month)[1]
        first, last = (
            (1, 10)
            if found["early"]
            else (11, 20)
            if found["middle"]
            else (21, end)
            if found["late"]
            else (1, end)
        )
        start = date(year, month, first)
        return Days(max(start, min(self.today, date(year, month, last))), date(year, month, last))

    def _weekend(self, match: re.Match[str]) -> Atom:
        found = match.groupdict()
        saturday = self.today + timedelta(days=(5 - self.today.weekday()) % 7)
        if self.today.weekday() == 6:
            saturday -= timedelta(days=1)
        saturday += timedelta(weeks=1 if found.get("next") or found.get("after") else 0)
        weekend = Days(max(saturday, self.today), saturday + timedelta(days=1))
        if not found.get("after"):
            return Atom(weekend)
        later = saturday + timedelta(weeks=1)
        return Atom(weekend, either=(weekend, Days(later, later + timedelta(days=1))))

    def feasts(self) -> None:
        """Days of the year that have a name."""
        named = self.words.feasts
        self.scan.take(
            rf"(?<![\w]){self.on}({alternatives(named)})(?!\w)",
            lambda m: self._feast(*named[" ".join(m[1].split())]),
        )

    def _feast(self, month: int, day: int, count: int) -> Atom:
        first = date(self.today.year, month, day)
        if first + timedelta(days=count - 1) < self.today:
            first = date(self.today.year + 1, month, day)
        return Atom(Days(first, first + timedelta(days=count - 1)))

    def calendar_weeks(self) -> None:
        """Weeks by their number, or by a day of theirs."""
        named = self.words.calendar_week or NEVER
        self.scan.take(rf"\b(?:{named})\.?\s*(\d{{1,2}})(?![\d:.])", self._calendar_week)
        self.scan.take(rf"(?<!\d)(\d{{1,2}})\.\s*(?:{named})\b", self._calendar_week)

    def _calendar_week(self, match: re.Match[str]) -> Atom | None:
        number = int(match[1])
        this = self.today - timedelta(days=self.today.weekday())
        for year in (self.today.year, self.today.year + 1):
            if 1 <= number <= date(year, 12, 28).isocalendar().week:
                monday = date.fromisocalendar(year, number, 1)
                if monday >= this:
                    return self._whole_week(monday)
        return None

    def _whole_week(self, monday: date) -> Atom:
        return Atom(Days(max(monday, self.today), monday + timedelta(days=6)), is_week=True)
