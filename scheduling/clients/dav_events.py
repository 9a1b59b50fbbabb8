"""Events as CalDAV servers keep them: one file each."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from scheduling.clients.base import EventRef, SeenEvent, Span, header_value
from scheduling.ics import (
    CalendarEvent,
    IcsNotice,
    IcsUnreadable,
    read_busy,
    read_single,
    stored_event,
)

_MAX_MERGED_BYTES = 200_000
# What of an event is ours to write; the rest, such as alarms, belongs to whoever added it.
_OURS = (
    *("SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS"),
    *("TRANSP", "LOCATION", "DESCRIPTION", "URL"),
)


class NoticeCounts:
    def __init__(self) -> None:
        self.by_notice: Counter[IcsNotice] = Counter()

    def add_unreadable(self) -> None:
        self.by_notice[IcsNotice.EVENT_UNREADABLE] += 1


def seen_event(
    href: str,
    etag: str,
    content: bytes,
    *,
    window: Span | None,
    zone: ZoneInfo,
    counts: NoticeCounts | None = None,
) -> SeenEvent:
    """The event in a file. window: None leaves its spans out. Raises IcsUnreadable."""
    spans: tuple[Span, ...] = ()
    if window is not None:
        read = read_busy(content, start=window[0], end=window[1], zone=zone)
        spans = tuple((each.starts_at, each.ends_at) for each in read.spans)
        if counts is not None:
            counts.by_notice.update(read.notices)
    single = read_single(content, zone=zone)
    times = None
    if single is not None and not single.is_cancelled:
        times = single.starts_at, single.ends_at
    return SeenEvent(EventRef(href, header_value(etag)), spans, times)


def merged(content: bytes, event: CalendarEvent) -> bytes:
    """A stored event with its newest state, and with what others added to it.

    content: as it is kept there. Nothing of it survives if it cannot be read.
    """
    ours = stored_event(event)
    if len(content) > _MAX_MERGED_BYTES:
        return ours
    try:
        theirs, written = Calendar.from_ical(content), Calendar.from_ical(ours)
        found = [each for each in theirs.walk("VEVENT") if isinstance(each, Event)]
        newest = written.walk("VEVENT")[0]
        if len(found) != 1:
            return ours
        for name in _OURS:
            found[0].pop(name, None)
            if name in newest:
                found[0][name] = newest[name]
        return bytes(theirs.to_ical())
    except (ValueError, LookupError, AttributeError, TypeError, IcsUnreadable):
        return ours
