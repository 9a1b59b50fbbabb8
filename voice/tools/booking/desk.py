"""What the dialogue needs of whoever keeps the calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

YES, NO = "yes", "no"


class Needs(StrEnum):
    """By what a calendar reaches the customer."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    EITHER = "EITHER"
    BOTH = "BOTH"


class Reason(StrEnum):
    """Why a time was not booked."""

    NOT_OPEN = "NOT_OPEN"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    NAME = "NAME"
    ANSWERS = "ANSWERS"
    NOT_CHANGEABLE = "NOT_CHANGEABLE"
    TOO_MANY = "TOO_MANY"
    TWICE = "TWICE"


@dataclass(frozen=True, slots=True)
class Question:
    """What a calendar asks of those who book.

    choices: the only answers, if there are any. is_yes_or_no: the answer is YES or NO.
    """

    key: str
    text: str
    choices: tuple[str, ...] = ()
    is_yes_or_no: bool = False


@dataclass(frozen=True, slots=True)
class BookableCalendar:
    """A calendar as a visitor knows it. minutes: the durations that it offers."""

    key: str
    name: str
    zone: str
    minutes: tuple[int, ...]
    needs: Needs = Needs.EMAIL
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """key: the same for each attempt at the same booking. held: the key of the hold, "" for none.

    answers: pairs of a question's key and its answer.
    """

    key: str
    calendar: str
    start: datetime
    minutes: int
    name: str
    email: str = ""
    phone: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    held: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as it stands in the calendar. start: in the calendar's zone.

    is_pending: True if somebody has yet to confirm it. link: where it can be changed, "" for none.
    """

    appointment: str
    calendar: str
    start: datetime
    minutes: int
    is_pending: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """alternatives: open times near the refused one, the nearest first."""

    reason: Reason
    alternatives: tuple[datetime, ...] = ()


class Desk(Protocol):
    """Lists, holds and books. Times are aware, those that it returns in the calendar's zone.

    Each call holds as soon as it returns; a repeated one with the same key changes nothing.
    """

    def calendars(self) -> Sequence[BookableCalendar]:
        """Calendars that may be booked, in the order to name them."""

    def open_times(
        self, calendar: str, minutes: int, first: date, last: date
    ) -> Sequence[datetime]:
        """Every start that `book` would accept, from one day of the calendar's zone to another."""

    def hold(self, calendar: str, start: datetime, minutes: int, *, held: str) -> str | Refused:
        """Keep a time, in place of the one held before; renews a hold of the same time.

        Returns "" for one that is open, but cannot be kept until it is booked.
        """

    def release(self, held: str) -> None: ...

    def book(self, request: BookingRequest) -> Booked | Refused: ...

    def reschedule(
        self, appointment: str, start: datetime, *, held: str, key: str
    ) -> Booked | Refused: ...

    def cancel(self, appointment: str, *, key: str) -> Refused | None: ...
