"""One event of a file: whether it takes time, when it begins, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduling.ics.lines import Component, Property
from scheduling.ics.values import Moment, ValueUnreadable, parse_duration, parse_moment
from scheduling.ics.zones import UTC_ZONE, Zone, Zones

_DAY = timedelta(days=1)
_MAX_LENGTH = timedelta(days=4000)


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """An event's first time. length: as clocks show it."""

    start: Moment
    length: timedelta
    zone: Zone


def takes_time(event: Component) -> bool:
    return (
        event.text("STATUS") != "CANCELLED"
        and event.text("TRANSP") != "TRANSPARENT"
        and event.text("X-MICROSOFT-CDO-BUSYSTATUS") != "FREE"
    )


def timed_event(event: Component, zones: Zones) -> TimedEvent:
    began = event.first("DTSTART")
    if began is None:
        raise ValueUnreadable()
    start = parse_moment(began.value)
    zone = UTC_ZONE if start.is_utc else zones.of(began.parameters.get("TZID"))
    ended, lasts = event.first("DTEND"), event.first("DURATION")
    if ended is not None:
        end = parse_moment(ended.value)
        end_zone = UTC_ZONE if end.is_utc else zones.of(ended.parameters.get("TZID"))
        length = end.local - start.local
        if end_zone != zone:
            length = timedelta(seconds=end_zone.instant(end.local) - zone.instant(start.local))
    elif lasts is not None:
        length = parse_duration(lasts.value)
    else:
        length = _DAY if start.is_date else timedelta()
    if not timedelta() <= length <= _MAX_LENGTH:
        raise ValueUnreadable()
    return TimedEvent(start, length, zone)


def span_of(timed: TimedEvent, local: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """The instants of one time of the event. local, length: as its zone's clocks show them."""
    begin, end = timed.zone.instant(local), timed.zone.instant(local + length)
    if begin >= end:  # it begins in what clocks skip
        end = begin + int(length.total_seconds())
    return datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(end, UTC)


def length_until(begin: Moment, end: str) -> timedelta:
    if end[:1].upper() in ("P", "+"):
        return parse_duration(end)
    return max(parse_moment(end).local - begin.local, timedelta())


def listed_values(event: Component, name: str) -> Iterator[Property]:
    """Each date of a property that may hold several."""
    for each in event.properties.get(name, ()):
        for value in each.value.split(","):
            yield Property(value, each.parameters)


def uid_of(event: Component) -> str:
    found = event.first("UID")
    return found.value[:1000].replace("\x00", "") if found else ""


def start_of(event: Component) -> datetime:
    """About when it begins: its local time, taken for UTC. Raises ValueUnreadable."""
    began = event.first("DTSTART")
    if began is None:
        raise ValueUnreadable()
    return parse_moment(began.value).local.replace(tzinfo=UTC)


def naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
