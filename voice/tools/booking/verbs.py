"""The tools of a model that books: they read the calendars and propose; nothing is written here.

What a model says of the customer has to be in the customer's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from voice.tools.booking.arguments import FARTHEST, ArgumentInvalid, Arguments, Call
from voice.tools.booking.declared import (
    BOOK_APPOINTMENT,
    CANCEL_APPOINTMENT,
    FIND_TIMES,
    MAX_DAYS,
    RESCHEDULE_APPOINTMENT,
)
from voice.tools.booking.desk import NO, YES, BookableCalendar, Desk, Needs, Question, Reason
from voice.tools.booking.texts import texts_of
from voice.tools.booking.wording import Wording

MAX_TIMES = 40
_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """Open times that a model was shown. is_whole: no others are open on these days."""

    calendar: str
    minutes: int
    first: date
    last: date
    times: tuple[datetime, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Booking:
    calendar: str
    start: datetime
    minutes: int
    name: str
    email: str
    phone: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moving:
    start: datetime


@dataclass(frozen=True, slots=True)
class Cancelling: ...


Act = Booking | Moving | Cancelling  # what a model proposes


@dataclass(frozen=True, slots=True)
class Result:
    """told: for the model. listed: times that it was shown. act: what it proposes."""

    told: Mapping[str, object]
    listed: tuple[Listed, ...] = ()
    act: Act | None = None


def run_verb(call: Call, desk: Desk) -> Result:
    run = _RUNS.get(call.name)
    if run is None:
        return Result({"error": f"There is no tool {call.name[:40]!r}."})
    if call.arguments is None:
        return Result({"error": "The arguments are no JSON object, or too long."})
    try:
        return run(Arguments(call, desk))
    except ArgumentInvalid as error:
        return Result({"error": str(error)})


def _find(arguments: Arguments) -> Result:
    calendar = arguments.calendar()
    first, last = arguments.day("first"), arguments.day("last")
    if not timedelta() <= last - first <= timedelta(days=MAX_DAYS):
        raise ArgumentInvalid(f"`last` is at most {MAX_DAYS} days after `first`.")
    minutes = arguments.minutes(calendar)
    times = arguments.open_times(calendar, minutes, first, last)
    shown = times[:MAX_TIMES]
    if len(times) > MAX_TIMES:
        last = shown[-1].date()
        shown = [each for each in times if each.date() <= last]
    listed = Listed(calendar.key, minutes, first, last, tuple(shown))
    told = {"times": _worded(arguments, shown), "last": last.isoformat()}
    return Result(told, (listed,))


def _book(arguments: Arguments) -> Result:
    written, calendar = arguments.call.written, arguments.calendar()
    email, phone = arguments.text("email", ""), arguments.text("phone", "")
    is_reached = {
        Needs.EMAIL: bool(email),
        Needs.PHONE: bool(phone),
        Needs.EITHER: bool(email or phone),
        Needs.BOTH: bool(email and phone),
    }
    if not is_reached[calendar.needs]:
        raise ArgumentInvalid(f"Ask how to reach the customer: {calendar.needs.value.lower()}.")
    name = arguments.text("name")
    for field_, value, is_theirs in (
        ("name", name, written.has_words(name)),
        ("email", email, not email or written.has_email(email)),
        ("phone", phone, not phone or written.has_phone(phone)),
    ):
        if not is_theirs:
            raise ArgumentInvalid(f"Ask for the {field_}: the customer never wrote {value[:80]!r}.")
    answers = tuple(_answer(arguments, each) for each in calendar.questions)
    minutes, start = arguments.minutes(calendar), arguments.start(calendar)
    if start not in arguments.open_times(calendar, minutes, start.date(), start.date()):
        return _not_open(arguments, calendar, minutes, start)
    booking = Booking(calendar.key, start, minutes, name, email, phone, answers)
    return Result(_read_out(arguments, start), act=booking)


def _reschedule(arguments: Arguments) -> Result:
    made = arguments.made()
    calendar = arguments.calendar_named(made.calendar)
    start = arguments.start(calendar)
    if start not in arguments.open_times(calendar, made.minutes, start.date(), start.date()):
        return _not_open(arguments, calendar, made.minutes, start)
    return Result(_read_out(arguments, start), act=Moving(start))


def _cancel(arguments: Arguments) -> Result:
    arguments.made()
    return Result({"next": _NEXT}, act=Cancelling())


_RUNS: dict[str, Callable[[Arguments], Result]] = {
    FIND_TIMES.name: _find,
    BOOK_APPOINTMENT.name: _book,
    RESCHEDULE_APPOINTMENT.name: _reschedule,
    CANCEL_APPOINTMENT.name: _cancel,
}
_NEXT = (
    "Nothing is changed yet. The platform now asks the customer for a yes: do not ask for it, and"
    " do not repeat the details."
)


def _read_out(arguments: Arguments, start: datetime) -> dict[str, object]:
    return {"prepared": _worded(arguments, [start]), "next": _NEXT}


def _not_open(
    arguments: Arguments, calendar: BookableCalendar, minutes: int, start: datetime
) -> Result:
    today = arguments.call.now.astimezone(ZoneInfo(calendar.zone)).date()
    near = min(max(start.date(), today), today + FARTHEST)
    first, last = max(near - timedelta(days=3), today), near + timedelta(days=27)
    times = arguments.open_times(calendar, minutes, first, last)
    day = Listed(
        calendar.key, minutes, near, near, tuple(each for each in times if each.date() == near)
    )
    nearest = tuple(sorted(sorted(times, key=lambda each: abs(each - start))[:_ALTERNATIVES]))
    others = [
        Listed(calendar.key, minutes, each.date(), each.date(), (each,), is_whole=False)
        for each in nearest
        if each.date() != near
    ]
    told = {"refused": Reason.NOT_OPEN.value, "alternatives": _worded(arguments, nearest)}
    return Result(told, (day, *others))


def _worded(arguments: Arguments, times: Sequence[datetime]) -> dict[str, str]:
    """Times, and how to say them."""
    words = Wording(texts_of(arguments.call.state.language))
    return {each.isoformat(): words.moment(each) for each in times}


def _answer(arguments: Arguments, question: Question) -> str:
    """The customer's answer: a choice, yes or no, or their own words."""
    given = arguments.given.get("answers", {})
    value = given.get(question.key) if isinstance(given, Mapping) else None
    answer = " ".join(value.split())[:500] if isinstance(value, str) else ""
    if question.is_yes_or_no:
        is_one = answer in (YES, NO)
    elif question.choices:
        is_one = answer in question.choices
    else:
        is_one = bool(answer) and arguments.call.written.has_words(answer)
    if not is_one:
        raise ArgumentInvalid(f"Ask the customer: {question.text}{_choices(question)}")
    return answer


def _choices(question: Question) -> str:
    offered = [YES, NO] if question.is_yes_or_no else question.choices
    return f" ({', '.join(offered)})" if offered else ""


def described(calendar: BookableCalendar) -> dict[str, object]:
    """A calendar, for the model."""
    return {
        "id": calendar.key,
        "name": calendar.name,
        "time_zone": calendar.zone,
        "minutes": list(calendar.minutes),
        "needs": calendar.needs.value,
        "questions": [
            {"key": each.key, "text": f"{each.text}{_choices(each)}"} for each in calendar.questions
        ],
    }
