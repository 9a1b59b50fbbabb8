"""What can go wrong with a calendar elsewhere. None of these ever holds a secret."""

from __future__ import annotations

from core.errors import DomainError
from scheduling.clients.base import SeenEvent


class OutsideError(DomainError):
    code, kind, message = "CALENDAR_FAILED", "upstream", "The calendar server failed."


class OutsideUnreachable(OutsideError):
    code, message = "CALENDAR_UNREACHABLE", "The calendar server {host} could not be reached."


class OutsideSlow(OutsideError):
    code = "CALENDAR_TOO_SLOW"
    message = "The calendar server {host} took longer than {seconds:g} seconds."


class OutsideBroken(OutsideError):
    """It answered with what cannot be right."""

    code, message = "CALENDAR_ANSWER_UNREADABLE", "The calendar server {host} {what}."


class OutsideDenied(OutsideError):
    code = "CALENDAR_DENIED"
    message = "The calendar server {host} refused the sign-in. Check the user name and the secret."


class OutsideBusy(OutsideError):
    """`retry_after`: as the server says, if it does."""

    code, message = "CALENDAR_BUSY", "The calendar server {host} asks to wait."


class OutsideMissing(OutsideError):
    code, message = "CALENDAR_MISSING", "The calendar is not there anymore. Choose another."


class OutsideChanged(OutsideError):
    """An event of ours was moved or deleted there. seen: as it stands now; None if it is gone."""

    code, message = "CALENDAR_EVENT_CHANGED", "The event was changed in the other calendar."

    def __init__(self, seen: SeenEvent | None) -> None:
        self.seen = seen
        super().__init__()


class OutsideReadOnly(OutsideError):
    code, message = "CALENDAR_READ_ONLY", "This calendar can only be read."


class SyncStateExpired(OutsideError):
    """Changes since then are not known anymore: everything has to be read."""

    code, message = "CALENDAR_STATE_EXPIRED", "The calendar server starts over."
