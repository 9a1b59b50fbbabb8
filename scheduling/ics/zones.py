"""The zones that a file's times are in: of tzdata, of Windows, or described by the file itself."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduling.ics.lines import Component
from scheduling.ics.rules import Budget, RuleUnreadable, occurrences, parse_rule
from scheduling.ics.values import ValueUnreadable, parse_moment, parse_offset

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (local times are counted from it)


class Zone(Protocol):
    def instant(self, local: datetime) -> int:
        """Seconds since the epoch of a local time.

        One that clocks show twice is the first; one that they skip is as much later.
        """
        ...


@dataclass(frozen=True, slots=True)
class NamedZone:
    info: ZoneInfo

    def instant(self, local: datetime) -> int:
        offset = local.replace(tzinfo=self.info).utcoffset() or timedelta()
        return int((local - offset - _EPOCH).total_seconds())


@dataclass(frozen=True, slots=True)
class DescribedZone:
    """onsets: local times before each change, sorted; offsets: the one before the first, and after
    each.
    """

    onsets: tuple[datetime, ...]
    offsets: tuple[timedelta, ...]

    def instant(self, local: datetime) -> int:
        at = bisect_right(self.onsets, local)
        # Within what the clocks skipped when they were put forward, the offset before still counts.
        if at and local < self.onsets[at - 1] + self.offsets[at] - self.offsets[at - 1]:
            at -= 1
        return int((local - self.offsets[at] - _EPOCH).total_seconds())


def named_zone(name: str) -> NamedZone | None:
    """The zone that a name means, also with a program's prefix or as Windows says it."""
    text = name.strip().strip('"')
    text = WINDOWS_TO_OLSON.get(text, text)
    parts = text.split("/")
    for start in range(min(len(parts), 6)):
        if (key := _keys().get("/".join(parts[start:]).lower())) is not None:
            return NamedZone(ZoneInfo(key))
    return None


UTC_ZONE = NamedZone(ZoneInfo("UTC"))


class Zones:
    """The zones of a file. Descriptions are expanded only around the window.

    unknown: names that nobody knows, read as the default zone.
    """

    def __init__(
        self,
        calendar: Component,
        *,
        default: ZoneInfo,
        start: datetime,
        end: datetime,
        budget: Budget,
    ) -> None:
        stated = calendar.first("X-WR-TIMEZONE")
        self.default: Zone = (named_zone(stated.value) if stated else None) or NamedZone(default)
        self.unknown: set[str] = set()
        self._window = (
            start.replace(tzinfo=None) - timedelta(days=800),
            end.replace(tzinfo=None) + timedelta(days=400),
        )
        self._budget = budget
        self._described = {
            found.value: each
            for each in calendar.named("VTIMEZONE")
            if (found := each.first("TZID")) is not None
        }
        self._known: dict[str, Zone] = {}

    def of(self, name: str | None) -> Zone:
        if not name:
            return self.default
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Zone:
        if (zone := named_zone(name)) is not None:
            return zone
        described = self._described.get(name)
        if described is not None:
            place = described.first("X-LIC-LOCATION")
            if place is not None and (zone := named_zone(place.value)) is not None:
                return zone
            try:
                return _describe(described, *self._window, self._budget)
            except (ValueUnreadable, RuleUnreadable):
                pass
        self.unknown.add(name)
        return self.default


def _describe(zone: Component, after: datetime, before: datetime, budget: Budget) -> Zone:
    changes: list[tuple[datetime, timedelta, timedelta]] = []
    for part in zone.named("STANDARD", "DAYLIGHT"):
        began = part.first("DTSTART")
        if began is None:
            raise ValueUnreadable()
        offsets = parse_offset(part.text("TZOFFSETFROM")), parse_offset(part.text("TZOFFSETTO"))
        start = parse_moment(began.value).local
        onsets = {start}
        if (rule := part.first("RRULE")) is not None:
            parsed = parse_rule(rule.value)
            onsets.update(occurrences(parsed, start, after=after, before=before, budget=budget))
        for listed in part.properties.get("RDATE", ()):
            onsets.update(parse_moment(each).local for each in listed.value.split(",")[:2000])
        changes.extend((onset, *offsets) for onset in onsets)
    if not changes:
        raise ValueUnreadable()
    changes.sort()
    onsets_sorted = tuple(each[0] for each in changes)
    return DescribedZone(onsets_sorted, (changes[0][1], *(each[2] for each in changes)))


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    return {key.lower(): key for key in available_timezones()}
