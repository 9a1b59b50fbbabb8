"""The same bookings as tools for models that call tools: what they are, and how they are run.

A model's arguments are checked as a stranger's; what cannot be done is told in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from voice.tools.booking.desk import (
    BookableCalendar,
    Booked,
    BookingRequest,
    Desk,
    Needs,
    Refused,
)
from voice.tools.booking.state import Made

Result = tuple[dict[str, object], Made | None]  # for the model; what was booked here
MAX_DAYS = 31
MAX_TIMES = 40

_CALENDAR = {"type": "string", "description": "Id of the calendar, as find_times gives it."}
_START = {"type": "string", "description": "Start, ISO 8601 with offset, as find_times gives it."}
_TEXT = {"type": "string"}


@dataclass(frozen=True, slots=True)
class Verb:
    """parameters: properties of a JSON schema; those not named in `optional` are required."""

    name: str
    description: str
    parameters: Mapping[str, Mapping[str, object]]
    optional: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, object]:
        """Of the arguments: what OpenAI calls `parameters` and Anthropic `input_schema`."""
        return {
            "type": "object",
            "properties": dict(self.parameters),
            "required": [name for name in self.parameters if name not in self.optional],
            "additionalProperties": False,
        }


FIND_TIMES = Verb(
    "find_times",
    "List calendars, and the times that can be booked on some days. Offer only times from here.",
    {
        "calendar": {**_CALENDAR, "description": "Id of the calendar; left out: lists them only."},
        "first": {"type": "string", "description": "First day, YYYY-MM-DD."},
        "last": {"type": "string", "description": f"Last day, at most {MAX_DAYS} days later."},
        "minutes": {"type": "integer", "description": "Duration; left out: the calendar's first."},
    },
    optional=("calendar", "first", "last", "minutes"),
)
BOOK_APPOINTMENT = Verb(
    "book_appointment",
    "Book a time, after the customer has confirmed day, time, name and contact. Say that it is"
    " booked only if the result has `booked`, and repeat what stands there.",
    {
        "calendar": _CALENDAR,
        "start": _START,
        "minutes": {"type": "integer"},
        "name": _TEXT,
        "email": _TEXT,
        "phone": _TEXT,
        "answers": {"type": "object", "description": "Answers by key of the calendar's question."},
    },
    optional=("minutes", "email", "phone", "answers"),
)
RESCHEDULE_APPOINTMENT = Verb(
    "reschedule_appointment",
    "Move the appointment that was booked in this conversation to another time.",
    {"start": _START},
)
CANCEL_APPOINTMENT = Verb(
    "cancel_appointment",
    "Cancel the appointment that was booked in this conversation, after the customer confirmed.",
    {},
)
VERBS = (FIND_TIMES, BOOK_APPOINTMENT, RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool. key: the same if the call is repeated. made: booked here before."""

    name: str
    arguments: Mapping[str, object]
    key: str
    made: Made | None = None
    language: str = "en"


class ArgumentInvalid(Exception):
    """A model's argument that is missing or is not what the schema says."""


def run_verb(call: Call, desk: Desk) -> Result:
    """The result for the model, and the appointment that the conversation has then."""
    run = _RUNS.get(call.name)
    if run is None:
        return {"error": f"There is no tool {call.name[:40]!r}."}, call.made
    try:
        return run(call, desk)
    except ArgumentInvalid as error:
        return {"error": str(error)}, call.made


def _find(call: Call, desk: Desk) -> Result:
    if "calendar" not in call.arguments:
        return {"calendars": [_described(each) for each in desk.calendars()]}, call.made
    calendar = _calendar(call, desk)
    first, last = _day(call, "first"), _day(call, "last")
    if not timedelta() <= last - first <= timedelta(days=MAX_DAYS):
        raise ArgumentInvalid(f"`last` is at most {MAX_DAYS} days after `first`.")
    times = desk.open_times(calendar.key, _minutes(call, calendar), first, last)
    listed = [each.isoformat() for each in times[:MAX_TIMES]]
    return {"times": listed, "has_more": len(times) > MAX_TIMES}, call.made


def _book(call: Call, desk: Desk) -> Result:
    calendar = _calendar(call, desk)
    email, phone = _text(call, "email", ""), _text(call, "phone", "")
    is_reached = {
        Needs.EMAIL: bool(email),
        Needs.PHONE: bool(phone),
        Needs.EITHER: bool(email or phone),
        Needs.BOTH: bool(email and phone),
    }
    if not is_reached[calendar.needs]:
        raise ArgumentInvalid(f"Ask how to reach the customer: {calendar.needs.value.lower()}.")
    given = call.arguments.get("answers", {})
    missing = [each.text for each in calendar.questions if not _answer(given, each.key)]
    if missing:
        raise ArgumentInvalid(f"Ask the customer: {' '.join(missing)}")
    result = desk.book(
        BookingRequest(
            key=call.key,
            calendar=calendar.key,
            start=_start(call, calendar),
            minutes=_minutes(call, calendar),
            name=_text(call, "name"),
            email=email,
            phone=phone,
            answers=tuple((each.key, _answer(given, each.key)) for each in calendar.questions),
            language=call.language,
        )
    )
    return _told(result, call)


def _reschedule(call: Call, desk: Desk) -> Result:
    made = _made(call)
    calendars = [each for each in desk.calendars() if each.key == made.calendar]
    if not calendars:
        raise ArgumentInvalid("This appointment can no longer be changed here.")
    start = _start(call, calendars[0])
    return _told(desk.reschedule(made.appointment, start, held="", key=call.key), call)


def _cancel(call: Call, desk: Desk) -> Result:
    made = _made(call)
    refused = desk.cancel(made.appointment, key=call.key)
    if refused is not None:
        return _told(refused, call)
    return {"cancelled": {"start": made.start}}, None


_RUNS: dict[str, Callable[[Call, Desk], Result]] = {
    FIND_TIMES.name: _find,
    BOOK_APPOINTMENT.name: _book,
    RESCHEDULE_APPOINTMENT.name: _reschedule,
    CANCEL_APPOINTMENT.name: _cancel,
}


def _told(result: Booked | Refused, call: Call) -> Result:
    if isinstance(result, Refused):
        others = [each.isoformat() for each in result.alternatives]
        return {"refused": result.reason.value, "alternatives": others}, call.made
    start = result.start.isoformat()
    booked = {"start": start, "minutes": result.minutes, "is_pending": result.is_pending}
    return {"booked": booked}, Made(result.appointment, result.calendar, start, result.minutes)


def _described(calendar: BookableCalendar) -> dict[str, object]:
    return {
        "id": calendar.key,
        "name": calendar.name,
        "time_zone": calendar.zone,
        "minutes": list(calendar.minutes),
        "needs": calendar.needs.value,
        "questions": [
            {"key": each.key, "text": each.text, "choices": list(each.choices)}
            for each in calendar.questions
        ],
    }


def _made(call: Call) -> Made:
    if call.made is None:
        raise ArgumentInvalid("No appointment was booked in this conversation.")
    return call.made


def _calendar(call: Call, desk: Desk) -> BookableCalendar:
    key = _text(call, "calendar")
    for each in desk.calendars():
        if each.key == key:
            return each
    raise ArgumentInvalid("There is no such calendar; find_times lists them.")


def _minutes(call: Call, calendar: BookableCalendar) -> int:
    minutes = call.arguments.get("minutes", calendar.minutes[0])
    if minutes not in calendar.minutes or isinstance(minutes, bool):
        raise ArgumentInvalid(f"`minutes` is one of {list(calendar.minutes)}.")
    return int(minutes)


def _text(call: Call, name: str, default: str | None = None) -> str:
    value = call.arguments.get(name, default)
    if not isinstance(value, str) or len(value) > 254 or "\x00" in value:
        raise ArgumentInvalid(f"`{name}` is a text.")
    if default is None and not value.strip():
        raise ArgumentInvalid(f"`{name}` is needed.")
    return " ".join(value.split())


def _answer(given: object, key: str) -> str:
    value = given.get(key) if isinstance(given, Mapping) else None
    return value if isinstance(value, str) else ""


def _day(call: Call, name: str) -> date:
    try:
        return date.fromisoformat(_text(call, name))
    except ValueError as error:
        raise ArgumentInvalid(f"`{name}` is a day, YYYY-MM-DD.") from error


def _start(call: Call, calendar: BookableCalendar) -> datetime:
    try:
        start = datetime.fromisoformat(_text(call, "start"))
        in_zone = start.astimezone(ZoneInfo(calendar.zone))
    except (ValueError, OverflowError) as error:
        raise ArgumentInvalid("`start` is a time, ISO 8601 with offset.") from error
    if start.tzinfo is None:
        raise ArgumentInvalid("`start` needs its offset, as find_times gives it.")
    return in_zone
