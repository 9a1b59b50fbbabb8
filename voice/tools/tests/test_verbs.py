"""Tools for models that call tools."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from voice.tools.booking import Made
from voice.tools.booking.verbs import VERBS, Call, run_verb
from voice.tools.tests.paper_desk import desk_named

ADA = {
    "calendar": "Consultation",
    "start": "2026-06-02T12:00:00+00:00",
    "name": "Ada Lovelace",
    "email": "ada@example.com",
}
MADE = Made("apt_0", "Consultation", "2026-06-02T14:00:00+02:00", 30)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_verb_is_described_by_a_schema(verb: Any) -> None:
    Draft202012Validator.check_schema(verb.schema)
    assert verb.description
    assert set(verb.optional) <= set(verb.parameters)


def test_times_found_are_booked_moved_and_cancelled() -> None:
    desk, made = desk_named("practice"), None

    def call(verb: str, /, **arguments: Any) -> dict[str, Any]:
        nonlocal made
        result, made = run_verb(Call(verb, arguments, key=verb, made=made), desk)
        return result

    (calendar,) = call("find_times")["calendars"]
    found = call("find_times", calendar=calendar["id"], first="2026-06-03", last="2026-06-03")
    booked = call("book_appointment", **ADA)
    again = call("book_appointment", **ADA)

    assert (calendar["time_zone"], calendar["needs"]) == ("Europe/Berlin", "EMAIL")
    assert found == {
        "times": [
            "2026-06-03T09:00:00+02:00",
            "2026-06-03T11:00:00+02:00",
            "2026-06-03T14:30:00+02:00",
        ],
        "has_more": False,
    }
    standing = {"start": "2026-06-02T14:00:00+02:00", "minutes": 30, "is_pending": False}
    assert booked == again == {"booked": standing}
    assert made == MADE
    assert len(desk.booked) == 1
    assert call("cancel_appointment") == {"cancelled": {"start": "2026-06-02T14:00:00+02:00"}}
    assert made is None
    assert desk.booked == {}


def test_taken_time_is_refused_with_others() -> None:
    desk = desk_named("practice")
    run_verb(Call("book_appointment", ADA, key="1"), desk)

    result, made = run_verb(Call("book_appointment", ADA, key="2"), desk)

    assert result == {
        "refused": "NOT_OPEN",
        "alternatives": [
            "2026-06-02T15:30:00+02:00",
            "2026-06-02T16:30:00+02:00",
            "2026-06-02T10:30:00+02:00",
        ],
    }
    assert made is None


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("drop_tables", {}, "There is no tool"),
        ("find_times", {"calendar": "x"}, "There is no such calendar"),
        ("find_times", {"calendar": 3}, "`calendar` is a text"),
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
        ("book_appointment", {**ADA, "minutes": True}, "`minutes` is one of [30]"),
        ("book_appointment", {**ADA, "minutes": 45}, "`minutes` is one of [30]"),
        ("book_appointment", {**ADA, "start": "2026-06-02T14:00"}, "`start` needs its offset"),
        ("book_appointment", {**ADA, "start": "0001-01-01T00:00+14:00"}, "`start` is a time"),
        ("reschedule_appointment", {"start": ADA["start"]}, "No appointment was booked"),
        ("cancel_appointment", {}, "No appointment was booked"),
    ],
)
def test_bad_argument_is_told_and_changes_nothing(
    name: str, arguments: dict[str, Any], error: str
) -> None:
    desk = desk_named("practice")

    result, made = run_verb(Call(name, arguments, key="1"), desk)

    assert result["error"].startswith(error)
    assert (desk.booked, made) == ({}, None)


def test_question_of_the_calendar_has_to_be_answered() -> None:
    desk = desk_named("garage")
    arguments = {**ADA, "calendar": "Inspection", "start": "2026-06-02T09:00:00+02:00"}

    asked, _ = run_verb(Call("book_appointment", arguments, key="1"), desk)
    answered = {**arguments, "answers": {"q0": "Golf"}}
    booked, _ = run_verb(Call("book_appointment", answered, key="2"), desk)

    assert asked == {"error": "Ask the customer: Which car do you drive?"}
    assert "booked" in booked
    assert [each.answers for each in desk.booked.values()] == [(("q0", "Golf"),)]
