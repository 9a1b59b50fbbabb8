"""The agent books appointments while it talks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.scope import workspace_scope
from core.testing import shared
from scheduling import services as scheduling
from scheduling.models import Appointment, Calendar, Hold
from scheduling.tests.fixtures import make_calendar
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.conversations import services
from voice.conversations.models import BookingDialogue, Conversation, Evidence, Message
from voice.conversations.services import replies
from voice.conversations.services.handling import take_over
from voice.conversations.services.member_chats import ask_in_chat, start_chat
from voice.conversations.tests.factories import ANSWER, QUESTION
from workspaces.models import Workspace
from workspaces.tests.factories import Person

# Monday, 1 March 2027, 12:00 in Vienna
NOW = datetime(2027, 3, 1, 11, tzinfo=UTC)
DETAILS = ("Ada Lovelace", "ada@example.com")
MOMENT = "Tuesday, 2 March 2027 at 2:00 pm (Europe/Vienna, UTC+1)"


class Clock:
    """Stands for `django.utils.timezone`."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, on_commit: None) -> Clock:
    clock = Clock()
    monkeypatch.setattr(replies, "timezone", clock)
    return clock


@shared
def booking_agent(acme: Workspace, helper: Agent, calendar: Calendar) -> Agent:
    """Knows a document, and books the calendar of the front desk."""
    with workspace_scope(acme.pk):
        agents.change_agent(agent=helper, calendars=[calendar], now=NOW)
        agents.publish_agent(agent=helper, now=NOW)
    return helper


@shared
def conversation(acme: Workspace, booking_agent: Agent) -> Conversation:
    with workspace_scope(acme.pk):
        return services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)


def say(conversation: Conversation, *said: str, starts: bool = True) -> Message:
    """Say one thing after another; returns the last answer."""
    for text in said:
        with workspace_scope(conversation.workspace_id):
            answer, _ = services.ask(
                conversation=conversation, question=text, now=NOW, starts=False
            )
        if starts:
            services.generate_reply(message_id=answer.pk, workspace_id=conversation.workspace_id)
    with workspace_scope(conversation.workspace_id):
        return Message.objects.get(pk=answer.pk)


def booked(conversation: Conversation) -> list[Appointment]:
    with workspace_scope(conversation.workspace_id):
        return list(Appointment.objects.select_related("calendar").order_by("pk"))


def holds(conversation: Conversation) -> int:
    with workspace_scope(conversation.workspace_id):
        return Hold.objects.count()


def test_an_agent_books_what_was_confirmed(conversation: Conversation) -> None:
    asked = say(conversation, "I'd like an appointment tomorrow at 2 pm", *DETAILS)
    before = (booked(conversation), holds(conversation))
    said = say(conversation, "yes please")

    assert before == ([], 1)
    assert asked.content == (
        f"Let me repeat: Front desk, {MOMENT}, 30 minutes, for Ada Lovelace, ada@example.com. "
        "Shall I book it?"
    )
    assert said.content.startswith(f"Your appointment is booked: Front desk, {MOMENT}, 30 minutes")
    (appointment,) = booked(conversation)
    assert appointment.starts_at == datetime(2027, 3, 2, 13, tzinfo=UTC)
    assert (appointment.status, appointment.source) == ("CONFIRMED", "CHAT")
    assert (appointment.customer_name, appointment.customer_email) == DETAILS
    assert (appointment.customer_language, appointment.minutes) == ("en", 30)
    assert (said.is_answered, said.confidence, said.provider) == (True, 1.0, "")
    with workspace_scope(conversation.workspace_id):
        assert not Evidence.objects.filter(message=said).exists()
    assert holds(conversation) == 0


def test_a_question_in_the_middle_is_answered_and_leads_back(conversation: Conversation) -> None:
    say(conversation, "Can I come in tomorrow at 2 pm?")

    answer = say(conversation, QUESTION)

    back = "Back to your appointment on Tuesday, 2 March at 2:00 pm: What is your name?"
    assert answer.content == f"{ANSWER}\n\n{back}"
    assert answer.is_answered is True
    say(conversation, *DETAILS, "yes")
    assert len(booked(conversation)) == 1


def test_an_agent_without_calendars_leads_no_dialogue(acme: Workspace, helper: Agent) -> None:
    with workspace_scope(acme.pk):
        plain = services.start_conversation(agent=helper, channel="WIDGET", now=NOW)

    answer = say(plain, "I'd like an appointment tomorrow at 2 pm")

    assert "name" not in answer.content
    with workspace_scope(acme.pk):
        assert not BookingDialogue.objects.exists()


def test_a_question_alone_begins_no_dialogue(conversation: Conversation) -> None:
    answer = say(conversation, QUESTION)

    assert answer.content == ANSWER
    with workspace_scope(conversation.workspace_id):
        assert not BookingDialogue.objects.exists()


def test_an_answer_continued_after_a_crash_books_once(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS)
    with monkeypatch.context() as patch:
        patch.setattr(replies, "fixed_draft", lambda text: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            say(conversation, "yes")
    with workspace_scope(conversation.workspace_id):
        unanswered = Message.objects.get(state=Message.State.GENERATING)

    services.generate_reply(message_id=unanswered.pk, workspace_id=conversation.workspace_id)

    with workspace_scope(conversation.workspace_id):
        unanswered.refresh_from_db()
    assert unanswered.content.startswith("Your appointment is booked")
    assert len(booked(conversation)) == 1


def test_nothing_is_booked_while_a_human_has_the_conversation(
    conversation: Conversation, alice: Person
) -> None:
    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS)
    answer = say(conversation, "yes", starts=False)
    with workspace_scope(conversation.workspace_id):
        take_over(conversation=conversation, by=alice.user, now=NOW)

    services.generate_reply(message_id=answer.pk, workspace_id=conversation.workspace_id)

    assert booked(conversation) == []
    with workspace_scope(conversation.workspace_id):
        assert Message.objects.get(pk=answer.pk).state == Message.State.DROPPED


def test_a_time_taken_after_its_hold_has_ended_is_told(
    conversation: Conversation, calendar: Calendar, clock: Clock
) -> None:
    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS)
    clock.time = NOW + timedelta(minutes=20)
    with workspace_scope(conversation.workspace_id):
        scheduling.book(
            calendar=calendar,
            starts_at=datetime(2027, 3, 2, 13, tzinfo=UTC),
            customer=scheduling.Customer(name="Bob", email="bob@example.com"),
            now=clock.time,
        )

    answer = say(conversation, "yes")

    assert answer.content == (
        "I'm sorry, Tuesday, 2 March at 2:00 pm has just been taken. The nearest free times are "
        "Tuesday, 2 March at 1:00 pm; Tuesday, 2 March at 1:30 pm or Tuesday, 2 March at 2:30 pm. "
        "Would one of them suit you?"
    )
    say(conversation, "2:30", "yes")
    assert [each.customer_name for each in booked(conversation)] == ["Bob", "Ada Lovelace"]


def test_an_appointment_is_moved_and_cancelled_where_it_was_booked(
    conversation: Conversation,
) -> None:
    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS, "yes")

    moved = say(conversation, "can I move my appointment to Wednesday at 10:30?", "yes")
    after = booked(conversation)
    cancelled = say(conversation, "sorry, I have to cancel my appointment", "yes")

    assert "Wednesday, 3 March 2027 at 10:30 am" in moved.content
    assert [each.starts_at for each in after] == [datetime(2027, 3, 3, 9, 30, tzinfo=UTC)]
    assert cancelled.content == "Your appointment on Wednesday, 3 March at 10:30 am is cancelled."
    assert [each.status for each in booked(conversation)] == ["CANCELLED"]
    assert holds(conversation) == 0


def test_an_appointment_of_another_conversation_is_not_touched(
    acme: Workspace, booking_agent: Agent, conversation: Conversation
) -> None:
    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS, "yes")
    with workspace_scope(acme.pk):
        other = services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)

    answer = say(other, "I want to cancel my appointment")

    assert answer.content.startswith("I can only change appointments that were booked in this chat")
    assert [each.status for each in booked(conversation)] == ["CONFIRMED"]


def test_a_dialogue_left_open_is_over_after_a_day(conversation: Conversation, clock: Clock) -> None:
    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS)
    clock.time = NOW + timedelta(hours=25)

    say(conversation, "yes")

    assert booked(conversation) == []


def test_a_member_chat_stays_with_the_agent_that_is_booking(
    acme: Workspace, booking_agent: Agent, alice: Person, calendar: Calendar
) -> None:
    with workspace_scope(acme.pk):
        other = agents.create_agent(name="Ada Lovelace", description="Ada Lovelace", now=NOW)
        agents.publish_agent(agent=other, now=NOW)
        Agent.objects.filter(pk=booking_agent.pk).update(description="appointments tomorrow")
        chat = start_chat(by=alice.user, now=NOW)

    for text in ("appointment tomorrow at 2 pm please", *DETAILS, "yes"):
        asked = ask_in_chat(workspace_id=acme.pk, chat_id=chat.pk, question=text, now=NOW)
        assert asked is not None
        services.generate_reply(message_id=asked.answer.pk, workspace_id=acme.pk)

    assert [each.customer_name for each in booked(chat)] == ["Ada Lovelace"]


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
    conversation: Conversation,
    calendar: Calendar,
    questions: list[dict[str, object]],
    said: list[str],
    answers: dict[str, object],
) -> None:
    with workspace_scope(conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, questions=questions, now=NOW)

    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS, *said, "yes")

    assert [each.answers for each in booked(conversation)] == [answers]


def test_a_calendar_that_members_confirm_promises_nothing(
    conversation: Conversation, calendar: Calendar
) -> None:
    with workspace_scope(conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, confirmation="MANUAL", now=NOW)

    answer = say(conversation, "appointment tomorrow at 2 pm please", *DETAILS, "yes")

    assert answer.content.startswith("Your request is noted: Front desk")
    assert [each.status for each in booked(conversation)] == ["PENDING"]


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
    conversation: Conversation, calendar: Calendar
) -> None:
    with workspace_scope(conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, max_upcoming_per_customer=1, now=NOW)

    say(conversation, "appointment tomorrow at 2 pm please", *DETAILS, "yes")
    answer = say(conversation, "another appointment tomorrow at 3 pm please", "yes")

    assert answer.content.startswith("I'm sorry, too many appointments")
    assert len(booked(conversation)) == 1
    assert holds(conversation) == 0
