"""The values that availability is computed from, and its results."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

MINUTE = 60
DAY = 86_400
MIN_MINUTES, MAX_MINUTES = 5, 480  # of an appointment
MAX_DAYS = 92  # that callers may list at once


class Rule(StrEnum):
    """Why a time cannot be booked, in the order in which the rules are asked."""

    DURATION_NOT_OFFERED = "DURATION_NOT_OFFERED"
    IN_THE_PAST = "IN_THE_PAST"
    NOTICE_TOO_SHORT = "NOTICE_TOO_SHORT"
    BEYOND_HORIZON = "BEYOND_HORIZON"
    HOLIDAY = "HOLIDAY"
    CLOSED_THAT_DAY = "CLOSED_THAT_DAY"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"
    NOT_ON_GRID = "NOT_ON_GRID"
    DAY_FULL = "DAY_FULL"
    WEEK_FULL = "WEEK_FULL"
    HOST_BUSY = "HOST_BUSY"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Opening hours of one date, in minutes of the wall clock: 0 <= start < end <= 1440."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Intervals:
    """Disjoint half-open intervals of instants, in order."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @classmethod
    def merged(cls, pairs: Iterable[tuple[int, int]]) -> Self:
        """Of (start, end) in any order; those that overlap or touch become one."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(pairs):
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        return cls(tuple(starts), tuple(ends))

    def is_free(self, start: int, end: int) -> bool:
        """True if no interval overlaps [start, end)."""
        return bisect_right(self.ends, start) == bisect_left(self.starts, end)

    def covers(self, start: int, end: int) -> bool:
        """True if one interval holds all of [start, end)."""
        place = bisect_right(self.starts, start) - 1
        return place >= 0 and end <= self.ends[place]


@dataclass(frozen=True, slots=True)
class Rules:
    """A calendar's settings.

    weekly: windows by day of the week, 0 is Sunday.
    overrides: the windows of single dates, instead of the weekly ones; empty is closed.
    holidays: dates that are closed unless an override opens them.
    durations: minutes that are offered; empty: any from 5 to 480.
    step: minutes between two starts; None: the duration.
    buffer_before, buffer_after: minutes around an appointment in which its hosts are not free.
    notice: minutes between a booking and the appointment.
    capacity: appointments of this calendar that a host can have at the same time.
    is_collective: all hosts take each appointment; otherwise one of them does.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)
    overrides: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    durations: tuple[int, ...] = ()
    step: int | None = None
    buffer_before: int = 0
    buffer_after: int = 0
    notice: int = 0
    horizon_days: int = 365
    max_per_day: int | None = None
    max_per_week: int | None = None
    capacity: int = 1
    is_collective: bool = False

    def offers(self, minutes: int) -> bool:
        if self.durations:
            return minutes in self.durations
        return MIN_MINUTES <= minutes <= MAX_MINUTES

    def with_buffers(self, start: int, end: int) -> tuple[int, int]:
        """The time for which an appointment takes its hosts."""
        return start - self.buffer_before * MINUTE, end + self.buffer_after * MINUTE

    def windows(self, day: date) -> tuple[Window, ...]:
        """The opening hours of a date."""
        if day in self.overrides:
            return self.overrides[day]
        if day in self.holidays:
            return ()
        return self.weekly.get(day.isoweekday() % 7, ())


@dataclass(frozen=True, slots=True)
class HostTime:
    """When a host is taken, buffers included.

    seats: by this calendar's own appointments and holds, one entry for each of its capacity.
    elsewhere: by other calendars, absences, and calendars outside.
    assigned: how many appointments of this calendar the host has been given.
    """

    host_id: int
    seats: tuple[Intervals, ...]
    elsewhere: Intervals = Intervals()
    assigned: int = 0

    def free_seat(self, start: int, end: int) -> int | None:
        """The lowest seat that is free for all of [start, end); None if the host is not free."""
        if not self.elsewhere.is_free(start, end):
            return None
        for number, seat in enumerate(self.seats):
            if seat.is_free(start, end):
                return number
        return None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A calendar and its hosts as they were at one instant, for times within some range.

    booked: appointments and holds that begin on each local date; asked for only if the rules limit
    them.
    """

    rules: Rules
    hosts: tuple[HostTime, ...]
    booked: Mapping[date, int] = field(default_factory=dict)

    def has_host_for(self, start: int, end: int) -> bool:
        """True if an appointment from start to end finds the hosts that it needs."""
        span = self.rules.with_buffers(start, end)
        free = (host.free_seat(*span) is not None for host in self.hosts)
        return all(free) and bool(self.hosts) if self.rules.is_collective else any(free)

    def only(self, host_id: int) -> Snapshot:
        """As if the calendar booked this host alone, because somebody has chosen them."""
        return replace(self, hosts=tuple(each for each in self.hosts if each.host_id == host_id))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time that somebody would like: `start` and `end` are instants."""

    start: int
    minutes: int

    @property
    def end(self) -> int:
        return self.start + self.minutes * MINUTE


@dataclass(frozen=True, slots=True)
class Offer:
    """The time can be booked, with these hosts: (host, seat).

    overridden: the rule that refuses it and was passed over.
    """

    hosts: tuple[tuple[int, int], ...]
    overridden: Rule | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The time cannot be booked. limit: the number that the rule allows, where it has one."""

    rule: Rule
    limit: int | None = None
