"""Strangers' iCalendar files: when somebody is busy within a window, and nothing else of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduling.ics.errors import IcsTooManyEvents
from scheduling.ics.events import (
    TimedEvent,
    length_until,
    listed_values,
    naive_utc,
    span_of,
    start_of,
    takes_time,
    timed_event,
    uid_of,
)
from scheduling.ics.lines import Component, Property, read_components
from scheduling.ics.rules import Budget, Rule, RuleUnreadable, occurrences, parse_rule
from scheduling.ics.values import ValueUnreadable, parse_moment
from scheduling.ics.zones import UTC_ZONE, Zones

MAX_SPANS = 20_000
MAX_WINDOW = timedelta(days=800)
MAX_REPETITIONS = 2_000  # of one event within the window
_RULE_STEPS = 50_000  # days and times looked at for one rule
_FILE_STEPS = 1_000_000  # and for all of a file
_MARGIN = timedelta(days=2)  # more than two zones are ever apart
_Unreadable = (ValueUnreadable, RuleUnreadable, OverflowError)


class IcsNotice(StrEnum):
    """What could not be read as it was meant; each is counted by event, or by zone."""

    EVENT_UNREADABLE = "EVENT_UNREADABLE"
    RULE_UNREADABLE = "RULE_UNREADABLE"
    ZONE_UNKNOWN = "ZONE_UNKNOWN"
    LATER_ONES_TOO = "LATER_ONES_TOO"


@dataclass(frozen=True, slots=True, order=True)
class BusySpan:
    """uid: of the event that takes the time; empty for a busy time without one."""

    starts_at: datetime
    ends_at: datetime
    uid: str = ""


@dataclass(frozen=True, slots=True)
class BusyRead:
    """spans: in order of time. notices: how often each was met."""

    spans: tuple[BusySpan, ...]
    notices: dict[IcsNotice, int]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """The one event of a file, as it stands there."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool


def read_busy(content: bytes, *, start: datetime, end: datetime, zone: ZoneInfo) -> BusyRead:
    """The times within a window in which a calendar's owner is busy.

    Events that are cancelled or leave the time free count for nothing; one that cannot be read, for
    a notice. Repeated events are expanded within the window alone.
    zone: of times without one, and of whole days.

    Raises IcsUnreadable, and ValueError for a window of more than `MAX_WINDOW`.
    """
    if not timedelta() <= end - start <= MAX_WINDOW:
        raise ValueError("the window is too long")
    reader = _Reader(read_components(content), start=start, end=end, zone=zone)
    return BusyRead(tuple(sorted(reader.spans())), reader.all_notices())


def read_single(content: bytes, *, zone: ZoneInfo) -> StoredEvent | None:
    """The event of a file that holds one; None if it holds several, repeats, or is unreadable.

    Raises IcsUnreadable.
    """
    calendar = read_components(content)
    events = list(calendar.named("VEVENT"))
    if len(events) != 1 or {"RRULE", "RDATE", "RECURRENCE-ID"} & events[0].properties.keys():
        return None
    event = events[0]
    try:
        near = start_of(event)
        zones = Zones(calendar, default=zone, start=near, end=near, budget=Budget(_RULE_STEPS))
        timed = timed_event(event, zones)
        starts_at, ends_at = span_of(timed, timed.start.local, timed.length)
    except _Unreadable:
        return None
    number = event.text("SEQUENCE")
    sequence = int(number) if re.fullmatch("[0-9]{1,9}", number) else 0
    is_cancelled = event.text("STATUS") == "CANCELLED"
    return StoredEvent(uid_of(event), sequence, starts_at, ends_at, is_cancelled)


class _Reader:
    def __init__(
        self, calendar: Component, *, start: datetime, end: datetime, zone: ZoneInfo
    ) -> None:
        self._start, self._end = start, end
        self._budget = Budget(_FILE_STEPS)
        self._zones = Zones(calendar, default=zone, start=start, end=end, budget=self._budget)
        self._events = list(calendar.named("VEVENT"))
        self._lists = list(calendar.named("VFREEBUSY"))
        self._notices: dict[IcsNotice, int] = defaultdict(int)
        self._count = 0

    def all_notices(self) -> dict[IcsNotice, int]:
        unknown = len(self._zones.unknown)
        return {**self._notices, **({IcsNotice.ZONE_UNKNOWN: unknown} if unknown else {})}

    def spans(self) -> Iterator[BusySpan]:
        overridden: dict[str, set[int]] = defaultdict(set)
        for event in self._events:
            if (replaced := event.first("RECURRENCE-ID")) is None:
                continue
            if replaced.parameters.get("RANGE"):
                self._notices[IcsNotice.LATER_ONES_TOO] += 1
            try:
                overridden[uid_of(event)].add(self._instant(replaced))
            except _Unreadable:
                self._notices[IcsNotice.EVENT_UNREADABLE] += 1
        for event in self._events:
            if not takes_time(event):
                continue
            try:
                yield from self._of_event(event, overridden[uid_of(event)])
            except RuleUnreadable:
                self._notices[IcsNotice.RULE_UNREADABLE] += 1
            except (ValueUnreadable, OverflowError):
                self._notices[IcsNotice.EVENT_UNREADABLE] += 1
        for busy in self._lists:
            yield from self._of_list(busy)

    def _of_event(self, event: Component, overridden: set[int]) -> list[BusySpan]:
        timed = timed_event(event, self._zones)
        lengths = {timed.start.local: timed.length}
        if event.first("RECURRENCE-ID") is None:
            lengths |= dict.fromkeys(self._repetitions(event, timed), timed.length)
            lengths |= _extra_dates(event, timed)
            self._leave_out(event, timed, overridden, lengths)
        uid = uid_of(event)
        # All of an event or nothing: what was found before its rule broke is not half of it.
        return [
            BusySpan(*span, uid)
            for local, length in lengths.items()
            if self._is_within(span := span_of(timed, local, length))
        ]

    def _leave_out(
        self,
        event: Component,
        timed: TimedEvent,
        overridden: set[int],
        lengths: dict[datetime, timedelta],
    ) -> None:
        """Remove the times that the event leaves out, and those that others stand for."""
        instants, days = set(overridden), set()
        for each in listed_values(event, "EXDATE"):
            if parse_moment(each.value).is_date and not timed.start.is_date:
                days.add(parse_moment(each.value).local.date())
            else:
                instants.add(self._instant(each, timed))
        for local in list(lengths) if instants or days else ():
            if local.date() in days or timed.zone.instant(local) in instants:
                del lengths[local]

    def _repetitions(self, event: Component, timed: TimedEvent) -> Iterator[datetime]:
        if event.first("EXRULE") is not None:
            raise RuleUnreadable()  # of an earlier standard, and nobody writes it
        number = 0
        for rule in event.properties.get("RRULE", ()):
            for local in self._expand(parse_rule(rule.value), timed):
                number += 1
                if number > MAX_REPETITIONS:
                    raise RuleUnreadable()
                yield local

    def _expand(self, rule: Rule, timed: TimedEvent) -> Iterator[datetime]:
        after = naive_utc(self._start) - timed.length - _MARGIN
        before = naive_utc(self._end) + _MARGIN
        steps = max(min(_RULE_STEPS, self._budget.steps), 0)
        budget = Budget(steps)
        first, until = timed.start.local, rule.until
        limit = UTC_ZONE.instant(until.local) if until is not None and until.is_utc else None
        try:
            for local in occurrences(rule, first, after=after, before=before, budget=budget):
                if limit is not None and timed.zone.instant(local) > limit:
                    break
                yield local
        finally:  # what a rule cost counts for the file also if it came to nothing
            self._budget.steps -= steps - max(budget.steps, 0)

    def _of_list(self, busy: Component) -> Iterator[BusySpan]:
        for period in listed_values(busy, "FREEBUSY"):
            if period.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
                continue
            begin, _, end = period.value.partition("/")
            try:
                start = parse_moment(begin)
                zone = UTC_ZONE if start.is_utc else self._zones.default
                timed = TimedEvent(start, length_until(start, end), zone)
                if self._is_within(span := span_of(timed, start.local, timed.length)):
                    yield BusySpan(*span)
            except _Unreadable:
                self._notices[IcsNotice.EVENT_UNREADABLE] += 1

    def _is_within(self, span: tuple[datetime, datetime]) -> bool:
        starts_at, ends_at = span
        if starts_at >= self._end or ends_at <= self._start or starts_at >= ends_at:
            return False
        self._count += 1
        if self._count > MAX_SPANS:
            raise IcsTooManyEvents(number=MAX_SPANS, things="busy times")
        return True

    def _instant(self, listed: Property, timed: TimedEvent | None = None) -> int:
        moment = parse_moment(listed.value)
        if moment.is_utc:
            return UTC_ZONE.instant(moment.local)
        name = listed.parameters.get("TZID")
        if timed is None or name:
            return self._zones.of(name).instant(moment.local)
        return timed.zone.instant(moment.local)


def _extra_dates(event: Component, timed: TimedEvent) -> dict[datetime, timedelta]:
    extra = {}
    for listed in listed_values(event, "RDATE"):
        begin, _, end = listed.value.partition("/")
        moment = parse_moment(begin)
        extra[moment.local] = length_until(moment, end) if end else timed.length
    return extra
