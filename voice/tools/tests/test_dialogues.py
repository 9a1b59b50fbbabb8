"""Whole dialogues against a desk in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.tools.booking import Phase, Reason, State, reminder, step
from voice.tools.tests.paper_desk import NOW, PaperDesk, desk_named, run_script, scripts

CONFIRMED = ["I'd like an appointment on Tuesday at 2 pm", "Ada Lovelace", "ada@example.com"]


def talk(desk: PaperDesk, *said: str, language: str = "en") -> tuple[State, str | None]:
    state, reply = State(language=language), None
    for each in said:
        state, reply = step(state, each, desk, NOW)
    return state, reply


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script["name"])
def test_script_ends_with_its_appointment(script: Mapping[str, Any]) -> None:
    assert run_script(script).faults == []


def test_what_is_said_is_what_is_booked() -> None:
    desk = desk_named("practice")
    state, asked = talk(desk, *CONFIRMED)
    before = list(desk.booked)
    state, said = step(state, "yes", desk, NOW)

    moment = "Tuesday, 2 June 2026 at 2:00 pm (Europe/Berlin, UTC+2)"
    assert asked is not None
    assert moment in asked
    assert before == []
    assert said == (
        f"Your appointment is booked: Consultation, {moment}, 30 minutes, for Ada Lovelace, "
        "ada@example.com. To move or cancel it, tell me here or use the link in the confirmation."
    )
    assert [each.start.isoformat() for each in desk.booked.values()] == [
        "2026-06-02T14:00:00+02:00"
    ]
    assert (state.phase, state.held) == (Phase.IDLE, "")


def test_repeated_yes_books_once() -> None:
    desk = desk_named("practice")
    state, _ = talk(desk, *CONFIRMED)

    first = step(state, "yes", desk, NOW)
    second = step(state, "yes", desk, NOW)  # the worker died before the state was stored

    assert first == second
    assert len(desk.booked) == 1


@pytest.mark.parametrize(
    ("reason", "phase", "says"),
    [
        (Reason.EMAIL, Phase.DETAILS, "This e-mail address does not seem right."),
        (Reason.PHONE, Phase.CONFIRM, "This phone number does not seem right."),
        (Reason.NAME, Phase.DETAILS, "What is your name?"),
        (Reason.NOT_OPEN, Phase.TIME, "has just been taken"),
        (Reason.TOO_MANY, Phase.IDLE, "too many appointments"),
        (Reason.NOT_CHANGEABLE, Phase.IDLE, "can no longer be changed here"),
    ],
)
def test_refusal_is_told(reason: Reason, phase: Phase, says: str) -> None:
    desk = desk_named("practice")
    state, _ = talk(desk, *CONFIRMED)
    desk.refusals.append(reason)

    state, reply = step(state, "yes", desk, NOW)

    assert state.phase is phase
    assert says in (reply or "")
    assert desk.booked == {}


@pytest.mark.parametrize(
    ("said", "reminds"),
    [
        (
            ["book an appointment please"],
            "Gladly! What would you like to book: Haircut or Coloring?",
        ),
        (["haircut next friday please"], "Which day do you mean: Friday, 5 June 2026; Friday, 12"),
        (["haircut on Saturday please"], "Which one do you mean: Saturday, 6 June at 10:00 am or"),
        (
            ["haircut tomorrow at 5pm please"],
            "Back to your appointment on Tuesday, 2 June at 5:00 pm: What is your name?",
        ),
        (
            ["haircut tomorrow at 5pm please", "Ada", "0151 2345678"],
            "Back to your appointment: shall I book Tuesday, 2 June at 5:00 pm?",
        ),
    ],
)
def test_reminder_leads_back(said: list[str], reminds: str) -> None:
    desk = desk_named("salon")
    state, _ = talk(desk, *said)

    after, reply = step(state, "what does it cost?", desk, NOW)

    assert (after, reply) == (state, None)
    assert reminder(after, desk).startswith(reminds.split(";")[0])


def test_closed_dialogue_reminds_of_nothing() -> None:
    assert reminder(State(), desk_named("salon")) == ""


@pytest.mark.parametrize(
    "doubt", ["yes?", "yes but wait", "maybe", "hmm", "I guess not", "not yet", "yes if it is free"]
)
def test_doubtful_yes_books_nothing(doubt: str) -> None:
    desk = desk_named("practice")

    talk(desk, *CONFIRMED, doubt)

    assert desk.booked == {}


def test_other_zone_is_pointed_out() -> None:
    _, reply = talk(desk_named("practice"), "appointment tomorrow at 9am New York time please")

    assert reply is not None
    assert reply.startswith("All times are in the time zone Europe/Berlin.")


def test_without_calendars_the_engine_answers() -> None:
    assert talk(PaperDesk([], {}), "I'd like an appointment") == (State(), None)


MESSAGES = sorted(
    {
        turn if isinstance(turn, str) else turn.get("say", "no")
        for each in scripts()
        for turn in each["turns"]
    }
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from(["practice", "salon", "garage", "lessons", "praxis", "werkstatt", "checkup"]),
    st.lists(st.one_of(st.sampled_from(MESSAGES), st.text(max_size=40)), max_size=12),
)
def test_any_messages_book_only_what_was_repeated_and_confirmed(name: str, said: list[str]) -> None:
    """Whatever is said, in whatever order: an appointment was read out before it was made."""
    desk, state, repeated = desk_named(name), State(), ""
    for each in said:
        before = {**desk.booked}
        asked = state
        state, reply = step(State.from_json(state.as_json()), each, desk, desk.now)
        new = [request for key, request in desk.booked.items() if before.get(key) != request]
        if new:
            assert asked.phase is Phase.CONFIRM
            assert [request.start for request in new] == [datetime.fromisoformat(asked.start)]
            assert new[0].name in repeated or asked.is_moving
        repeated = reply or repeated
        assert (len(desk.holds) == 1) == bool(state.held)
        assert reply != ""
