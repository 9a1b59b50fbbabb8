"""What calendars ask and refuse when agents book."""

from __future__ import annotations

from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import run_concurrently
from scheduling import services as scheduling
from scheduling.models import Calendar
from scheduling.tests.fixtures import NOW, make_calendar
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.conversations import services
from voice.conversations.models import Conversation, Message
from voice.conversations.services.booking import step_booking
from voice.conversations.tests.booking import ASKED, DETAILS, booked, holds, say
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.mark.parametrize(
    ("questions", "said", "answers"),
    [
        (
            [{"key": "car", "label": "Which car?", "type": "TEXT", "is_required": True}],
            ["A Golf"],
            {"car": "A Golf"},
        ),
        (
            [
                {
                    "key": "oil",
                    "label": "Which oil?",
                    "type": "CHOICE",
                    "options": ["Thin", "Thick"],
                    "is_required": True,
                }
            ],
            ["something", "the thick one"],
            {"oil": "Thick"},
        ),
        (
            [{"key": "ok", "label": "Are you 18?", "type": "BOOLEAN", "is_required": True}],
            ["a bit", "yes"],
            {"ok": True},
        ),
        ([{"key": "note", "label": "Anything?", "type": "TEXT"}], [], {}),
    ],
)
def test_a_calendars_required_questions_are_asked(
    booking_conversation: Conversation,
    calendar: Calendar,
    questions: list[dict[str, Any]],
    said: list[str],
    answers: dict[str, object],
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, questions=questions, now=NOW)

    say(booking_conversation, ASKED, *DETAILS, *said, "yes")

    assert [each.answers for each in booked(booking_conversation)] == [answers]


def test_a_calendar_that_members_confirm_promises_nothing(
    booking_conversation: Conversation, calendar: Calendar
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, confirmation="MANUAL", now=NOW)

    answer = say(booking_conversation, ASKED, *DETAILS, "yes")

    assert answer.content.startswith("Your request is noted: Front desk")
    assert [each.status for each in booked(booking_conversation)] == ["PENDING"]


def test_a_second_calendar_is_asked_about(
    acme: Workspace, booking_agent: Agent, calendar: Calendar
) -> None:
    haircut = make_calendar(acme, "Haircut")
    with workspace_scope(acme.pk):
        agents.change_agent(agent=booking_agent, calendars=[haircut, calendar], now=NOW)
        agents.publish_agent(agent=booking_agent, now=NOW)
        again = services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)

    answer = say(again, "I'd like an appointment tomorrow at 2 pm")
    say(again, "haircut", *DETAILS, "yes")

    assert answer.content == "Gladly! What would you like to book: Haircut or Front desk?"
    assert [each.calendar.name for each in booked(again)] == ["Haircut"]


def test_too_many_appointments_of_one_address_are_refused(
    booking_conversation: Conversation, calendar: Calendar
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, max_upcoming_per_customer=1, now=NOW)

    say(booking_conversation, ASKED, *DETAILS, "yes")
    answer = say(booking_conversation, "another appointment tomorrow at 3 pm please", "yes")

    assert answer.content.startswith("I'm sorry, too many appointments")
    assert len(booked(booking_conversation)) == 1
    assert holds(booking_conversation) == 0


@pytest.mark.django_db(transaction=True)
def test_concurrent_attempts_at_one_answer_book_once(booking_conversation: Conversation) -> None:
    say(booking_conversation, ASKED, *DETAILS)
    answer = say(booking_conversation, "yes", starts=False)

    with workspace_scope(answer.workspace_id):
        message = Message.objects.select_related(
            "in_reply_to__conversation", "agent_version", "conversation"
        ).get(pk=answer.pk)
    behavior = message.agent_version.behavior

    steps = run_concurrently(
        6,
        lambda _: step_booking(
            workspace_id=message.workspace_id, message=message, behavior=behavior, now=NOW
        ),
    )

    assert len(booked(booking_conversation)) == 1
    assert len(set(steps)) == 1
    assert steps[0].reply.startswith("Your appointment is booked")


@pytest.mark.django_db(transaction=True)
def test_concurrent_visitors_get_one_time_once(acme: Workspace, booking_agent: Agent) -> None:
    with workspace_scope(acme.pk):
        visitors = [
            services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)
            for _ in range(4)
        ]

    def book(number: int) -> str:
        details = (f"Visitor {'ABCD'[number]}", f"visitor{number}@example.com")
        return say(visitors[number], ASKED, *details, "yes").content

    said = run_concurrently(4, book)

    assert sum(each.startswith("Your appointment is booked") for each in said) == 1
    assert len(booked(visitors[0])) == 1
