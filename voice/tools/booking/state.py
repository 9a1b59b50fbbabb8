"""Where a booking dialogue stands: a value that survives as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from voice.tools.booking.when import Days, When, Window


class Phase(StrEnum):
    """What the dialogue waits for."""

    IDLE = "IDLE"
    CALENDAR = "CALENDAR"
    LENGTH = "LENGTH"
    DAY = "DAY"  # which of several readings of a day
    TIME = "TIME"
    DETAILS = "DETAILS"
    CONFIRM = "CONFIRM"
    CANCEL = "CANCEL"


class Detail(StrEnum):
    NAME = "NAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    CONTACT = "CONTACT"
    QUESTION = "QUESTION"


@dataclass(frozen=True, slots=True)
class Made:
    """The appointment booked in this conversation. start: ISO, with its offset."""

    appointment: str
    calendar: str
    start: str
    minutes: int


@dataclass(frozen=True, slots=True)
class State:
    """The dialogue after a message.

    offers, shown, start: ISO times with their offsets; `shown` are all that were offered so far.
    asked: which detail was asked for. answers: to the calendar's questions, in their order.
    is_moving: True while the appointment made here is given another time.
    attempts: bookings, changes and cancellations asked of the desk; numbers their keys.
    """

    phase: Phase = Phase.IDLE
    language: str = "en"
    calendar: str = ""
    minutes: int = 0
    wanted: When = When()
    offers: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    start: str = ""
    held: str = ""
    asked: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    answers: tuple[str, ...] = ()
    made: Made | None = None
    is_moving: bool = False
    attempts: int = 0

    @property
    def is_open(self) -> bool:
        return self.phase is not Phase.IDLE

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        found["phase"] = self.phase.value
        found["wanted"] = _when_json(self.wanted)
        made = self.made
        found["made"] = made and {each.name: getattr(made, each.name) for each in fields(made)}
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in found.items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> State:
        """Read what `as_json` made, in this release or an earlier one."""
        known = {each.name for each in fields(cls)}
        kept = {name: value for name, value in data.items() if name in known}
        kept = {name: tuple(v) if isinstance(v, list) else v for name, v in kept.items()}
        kept["phase"] = Phase(kept.get("phase", Phase.IDLE))
        kept["wanted"] = _when(kept.get("wanted") or {})
        kept["made"] = Made(**kept["made"]) if kept.get("made") else None
        return cls(**kept)


def _when_json(when: When) -> dict[str, Any]:
    return {
        "days": when.days and _days_json(when.days),
        "either": [_days_json(each) for each in when.either],
        "windows": [[each.start, each.end] for each in when.windows],
        "is_soonest": when.is_soonest,
    }


def _days_json(days: Days) -> list[Any]:
    return [days.first.isoformat(), days.last.isoformat(), list(days.weekdays)]


def _when(data: Mapping[str, Any]) -> When:
    return When(
        days=_days(data["days"]) if data.get("days") else None,
        either=tuple(_days(each) for each in data.get("either", ())),
        windows=tuple(Window(*each) for each in data.get("windows", ())),
        is_soonest=bool(data.get("is_soonest")),
    )


def _days(data: list[Any]) -> Days:
    first, last, weekdays = data
    return Days(date.fromisoformat(first), date.fromisoformat(last), tuple(weekdays))
