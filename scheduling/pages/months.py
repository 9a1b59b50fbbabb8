"""A month with its days, and the times of one of them, as somebody in a time zone sees them."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling import queries
from scheduling.models import Appointment, Calendar
from scheduling.pages.viewing import Viewer
from scheduling.queries import Slot
from scheduling.shapes import read_date

_DAYS_AT_ONCE, _LOOKS_AHEAD = 92, 4  # about a year


@dataclass(frozen=True, slots=True)
class DayShown:
    """href: None if nothing is open."""

    number: int
    label: str
    href: str | None
    is_chosen: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class TimeShown:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class MonthShown:
    """weeks: None for days of other months. previous, following: None beyond what can be booked.
    next_open: (label, href) of the next day with open times, if the month has none. notice: that
    nothing is open on the day that was asked for. moment: of the first time, or in the month.
    """

    title: str
    weekdays: list[tuple[str, str]]
    weeks: list[list[DayShown | None]]
    previous: str | None
    following: str | None
    day: str
    times: list[TimeShown]
    next_open: tuple[str, str] | None
    times_in: str
    nothing_open: str
    notice: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class MonthView:
    """What can be booked of a calendar.

    path: of the page. link_time: the link of a time. instead_of: see `queries.open_slots`.
    """

    calendar: Calendar
    viewer: Viewer
    minutes: int
    now: datetime
    path: str
    link_time: Callable[[Slot], str]
    instead_of: Appointment | None = None
    minutes_asked: int | None = None

    def show(self, *, month: str, day: str, near: date | None = None) -> MonthShown:
        """month, day: as in the address, where they may be missing or nonsense. near: shown, if
        there is no day in the address.
        """
        asked = read_date(day)
        chosen = asked or near
        first = self._month(read_date(f"{month}-01") or chosen)
        slots = self._slots(first, next_month(first))
        by_day: dict[date, list[Slot]] = {}
        for slot in slots:
            by_day.setdefault(slot.starts_at.astimezone(self._zone).date(), []).append(slot)
        if chosen not in by_day:
            later = (each for each in by_day if chosen and each > chosen)
            chosen = min(later, default=min(by_day, default=None))
        words, say = self.viewer.words, self.viewer.say
        moment = datetime.combine(first, time(12), self._zone)
        if chosen:
            moment = by_day[chosen][0].starts_at
        missed = asked if chosen not in (asked, None) and month in ("", day[:7]) else None
        names = zip(words.weekdays("short"), words.weekdays("wide"), strict=True)
        weekdays, begin = list(names), self.viewer.locale.first_week_day
        return MonthShown(
            title=words.month(first),
            weekdays=weekdays[begin:] + weekdays[:begin],
            weeks=[
                [
                    self._day(each, by_day, chosen) if each.month == first.month else None
                    for each in week
                ]
                for week in Weeks(begin).monthdatescalendar(first.year, first.month)
            ],
            previous=self._link_month(previous_month(first)),
            following=self._link_month(next_month(first)),
            day=words.day(chosen) if chosen else "",
            times=self._times(by_day[chosen]) if chosen else [],
            next_open=None if by_day else self._next_open(first),
            times_in=say.times_in.format(zone=words.zone_at(moment)),
            nothing_open=say.none_in_month.format(month=words.month(first)),
            notice=say.none_that_day.format(date=words.day(missed)) if missed else "",
            moment=moment,
        )

    @property
    def _zone(self) -> ZoneInfo:
        return self.viewer.zone

    def _month(self, wanted: date | None) -> date:
        """The first of a month that can be booked."""
        earliest, latest = self._bounds()
        return min(max((wanted or earliest).replace(day=1), earliest), latest)

    def _bounds(self) -> tuple[date, date]:
        """The first and the last month that can be booked."""
        horizon = self.now + timedelta(days=self.calendar.horizon_days)
        earliest, latest = (each.astimezone(self._zone).date() for each in (self.now, horizon))
        return earliest.replace(day=1), latest.replace(day=1)

    def _slots(self, first: date, end: date) -> list[Slot]:
        """Those that begin on the viewer's dates from `first` until before `end`."""
        start, stop = (datetime.combine(each, time(), self._zone) for each in (first, end))
        there = ZoneInfo(self.calendar.time_zone)
        found = queries.open_slots(
            calendar=self.calendar,
            first=start.astimezone(there).date(),
            last=stop.astimezone(there).date(),
            minutes=self.minutes,
            now=self.now,
            instead_of=self.instead_of,
        )
        own = self.instead_of.starts_at if self.instead_of else None
        return [each for each in found if start <= each.starts_at < stop and each.starts_at != own]

    def _day(self, day: date, by_day: dict[date, list[Slot]], chosen: date | None) -> DayShown:
        label = self.viewer.words.day(day)
        href = None
        if slots := by_day.get(day):
            label = self.viewer.say.day.format(date=label, count=len(slots))
            href = self._link(day)
        is_today = day == self.now.astimezone(self._zone).date()
        return DayShown(day.day, label, href, is_chosen=day == chosen, is_today=is_today)

    def _times(self, slots: Sequence[Slot]) -> list[TimeShown]:
        """Where the clock is set back, times come twice; then each says its offset."""
        words = self.viewer.words
        labels = [words.time(each.starts_at) for each in slots]
        count = Counter(labels)
        return [
            TimeShown(
                f"{label} ({words.offset(slot.starts_at)})" if count[label] > 1 else label,
                self.link_time(slot),
            )
            for slot, label in zip(slots, labels, strict=True)
        ]

    def _next_open(self, month: date) -> tuple[str, str] | None:
        """The first day with open times after a month, or else before it."""
        earliest, _ = self._bounds()
        slot = self._first_slot(next_month(month))
        if slot is None and month > earliest:
            slot = self._first_slot(earliest)
        if slot is None:
            return None
        day = slot.starts_at.astimezone(self._zone).date()
        label = self.viewer.say.next_open.format(date=self.viewer.words.day(day))
        return label, self._link(day)

    def _first_slot(self, first: date) -> Slot | None:
        horizon = self._bounds()[1]
        for _ in range(_LOOKS_AHEAD):
            if first > next_month(horizon):
                return None
            end = first + timedelta(days=_DAYS_AT_ONCE - 2)
            if found := self._slots(first, end):
                return found[0]
            first = end
        return None

    def _link(self, day: date) -> str:
        link = self.viewer.link(
            self.path, minutes=self.minutes_asked, month=f"{day:%Y-%m}", day=day.isoformat()
        )
        return f"{link}#times"

    def _link_month(self, month: date) -> str | None:
        earliest, latest = self._bounds()
        if not earliest <= month <= latest:
            return None
        return self.viewer.link(self.path, minutes=self.minutes_asked, month=f"{month:%Y-%m}")


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
