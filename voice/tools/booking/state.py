"""Where a booking dialogue stands: a value that survives as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum

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
    CHANGE = "CHANGE"  # what of the booking; a yes is no answer to that


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
    moments: the time of day that was wanted last, in minutes: what "the same time" is.
    asked: which detail was asked for. answers: to the calendar's questions, in their order.
    is_moving: True while the appointment made here is given another time.
    attempts: bookings, changes and cancellations asked of the desk; numbers their keys.
    """

    phase: Phase = Phase.IDLE
    language: str = "en"
    calendar: str = ""
    minutes: int = 0
    wanted: When = When()
    moments: tuple[int, ...] = ()
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

    def as_json(self) -> dict[str, object]:
        found = asdict(self)
        wanted: When = self.wanted
        return {**found, "phase": self.phase.value, "wanted": _when_json(wanted)}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> State:
        """Read what `as_json` made, in this release or an earlier one."""
        kept = {each.name: data[each.name] for each in fields(cls) if each.name in data}
        lists = {name: tuple(v) for name, v in kept.items() if isinstance(v, list)}
        wanted, made = kept.get("wanted"), kept.get("made")
        read = {
            "phase": Phase(str(kept.get("phase", Phase.IDLE))),
            "wanted": _when(wanted) if isinstance(wanted, dict) else When(),
            "made": Made(**made) if isinstance(made, dict) else None,
        }
        return replace(cls(), **{**kept, **lists, **read})  # type: ignore[arg-type]


def _when_json(when: When) -> dict[str, object]:
    return {
        "days": when.days and _days_json(when.days),
        "either": [_days_json(each) for each in when.either],
        "windows": [[each.start, each.end] for each in when.windows],
        "is_soonest": when.is_soonest,
    }


def _days_json(days: Days) -> list[object]:
    return [days.first.isoformat(), days.last.isoformat(), list(days.weekdays)]


def _when(data: dict[str, list[list[int]]]) -> When:
    """data: of `_when_json`; mypy knows of its values only the windows' type."""
    return When(
        days=_days(data["days"]) if data.get("days") else None,
        either=tuple(_days(each) for each in data.get("either", ())),
        windows=tuple(Window(*each) for each in data.get("windows", ())),
        is_soonest=bool(data.get("is_soonest")),
    )


def _days(data: Sequence[object]) -> Days:
    first, last, weekdays = data
    named = weekdays if isinstance(weekdays, list) else []
    return Days(date.fromisoformat(str(first)), date.fromisoformat(str(last)), tuple(named))
