"""iCalendar (RFC 5545, 5546), values in and values out: what we write, and what strangers wrote."""

from scheduling.ics.errors import (
    IcsMalformed,
    IcsTooLarge,
    IcsTooManyEvents,
    IcsUnreadable,
)
from scheduling.ics.reading import (
    BusyRead,
    BusySpan,
    IcsNotice,
    StoredEvent,
    read_busy,
    read_single,
)
from scheduling.ics.writing import (
    Attendee,
    CalendarEvent,
    EventStatus,
    Person,
    cancellation,
    feed,
    invitation,
    stored_event,
)

__all__ = [
    "Attendee",
    "BusyRead",
    "BusySpan",
    "CalendarEvent",
    "EventStatus",
    "IcsMalformed",
    "IcsNotice",
    "IcsTooLarge",
    "IcsTooManyEvents",
    "IcsUnreadable",
    "Person",
    "StoredEvent",
    "cancellation",
    "feed",
    "invitation",
    "read_busy",
    "read_single",
    "stored_event",
]
