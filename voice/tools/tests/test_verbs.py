"""Tools for models that call tools: they read, and propose."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from voice.answering.tools import Tool
from voice.tools.booking import Made, State
from voice.tools.booking.arguments import Call
from voice.tools.booking.declared import TOOLS
from voice.tools.booking.model_led import Taker, taker_of
from voice.tools.booking.verbs import Booking, Cancelling, Moving, Result, run_verb
from voice.tools.booking.written import Written
from voice.tools.tests.paper_desk import NOW, PaperDesk, desk_named, moment

ADA = {
    "calendar": "Consultation",
    "start": "2026-06-02T12:00:00+00:00",
    "name": "Ada Lovelace",
    "email": "ada@example.com",
}
WROTE = ("I'm Ada Lovelace, ada@example.com or 0151 2345678", "I drive a red Golf")
MADE = Made("apt_0", "Consultation", "2026-06-02T14:00:00+02:00", 30)


def run(
    desk: PaperDesk,
    name: str,
    arguments: Any,
    *,
    state: State | None = None,
    wrote: tuple[str, ...] = WROTE,
) -> Result:
    call = Call(name, arguments, state or State(), Written(wrote), NOW)
    result = run_verb(call, desk)
    assert (desk.booked, desk.holds) == ({}, {})  # whatever is called
    return result


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_tool_is_described_by_a_schema(tool: Tool) -> None:
    Draft202012Validator.check_schema(dict(tool.schema))
    assert tool.description
    assert tool.schema["additionalProperties"] is False


def test_times_are_listed_with_how_to_say_them() -> None:
    arguments = {"calendar": "Consultation", "first": "2026-06-03", "last": "2026-06-04"}

    found = run(desk_named("practice"), "find_times", arguments)

    assert found.told == {
        "times": {
            "2026-06-03T09:00:00+02:00": "Wednesday, 3 June at 9:00 am",
            "2026-06-03T11:00:00+02:00": "Wednesday, 3 June at 11:00 am",
            "2026-06-03T14:30:00+02:00": "Wednesday, 3 June at 2:30 pm",
        },
        "last": "2026-06-04",
    }
    (listed,) = found.listed
    assert (listed.first.day, listed.last.day, len(listed.times)) == (3, 4, 3)


def test_a_number_that_cannot_be_dialed_is_asked_for_again() -> None:
    desk = desk_named("practice")
    desk.needs_country_code = True

    refused = run(desk, "book_appointment", {**ADA, "phone": "0151 2345678"})
    taken = run(desk, "book_appointment", {**ADA, "phone": "+49 151 2345678"})

    assert refused.told == {"error": "Ask for the phone number again, with its country code."}
    assert isinstance(taken.act, Booking)
    assert taken.act.phone == "+49 151 2345678"


@pytest.mark.parametrize(
    ("state", "said", "taker"),
    [
        (State(made=MADE), "when is my appointment?", Taker.DIALOGUE),
        (State(made=MADE), "what time zone is that?", Taker.DIALOGUE),
        (State(), "when is my appointment?", Taker.DIALOGUE),
        (State(), "can I cancel my appointment?", Taker.DIALOGUE),
        (State(made=MADE), "can I cancel my appointment?", Taker.MODEL),
        (State(), "when do you open?", Taker.NOBODY),
    ],
)
def test_the_dialogue_answers_what_the_calendars_know(
    state: State, said: str, taker: Taker
) -> None:
    assert taker_of(state, said, desk_named("practice"), NOW) is taker


def test_a_time_that_is_kept_for_the_customer_is_listed() -> None:
    desk = desk_named("practice")
    held = desk.hold("Consultation", moment("06-03 11:00"), 30, held="")
    assert isinstance(held, str)
    state = State(calendar="Consultation", minutes=30, start="2026-06-03T11:00:00+02:00", held=held)
    arguments = {"calendar": "Consultation", "first": "2026-06-03", "last": "2026-06-03"}
    call = Call("find_times", arguments, state, Written(WROTE), NOW)

    assert [each.hour for each in run_verb(call, desk).listed[0].times] == [9, 11, 14]
    others = Call("find_times", arguments, State(), Written(WROTE), NOW)
    assert [each.hour for each in run_verb(others, desk).listed[0].times] == [9, 14]


def test_a_booking_is_proposed_and_nothing_is_booked() -> None:
    result = run(desk_named("practice"), "book_appointment", ADA)

    assert result.act == Booking(
        "Consultation", moment("06-02 14:00"), 30, "Ada Lovelace", "ada@example.com", "", ()
    )
    assert result.told["prepared"] == {"2026-06-02T14:00:00+02:00": "Tuesday, 2 June at 2:00 pm"}


def test_what_was_booked_here_is_moved_and_cancelled_as_a_proposal() -> None:
    desk, state = desk_named("practice"), State(made=MADE)

    moved = run(desk, "reschedule_appointment", {"start": "2026-06-03T11:00+02:00"}, state=state)
    cancelled = run(desk, "cancel_appointment", {}, state=state)

    assert moved.act == Moving(moment("06-03 11:00"))
    assert cancelled.act == Cancelling()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("book_appointment", {**ADA, "start": "2026-06-02T13:00:00+02:00"}),
        ("reschedule_appointment", {"start": "2026-06-02T13:00:00+02:00"}),
    ],
)
def test_a_time_that_is_not_open_is_refused_with_others(name: str, arguments: Any) -> None:
    result = run(desk_named("practice"), name, arguments, state=State(made=MADE))

    assert result.act is None
    assert result.told == {
        "refused": "NOT_OPEN",
        "alternatives": {
            "2026-06-02T10:30:00+02:00": "Tuesday, 2 June at 10:30 am",
            "2026-06-02T14:00:00+02:00": "Tuesday, 2 June at 2:00 pm",
            "2026-06-02T15:30:00+02:00": "Tuesday, 2 June at 3:30 pm",
        },
    }


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("drop_tables", {}, "There is no tool"),
        ("x" * 10_000, {}, "There is no tool"),
        ("find_times", None, "The arguments are no JSON object"),
        ("find_times", {"calendar": "x"}, "There is no such calendar"),
        ("find_times", {"calendar": "cal_0000000000000000000000"}, "There is no such calendar"),
        ("find_times", {"calendar": 3}, "`calendar` is a text"),
        ("find_times", {"calendar": "C" * 10_000}, "`calendar` is a text"),
        ("find_times", {"calendar": "Consultation"}, "`first` is a text"),
        (
            "find_times",
            {"calendar": "Consultation", "first": "2026-06-01", "last": "2027-06-01"},
            "`last` is at most 31 days",
        ),
        (
            "find_times",
            {"calendar": "Consultation", "first": "tomorrow", "last": "2027-06-01"},
            "`first` is a day",
        ),
        ("book_appointment", {**ADA, "email": ""}, "Ask how to reach the customer: email."),
        ("book_appointment", {**ADA, "name": " "}, "`name` is needed"),
        ("book_appointment", {**ADA, "name": ["Ada"]}, "`name` is a text"),
        ("book_appointment", {**ADA, "name": "Ada Byron"}, "Ask for the name"),
        ("book_appointment", {**ADA, "name": "…"}, "Ask for the name"),
        ("book_appointment", {**ADA, "email": "eve@example.com"}, "Ask for the email"),
        ("book_appointment", {**ADA, "phone": "0151 2345679"}, "Ask for the phone"),
        ("book_appointment", {**ADA, "phone": "2345678"}, "Ask for the phone"),
        ("book_appointment", {**ADA, "minutes": True}, "`minutes` is one of [30]"),
        ("book_appointment", {**ADA, "minutes": 45}, "`minutes` is one of [30]"),
        ("book_appointment", {**ADA, "minutes": 30.0}, "`minutes` is one of [30]"),
        ("book_appointment", {**ADA, "minutes": {}}, "`minutes` is one of [30]"),
        ("book_appointment", {**ADA, "start": "2026-06-02T14:00"}, "`start` needs its offset"),
        ("book_appointment", {**ADA, "start": "0001-01-01T00:00+14:00"}, "`start` is a time"),
        ("reschedule_appointment", {"start": ADA["start"]}, "No appointment was booked"),
        ("cancel_appointment", {}, "No appointment was booked"),
        ("cancel_appointment", {"appointment": "apt_9"}, "No appointment was booked"),
    ],
)
def test_bad_argument_is_told_and_proposes_nothing(name: str, arguments: Any, error: str) -> None:
    result = run(desk_named("practice"), name, arguments)

    assert str(result.told["error"]).startswith(error)
    assert (result.act, result.listed) == (None, ())


@pytest.mark.parametrize("start", ["0001-01-02T00:00+00:00", "9999-12-30T00:00+00:00"])
def test_a_time_far_away_is_not_open(start: str) -> None:
    result = run(desk_named("practice"), "book_appointment", {**ADA, "start": start})

    assert (result.told["refused"], result.act) == ("NOT_OPEN", None)


@pytest.mark.parametrize(
    ("phone", "is_theirs"),
    [
        ("01512345678", True),
        ("+49 151 2345678", True),
        ("0049151 2345678", True),
        ("1512345678", True),
        ("+49 1512345670", False),
        ("1234567 1512345678", False),
        ("call 01512345678", False),
        ("", False),
    ],
)
def test_a_number_is_the_customers_with_or_without_its_country(phone: str, is_theirs: bool) -> None:
    assert Written(WROTE).has_phone(phone) is is_theirs


def test_a_spoken_address_is_the_customers() -> None:
    written = Written(["ada dot l at example dot com"])

    assert written.has_email("ada.l@example.com")
    assert not written.has_email("l@example.com")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, "Ask the customer: Which car do you drive?"),
        ({"q0": "a blue Golf"}, "Ask the customer: Which car do you drive?"),
        ({"q0": ["red", "Golf"]}, "Ask the customer: Which car do you drive?"),
        ("red Golf", "Ask the customer: Which car do you drive?"),
        ({"q0": "red Golf"}, None),
    ],
)
def test_a_question_of_the_calendar_is_answered_in_the_customers_words(
    answers: Any, error: str | None
) -> None:
    arguments = {
        **ADA,
        "calendar": "Inspection",
        "start": "2026-06-02T09:00:00+02:00",
        "answers": answers,
    }

    result = run(desk_named("garage"), "book_appointment", arguments)

    assert result.told.get("error") == error
    if error is None:
        assert isinstance(result.act, Booking)
        assert result.act.answers == ("red Golf",)
