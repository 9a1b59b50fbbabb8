"""Why an iCalendar file cannot be read."""

from __future__ import annotations

from core.errors import DomainError


class IcsUnreadable(DomainError):
    code, kind, message = "CALENDAR_UNREADABLE", "upstream", "The calendar cannot be read."


class IcsMalformed(IcsUnreadable):
    message = "This is not a complete iCalendar file: {reason}."


class IcsTooLarge(IcsUnreadable):
    message = "The calendar is larger than {megabytes:g} MB."


class IcsTooManyEvents(IcsUnreadable):
    message = "The calendar has more than {number} {things}."
