"""An agenda in words, by days of the reader's time zone: for hosts and for staff."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_interval

from scheduling.models import Appointment, BusyTime, Calendar, Hold
from scheduling.queries.agenda import Agenda, Conflict, ConflictKind, Entry
from scheduling.sentences import Wording
from scheduling.sentences.agendas import AgendaSentences

DAYS_A_WEEK = 7
_A_DAY = timedelta(days=1)
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class EntryShown:
    """kind: `pending`, `confirmed`, `completed`, `no_show`, `cancelled`, `held`, `off` or `busy`.

    time: on the day that is shown. mark: the class of its calendar's color.
    """

    entry: Entry
    kind: str
    time: str
    title: str
    status: str
    what: str
    mark: str

    @property
    def row(self) -> Appointment | Hold | BusyTime:
        return self.entry.row

    @property
    def is_appointment(self) -> bool:
        return isinstance(self.entry.row, Appointment)


@dataclass(frozen=True, slots=True)
class DayShown:
    """name, number: `Mon` and `1`, of `label`, the whole date."""

    day: date
    label: str
    name: str
    number: int
    is_today: bool
    entries: list[EntryShown]

    @property
    def id(self) -> str:
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """day: on which its appointment is."""

    conflict: Conflict
    text: str
    hint: str
    day: date

    @property
    def is_deleted(self) -> bool:
        return self.conflict.kind == ConflictKind.DELETED


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """The day that is shown, or the week."""

    first: date
    count: int

    @classmethod
    def of(cls, day: str, week: str, *, today: date, first_week_day: int) -> DaysAsked:
        """day, week: of the address; by default the week of today."""
        asked = read_date(day)
        if asked is not None:
            return cls(asked, 1)
        return cls(week_of(read_date(week) or today, first_week_day), DAYS_A_WEEK)

    @property
    def is_day(self) -> bool:
        return self.count == 1

    @property
    def previous(self) -> date:
        return self.first - self.count * _A_DAY

    @property
    def following(self) -> date:
        return self.first + self.count * _A_DAY

    def day(self, today: date) -> date:
        """Today, if it is shown; else the first day."""
        return today if self.first <= today < self.following else self.first


def span_of_days(first: date, count: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the beginning of the first day to that of the day after the last.

    Where the clock skips midnight, the day begins when it does.
    """
    return _midnight(first, zone), _midnight(first + count * _A_DAY, zone)


@dataclass(frozen=True, slots=True)
class AgendaWords:
    """How a reader is told of an agenda."""

    words: Wording
    say: AgendaSentences
    now: datetime

    def title(self, first: date, count: int) -> str:
        """`Monday, March 1, 2027`, or `Mar 1 – 7, 2027`."""
        if count == 1:
            return self.words.day(first)
        last = first + (count - 1) * _A_DAY
        return str(format_interval(first, last, "yMMMMd", locale=self.words.locale))

    def days(self, agenda: Agenda, first: date, count: int) -> list[DayShown]:
        """What is on each day; what runs over midnight is on both."""
        marks = {each.pk: f"c{index}" for index, each in enumerate(calendars_of(agenda))}
        names = self.words.weekdays("abbreviated")
        today = self.now.astimezone(self.words.zone).date()
        shown = []
        for offset in range(count):
            day = first + offset * _A_DAY
            start, end = span_of_days(day, 1, self.words.zone)
            entries = [
                self.entry(each, start, end, marks)
                for each in agenda.entries
                if each.starts_at < end and each.ends_at > start
            ]
            label = self.words.day(day)
            name = names[day.weekday()]
            shown.append(DayShown(day, label, name, day.day, day == today, entries))
        return shown

    def entry(
        self, entry: Entry, start: datetime, end: datetime, marks: dict[int, str] | None = None
    ) -> EntryShown:
        """As it is shown on the day from `start` to `end`."""
        kind, title, status, what, calendar = self._described(entry)
        mark = (marks or {}).get(calendar.pk, "") if calendar is not None else ""
        time_shown = self._time(entry, start, end)
        return EntryShown(entry, kind, time_shown, title, status, what, mark)

    def conflict(self, conflict: Conflict) -> ConflictShown:
        appointment, say = conflict.appointment, self.say
        when = self.words.span(appointment.starts_at, appointment.ends_at)
        hint, title, sentence = "", "", say.repeats
        if conflict.busy is not None:
            is_off = conflict.kind == ConflictKind.WHILE_OFF
            sentence = say.while_off if is_off else say.while_busy
            hint = say.while_off_hint if is_off else say.while_busy_hint
            title = conflict.busy.title or (say.off if is_off else say.busy)
        elif conflict.kind == ConflictKind.DELETED:
            sentence = say.deleted
        elif (seen := conflict.event) is not None and seen.seen_starts_at and seen.seen_ends_at:
            sentence = say.moved
            title = self.words.span(seen.seen_starts_at, seen.seen_ends_at)
        name = _isolated(appointment.customer_name)
        text = sentence.format(customer=name, time=_isolated(when), title=_isolated(title))
        day = appointment.starts_at.astimezone(self.words.zone).date()
        return ConflictShown(conflict, text, hint, day)

    def _described(self, entry: Entry) -> tuple[str, str, str, str, Calendar | None]:
        """The kind, the title, the status, what it is, and the calendar."""
        row, say = entry.row, self.say
        if isinstance(row, Appointment):
            kind = row.status.lower()
            return kind, row.customer_name, say.status(row.status), row.calendar.name, row.calendar
        if isinstance(row, Hold):
            return "held", say.held, "", row.calendar.name, row.calendar
        if row.connection_id is None:
            return "off", row.title or say.off, say.off if row.title else "", "", None
        return "busy", row.title or say.busy, say.elsewhere, "", None

    def _time(self, entry: Entry, start: datetime, end: datetime) -> str:
        begins, ends = entry.starts_at >= start, entry.ends_at <= end
        if (entry.starts_at <= start and entry.ends_at >= end) or not (begins or ends):
            return self.say.all_day
        if not begins:
            return self.say.until.format(time=self._clock(entry.ends_at))
        if not ends and entry.ends_at - entry.starts_at >= _A_DAY:
            return self.say.since.format(time=self._clock(entry.starts_at))
        return f"{self._clock(entry.starts_at)} – {self._clock(entry.ends_at)}"

    def _clock(self, moment: datetime) -> str:
        """With its offset where the clock is set back and shows the time twice."""
        shown, local = self.words.time(moment), moment.astimezone(self.words.zone)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            return shown
        return f"{shown} ({self.words.offset(moment)})"


def calendars_of(agenda: Agenda) -> list[Calendar]:
    """The calendars of what is in an agenda, each once, in the order of their ids."""
    rows: Iterable[Appointment | Hold | BusyTime] = (each.row for each in agenda.entries)
    found = {row.calendar.pk: row.calendar for row in rows if not isinstance(row, BusyTime)}
    return [found[key] for key in sorted(found)]


def color_rules(calendars: Iterable[Calendar]) -> str:
    """A style sheet: `--own` is the color of an entry's calendar, by its mark."""
    return "".join(
        f".c{index}{{--own:{each.primary_color}}}"
        for index, each in enumerate(calendars)
        if _COLOR.fullmatch(each.primary_color)
    )


def read_date(text: str) -> date | None:
    """The date in an address; None if it is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if is_plausible(found) else None


def is_plausible(day: date) -> bool:
    """False for a slip of the keyboard, and for what no clock can be set to."""
    return 2000 <= day.year < 2200


def week_of(day: date, first_week_day: int) -> date:
    """The first day of the week of a day. first_week_day: 0 is Monday."""
    return day - timedelta(days=(day.weekday() - first_week_day) % DAYS_A_WEEK)


def _isolated(text: str) -> str:
    """Kept from changing the direction of the words around it."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
