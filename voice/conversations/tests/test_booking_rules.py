"""What calendars ask and refuse when agents book."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings

from core.scope import workspace_scope
from core.testing import run_concurrently
from scheduling import services as scheduling
from scheduling.models import Calendar
from scheduling.services import limits
from scheduling.tests.fixtures import NOW, at, make_calendar
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.conversations import services
from voice.conversations.models import Conversation, Message
from voice.conversations.services.booking import step_booking
from voice.conversations.tests.booking import ASKED, DETAILS, booked, holds, say
from workspaces.contacts.models import Contact
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
        (
            [{"key": "ok", "label": "Are you 18?", "type": "BOOLEAN", "is_required": True}],
            ["no"],
            {"ok": False},
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


def test_a_conversation_books_so_often_an_hour(
    booking_conversation: Conversation, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMIT_FACTOR = 1
    monkeypatch.setattr(limits, "CHANGES_PER_HOUR", 2)
    say(booking_conversation, ASKED, *DETAILS, "yes")
    say(booking_conversation, "another appointment tomorrow at 3 pm please", "yes")

    booking = say(booking_conversation, "another appointment tomorrow at 4 pm please", "yes")
    moving = say(booking_conversation, "move it to tomorrow at 4 pm", "yes")

    for answer in (booking, moving):
        assert answer.content.startswith("I'm sorry, too many appointments")
    assert [each.starts_at.hour for each in booked(booking_conversation)] == [13, 14]
    assert holds(booking_conversation) == 0


def test_a_time_that_cannot_be_held_is_booked_all_the_same(
    booking_conversation: Conversation,
    calendar: Calendar,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.RATE_LIMIT_FACTOR = 1
    monkeypatch.setattr(limits, "HELD_AT_ONCE", 1)
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.hold_time(calendar=calendar, starts_at=at(8), seconds=900, now=NOW)

    asked = say(booking_conversation, ASKED)
    say(booking_conversation, *DETAILS, "yes")

    assert asked.content == "What is your name?"  # nothing is said to be kept
    assert [each.starts_at for each in booked(booking_conversation)] == [at(13)]


def test_an_address_is_stored_as_everywhere(booking_conversation: Conversation) -> None:
    say(booking_conversation, ASKED, "Ada Lovelace", "Ada@BÜCHER.example", "yes")

    (found,) = booked(booking_conversation)
    assert found.customer_email == "ada@xn--bcher-kva.example"
    with workspace_scope(booking_conversation.workspace_id):
        known = Contact.objects.get()
        talk = Conversation.objects.get(pk=booking_conversation.pk)
    assert (known.pk, known.email) == (found.contact_id, found.customer_email)
    assert (talk.contact_id, talk.visitor_email) == (known.pk, known.email)


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


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({}, "by e-mail or by phone"),
        ({"requires_email": True}, "e-mail address"),
        ({"requires_phone": True}, "phone number"),
        ({"requires_email": True, "requires_phone": True}, "e-mail address"),
    ],
)
def test_the_customer_is_asked_for_what_the_calendar_requires(
    booking_conversation: Conversation,
    calendar: Calendar,
    settings: dict[str, bool],
    asked: str,
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, **settings, now=NOW)

    answer = say(booking_conversation, ASKED, "tomorrow at 2 pm", "My name is Ada Lovelace")

    assert asked in answer.content
