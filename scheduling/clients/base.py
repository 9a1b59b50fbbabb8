"""Calendars elsewhere behind one Protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from scheduling.ics import CalendarEvent, IcsNotice

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """address: names the calendar to its server: a URL, or an id."""

    address: str
    name: str
    is_writable: bool


MAX_ETAG = 500  # characters


@dataclass(frozen=True, slots=True)
class EventRef:
    """href: names the event to its server. etag: of its state; empty if it is none."""

    href: str
    etag: str


def header_value(text: str) -> str:
    """A server's text as it may stand in a header of ours; empty if it may not."""
    return text if text.isascii() and text.isprintable() and len(text) <= MAX_ETAG else ""


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An event as it stands there. spans: the times that it takes within the window.

    times: when it begins and ends, wherever that is; None if it repeats or cannot be read.
    """

    ref: EventRef
    spans: tuple[Span, ...]
    times: Span | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """gone: hrefs of deleted events.

    is_complete: True if these are all events of the window: what is not among them is gone.
    next: to ask with for what comes after.
    """

    events: tuple[SeenEvent, ...]
    gone: tuple[str, ...]
    is_complete: bool
    next: str
    notices: Mapping[IcsNotice, int] = field(default_factory=dict)


class OutsideCalendar(Protocol):
    """One account at a vendor, used by one thread, within one scope of time and requests.

    Every method raises an OutsideError, and TargetRefused if the server's address is not public.
    """

    is_writable: bool

    def calendars(self) -> Sequence[CalendarInfo]:
        """The calendars of the account."""
        ...

    def changes(self, *, since: str, start: datetime, end: datetime) -> Changes:
        """What changed in the chosen calendar, repeated events expanded within the window.

        since: `next` of an earlier answer for the same window; empty for everything. If the server
        has forgotten it, everything is read, too.
        """
        ...

    def event(self, href: str) -> SeenEvent | None:
        """The event, without its spans; None if it is not there."""
        ...

    def put(
        self, event: CalendarEvent, *, ref: EventRef | None, expected: Sequence[Span] = ()
    ) -> EventRef:
        """Create the event, or write its newest state over `ref`. Twice is once.

        expected: times that we may have written without learning that it had worked.

        Raises OutsideChanged, with nothing written, if others have moved or deleted it there.
        """
        ...

    def delete(self, ref: EventRef, *, expected: Sequence[Span] = ()) -> None:
        """Delete the event, unless it is gone already. Raises OutsideChanged like `put`."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
