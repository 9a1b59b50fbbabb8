"""Errors of scheduling."""

from __future__ import annotations

from core.errors import DomainError
from scheduling.availability import Refusal, Rule

_REASONS = {
    Rule.DURATION_NOT_OFFERED: "Appointments of this length are not offered.",
    Rule.IN_THE_PAST: "This time is in the past.",
    Rule.NOTICE_TOO_SHORT: "Appointments must be booked at least {limit} ahead.",
    Rule.BEYOND_HORIZON: "Appointments can be booked at most {limit} days ahead.",
    Rule.HOLIDAY: "The calendar is closed on this holiday.",
    Rule.CLOSED_THAT_DAY: "The calendar is closed on this day.",
    Rule.OUTSIDE_HOURS: "The calendar is not open for all of this time.",
    Rule.NOT_ON_GRID: "Appointments begin every {limit} minutes after opening, not at this time.",
    Rule.DAY_FULL: "No more than {limit} appointments are taken on a day.",
    Rule.WEEK_FULL: "No more than {limit} appointments are taken in a week.",
    Rule.HOST_BUSY: "This time is taken.",
}


_ENDED = {
    "CANCELLED": "was cancelled",
    "COMPLETED": "has taken place",
    "NO_SHOW": "was missed",
}


def reason_of(refusal: Refusal) -> str:
    """A refusal in a sentence for people; `queries.reason_for` also knows the date and hours."""
    limit: object = refusal.limit
    if refusal.rule == Rule.NOTICE_TOO_SHORT:
        limit = span_in_words(refusal.limit or 0)
    return _REASONS[refusal.rule].format(limit=limit)


def span_in_words(minutes: int) -> str:
    """`2 days`, `1 hour`, `90 minutes`."""
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes % size == 0 and minutes >= size:
            count = minutes // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "0 minutes"


class TimeNotAvailable(DomainError):
    """rule: which rule refuses the time; `explain` also names the nearest times that would do."""

    code, kind, message = "TIME_NOT_AVAILABLE", "conflict", "{reason}"

    def __init__(self, refusal: Refusal, *, field: str | None = None, reason: str = "") -> None:
        self.refusal, self.rule = refusal, refusal.rule
        super().__init__(field=field, reason=reason or reason_of(refusal))


class CalendarNameTaken(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "There is already a calendar called “{name}”."


class CalendarHasAppointments(DomainError):
    code, kind = "HAS_APPOINTMENTS", "conflict"
    message = (
        "There are {count} appointments to come. Cancel them first, or delete the calendar with"
        " cancel_appointments=true, which cancels them and tells their customers."
    )


class HostHasAppointments(DomainError):
    code, kind = "HAS_APPOINTMENTS", "conflict"
    message = (
        "There are {count} appointments to come with this host. List them with host_id, and give"
        " each to another host of its calendar (reschedule with host_id), or cancel it."
    )


class HostNotChoosable(DomainError):
    code, kind, message = "HOST_NOT_CHOOSABLE", "invalid", "{reason}"


class CalendarRulesInvalid(DomainError):
    code, kind, message = "INVALID", "invalid", "{reason}"


class HoursInvalid(DomainError):
    code, kind, message = "INVALID", "invalid", "{reason}"


class HoursOverlap(DomainError):
    code, kind = "HOURS_OVERLAP", "conflict"
    message = "These hours overlap those from {starts} to {ends} of the same day."


class OverrideExists(DomainError):
    code, kind, message = "DUPLICATE", "conflict", "There is already an exception for this date."


class CustomerUnreachable(DomainError):
    """field: which of both is needed."""

    code, kind, message = "REQUIRED", "invalid", "{what} is needed."


class NotesNotAsked(DomainError):
    code, kind, message = "NOTES_NOT_ASKED", "invalid", "This calendar takes no notes."


class CustomerEmailInvalid(DomainError):
    code, kind, message = "INVALID", "invalid", "Enter a valid e-mail address."


class CustomerPhoneInvalid(DomainError):
    code, kind = "INVALID", "invalid"
    message = "Enter the number with its country code, such as +44 20 7946 0000."


class AnswerInvalid(DomainError):
    code, kind, message = "INVALID_ANSWER", "invalid", "{reason}"


class TooManyAppointments(DomainError):
    code, kind = "TOO_MANY_APPOINTMENTS", "conflict"
    message = "At most {limit} appointments to come can be booked with the same address or number."


class AlreadyBooked(DomainError):
    """Says nothing of the other appointment: anybody can type anybody's address."""

    code, kind = "ALREADY_BOOKED", "conflict"
    message = (
        "There is an appointment at this time already with the same address or number. It can be"
        " moved or cancelled with the link in its confirmation."
    )


class AppointmentOver(DomainError):
    code, kind = "APPOINTMENT_OVER", "conflict"
    message = "The appointment {became} and cannot be changed any more."

    def __init__(self, status: str) -> None:
        super().__init__(became=_ENDED[status])


class AppointmentNotPending(DomainError):
    code, kind = "NOT_PENDING", "conflict"
    message = "The appointment is {status}: only a request can be declined. Cancel it instead."


class AppointmentNotBegun(DomainError):
    code, kind, message = "NOT_BEGUN", "conflict", "The appointment has not begun yet."


class ChangeTooLate(DomainError):
    code, kind = "TOO_LATE", "conflict"
    message = (
        "Appointments can be moved or cancelled until {notice}they begin."
        " Please contact us instead."
    )

    def __init__(self, *, minutes: int) -> None:
        super().__init__(notice=f"{span_in_words(minutes)} before " if minutes else "")


class HoldOfAnotherTime(DomainError):
    code, kind = "HOLD_OF_ANOTHER_TIME", "conflict"
    message = "This hold keeps another time. Book the time that it keeps, or book without it."


class HoldLost(DomainError):
    code, kind = "HOLD_LOST", "conflict"
    message = "The time is no longer kept. Please choose a time again."


class TooManyHolds(DomainError):
    code, kind = "TOO_MANY_HOLDS", "conflict"
    message = "Too many times of this calendar are held. Book without a hold, or try again later."


class BookingTokenInvalid(DomainError):
    """Equal for a forged, an incomplete and an outdated token."""

    code, kind, message = "LINK_INVALID", "invalid", "This link is not valid."


class ConnectionIncomplete(DomainError):
    code, kind, message = "INVALID", "invalid", "{reason}"


class TooManyConnections(DomainError):
    code, kind = "TOO_MANY_CONNECTIONS", "conflict"
    message = "A host can have at most {limit} calendars elsewhere."


class ConflictResolved(DomainError):
    code, kind = "CONFLICT_RESOLVED", "conflict"
    message = "This conflict has been resolved already."


class ConflictUnreadable(DomainError):
    code, kind = "CONFLICT_UNREADABLE", "conflict"
    message = "The event repeats there or cannot be read, so the appointment cannot follow it."


class FeedMissing(DomainError):
    """Equal for an address that never was, and for one that has ended."""

    code, kind, message = "NOT_FOUND", "missing", "Not found."


class BusyElsewhere(DomainError):
    code, kind = "BUSY_ELSEWHERE", "conflict"
    message = "This time is taken in a connected calendar. Free it there."


class SessionLinkInvalid(DomainError):
    """Equal for a link that never was, was used, or is too old."""

    code, kind, message = "LINK_INVALID", "invalid", "This link is not valid."


class SessionOver(DomainError):
    code, kind, message = "SESSION_OVER", "denied", "Please sign in again."
