"""Says which times can be booked, minute by minute, from the rules as decision 37 states them.

Shares nothing with `scheduling.availability` but the values that go in and come out: it looks at
a clock for each minute, and at every taken time for each question. Slow, and plain to see through.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.availability import Proposal, Rule, Snapshot, Window

MINUTE = 60
LONGEST = 480  # minutes of an appointment


class Oracle:
    """Decides about times that begin on the local dates from `first` to `last`."""

    def __init__(self, snapshot: Snapshot, *, first: date, last: date, now: int) -> None:
        self.snapshot, self.rules, self.now = snapshot, snapshot.rules, now
        self.first, self.last = first, last
        self.begin = _midnight(first - timedelta(days=1)) // MINUTE
        end = _midnight(last + timedelta(days=2)) // MINUTE
        self.clock = [_read(self.rules.zone, minute) for minute in range(self.begin, end)]
        self.window = [self._window(day, minute) for day, minute in self.clock]
        self.is_open = bytes(each is not None for each in self.window)

    def minutes(self) -> Iterator[int]:
        """The instants of all minutes of the dates."""
        for place, (day, _) in enumerate(self.clock):
            if self.first <= day <= self.last:
                yield (self.begin + place) * MINUTE

    def knows(self, instant: int) -> bool:
        """True if the instant lies on the dates."""
        place = instant // MINUTE - self.begin
        return 0 <= place < len(self.clock) and self.first <= self.clock[place][0] <= self.last

    def reason(self, proposal: Proposal) -> Rule | None:
        """The first rule that refuses the time; None if it can be booked."""
        return next(self._reasons(proposal), None)

    def free_hosts(self, proposal: Proposal) -> dict[int, int]:
        """The lowest free seat of each host who has one."""
        start = proposal.start - self.rules.buffer_before * MINUTE
        end = proposal.start + (proposal.minutes + self.rules.buffer_after) * MINUTE
        found = {}
        for host in self.snapshot.hosts:
            if _meets(host.elsewhere.starts, host.elsewhere.ends, start, end):
                continue
            for number, seat in enumerate(host.seats):
                if not _meets(seat.starts, seat.ends, start, end):
                    found[host.host_id] = number
                    break
        return found

    def hours(self, day: date) -> tuple[Window, ...]:
        if day in self.rules.overrides:
            return self.rules.overrides[day]
        if day in self.rules.holidays:
            return ()
        return self.rules.weekly.get((day.weekday() + 1) % 7, ())

    def _window(self, day: date, minute: int) -> Window | None:
        """The window in which a clock's reading lies."""
        for window in self.hours(day):
            if window.start <= minute < window.end:
                return window
        return None

    def _reasons(self, proposal: Proposal) -> Iterator[Rule]:
        yield from self._by_clock(proposal)
        yield from self._by_hours(proposal)
        yield from self._by_others(proposal)

    def _by_clock(self, proposal: Proposal) -> Iterator[Rule]:
        rules, minutes = self.rules, proposal.minutes
        if not (minutes in rules.durations if rules.durations else 5 <= minutes <= LONGEST):
            yield Rule.DURATION_NOT_OFFERED
        if proposal.start <= self.now:
            yield Rule.IN_THE_PAST
        if proposal.start - self.now < rules.notice * MINUTE:
            yield Rule.NOTICE_TOO_SHORT
        if proposal.start - self.now > rules.horizon_days * 24 * 60 * MINUTE:
            yield Rule.BEYOND_HORIZON

    def _by_hours(self, proposal: Proposal) -> Iterator[Rule]:
        """A closed date is named for appointments that would begin on it."""
        begin = proposal.start // MINUTE - self.begin
        end = -(-(proposal.start + proposal.minutes * MINUTE) // MINUTE) - self.begin
        if 0 not in self.is_open[begin:end]:
            return
        day, _ = self.clock[begin]
        if day in self.rules.overrides:
            yield Rule.OUTSIDE_HOURS if self.rules.overrides[day] else Rule.CLOSED_THAT_DAY
        else:
            yield Rule.HOLIDAY if day in self.rules.holidays else Rule.OUTSIDE_HOURS

    def _by_others(self, proposal: Proposal) -> Iterator[Rule]:
        rules, booked = self.rules, self.snapshot.booked
        place = proposal.start // MINUTE - self.begin
        (day, minute), window = self.clock[place], self.window[place]
        assert window is not None
        if proposal.start % MINUTE or (minute - window.start) % (rules.step or proposal.minutes):
            yield Rule.NOT_ON_GRID
        if rules.max_per_day is not None and booked.get(day, 0) >= rules.max_per_day:
            yield Rule.DAY_FULL
        monday = day - timedelta(days=day.weekday())
        week = sum(booked.get(monday + timedelta(days=number), 0) for number in range(7))
        if rules.max_per_week is not None and week >= rules.max_per_week:
            yield Rule.WEEK_FULL
        wanted = len(self.snapshot.hosts) if rules.is_collective else 1
        if len(self.free_hosts(proposal)) < max(wanted, 1):
            yield Rule.HOST_BUSY


def transitions(zone: str, first: int, last: int) -> list[datetime]:
    """When the zone's clocks are put forward or back in the years from `first` to `last`."""
    info, week = ZoneInfo(zone), timedelta(days=7)
    at, end, found = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC), []
    while at < end:
        low, high = at, at + week
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) // 2
            is_later = _offset(info, low) == _offset(info, middle)
            low, high = (middle, high) if is_later else (low, middle)
        if _offset(info, at) != _offset(info, at + week):
            found.append(high.replace(second=0, microsecond=0))
        at += week
    return found


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def _read(zone: ZoneInfo, minute: int) -> tuple[date, int]:
    """What a clock in the zone shows: date and minute of the day."""
    shown = datetime.fromtimestamp(minute * MINUTE, zone)
    return shown.date(), shown.hour * 60 + shown.minute


def _meets(starts: tuple[int, ...], ends: tuple[int, ...], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in zip(starts, ends, strict=True))
