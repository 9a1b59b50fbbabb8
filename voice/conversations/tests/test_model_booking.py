"""An agent whose model calls tools books appointments, over both vendors' wire formats."""

from __future__ import annotations

from typing import Any

import pytest

from core.scope import workspace_scope
from scheduling.models import Calendar
from scheduling.tests.fixtures import at, make_calendar
from voice.conversations.models import BookingDialogue, Conversation, Evidence
from voice.conversations.tests.booking import booked, holds, say
from voice.conversations.tests.factories import ANSWER, QUESTION
from voice.conversations.tests.tool_models import (
    COST,
    READ_OUT,
    WISH,
    ada,
    conversation,
    plays,
    wire,
)
from voice.providers.tests.llm_server import Server, scripted_server
from voice.providers.tests.tool_server import (
    ASKED,
    GENERATED,
    WIRES,
    Says,
    results_in,
    rules_in,
)
from workspaces.models import Workspace

__all__ = ["ada", "conversation", "plays", "scripted_server", "wire"]

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.mark.parametrize("wire", WIRES)
def test_a_model_proposes_and_a_yes_books(
    conversation: Conversation, server: Server, plays: Any, ada: Any, calendar: Calendar
) -> None:
    find = {"calendar": calendar.public_id, "first": "2027-03-02", "last": "2027-03-02"}
    plays(Says("", [("find_times", find)]), Says("", [("book_appointment", ada)]))

    asked = say(conversation, WISH)

    assert asked.content == READ_OUT
    assert (booked(conversation), holds(conversation)) == ([], 1)
    assert len(server.requests) == 2
    listed = results_in(server.requests[1][2])[0]["times"]
    assert listed["2027-03-02T14:00:00+01:00"] == "Tuesday, 2 March at 2:00 pm"
    rules = rules_in(server.requests[0][2])
    assert calendar.public_id in rules
    assert "It is Monday, 2027-03-01, 12:00" in rules
    usage = (asked.input_tokens, asked.output_tokens, asked.cost)
    assert usage == (2 * ASKED, 2 * GENERATED, 2 * COST)

    said = say(conversation, "yes please")

    (appointment,) = booked(conversation)
    assert (appointment.starts_at, appointment.source) == (at(13), "CHAT")
    assert said.content.startswith("Your appointment is booked: Front desk, Tuesday, 2 March 2027")
    assert "/book/appointment?token=" in said.content
    assert (len(server.requests), said.input_tokens, holds(conversation)) == (2, None, 0)


@pytest.mark.parametrize("wire", WIRES)
def test_what_a_model_says_is_kept_with_its_provider_and_its_sources(
    conversation: Conversation, server: Server, plays: Any, ada: Any
) -> None:
    plays(Says("", [("book_appointment", ada)]))
    say(conversation, WISH)
    plays(Says(f"{ANSWER} We sell boats as well."))

    answer = say(conversation, QUESTION)

    back = "Back to your appointment: shall I book Tuesday, 2 March at 2:00 pm?"
    assert answer.content == f"{ANSWER} {back}"
    assert (answer.provider, answer.is_answered, answer.cost) == ("Tools", True, COST)
    assert ANSWER in str(server.requests[0][2]["messages"][-1])
    with workspace_scope(conversation.workspace_id):
        assert Evidence.objects.filter(message=answer).exists()
    say(conversation, "yes")
    assert len(booked(conversation)) == 1


def test_other_questions_go_the_usual_way(
    conversation: Conversation, server: Server, plays: Any
) -> None:
    plays(Says(ANSWER))

    answer = say(conversation, QUESTION)

    assert answer.content == ANSWER
    assert ["tools" in body for _, _, body in server.requests] == [False]
    with workspace_scope(conversation.workspace_id):
        assert not BookingDialogue.objects.exists()


@pytest.mark.parametrize("wire", WIRES)
def test_an_appointment_is_moved_and_cancelled(
    conversation: Conversation, plays: Any, ada: Any
) -> None:
    plays(Says("", [("book_appointment", ada)]))
    say(conversation, WISH, "yes")
    plays(Says("", [("reschedule_appointment", {"start": "2027-03-03T10:30:00+01:00"})]))
    say(conversation, "can I move my appointment to Wednesday at 10:30?")
    before = booked(conversation)[0].starts_at
    moved = say(conversation, "yes")
    after = booked(conversation)[0].starts_at
    plays(Says("It is cancelled.", [("cancel_appointment", {})]))
    asked = say(conversation, "I have to cancel my appointment")
    cancelled = say(conversation, "yes")

    assert (before, after) == (at(13), at(9, 30, day=3))
    assert moved.content.startswith("Your appointment is moved to Wednesday, 3 March 2027")
    assert asked.content == "Shall I cancel your appointment on Wednesday, 3 March at 10:30 am?"
    assert cancelled.content == "Your appointment on Wednesday, 3 March at 10:30 am is cancelled."
    assert [each.status for each in booked(conversation)] == ["CANCELLED"]


def test_foreign_calendars_and_appointments_are_none(
    conversation: Conversation, server: Server, plays: Any, ada: Any, acme: Workspace
) -> None:
    with workspace_scope(acme.pk):
        other = make_calendar(acme, "Other").public_id
    calls = [
        ("book_appointment", {**ada, "calendar": other}),
        ("find_times", {"calendar": other, "first": "2027-03-02", "last": "2027-03-02"}),
        ("cancel_appointment", {"appointment": "apt_1"}),
    ]
    plays(Says("", calls), Says("Booked!"))

    answer = say(conversation, WISH)

    errors = [each["error"] for each in results_in(server.requests[1][2])]
    assert errors == [
        "There is no such calendar.",
        "There is no such calendar.",
        "No appointment was booked in this conversation.",
    ]
    assert answer.content == READ_OUT  # the dialogue's own
    assert booked(conversation) == []
