"""The agent books appointments while it talks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from core.scope import workspace_scope
from scheduling import services as scheduling
from scheduling.models import Calendar
from scheduling.tests.fixtures import NOW
from scheduling.tokens import appointment_link
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.answers.services import AnswerDraft
from voice.conversations import services
from voice.conversations.models import BookingDialogue, Conversation, Evidence, Message
from voice.conversations.services import replies
from voice.conversations.services.handling import take_over
from voice.conversations.services.member_chats import ask_in_chat, start_chat
from voice.conversations.tests.booking import ASKED, DETAILS, booked, holds, say
from voice.conversations.tests.factories import ANSWER, QUESTION, again
from workspaces.contacts.models import Contact
from workspaces.models import Workspace
from workspaces.tests.factories import Person

MOMENT = "Tuesday, 2 March 2027 at 2:00 pm (Europe/Vienna, UTC+1)"

pytestmark = pytest.mark.usefixtures("on_commit")


def test_an_agent_books_what_was_confirmed(booking_conversation: Conversation) -> None:
    asked = say(booking_conversation, "I'd like an appointment tomorrow at 2 pm", *DETAILS)
    before = (booked(booking_conversation), holds(booking_conversation))
    said = say(booking_conversation, "yes please")

    assert before == ([], 1)
    assert asked.content == (
        f"Let me repeat: Front desk, {MOMENT}, 30 minutes, for Ada Lovelace, ada@example.com. "
        "Shall I book it?"
    )
    assert said.content.startswith(f"Your appointment is booked: Front desk, {MOMENT}, 30 minutes")
    (appointment,) = booked(booking_conversation)
    assert said.content.endswith(f"or use this link: {appointment_link(appointment.public_id)}")
    assert appointment.starts_at == datetime(2027, 3, 2, 13, tzinfo=UTC)
    assert (appointment.status, appointment.source) == ("CONFIRMED", "CHAT")
    assert (appointment.customer_name, appointment.customer_email) == DETAILS
    assert (appointment.customer_language, appointment.minutes) == ("en", 30)
    assert (said.is_answered, said.confidence, said.provider) == (True, 1.0, "")
    with workspace_scope(booking_conversation.workspace_id):
        assert not Evidence.objects.filter(message=said).exists()
    assert holds(booking_conversation) == 0
    known = again(booking_conversation)
    assert (known.visitor_name, known.visitor_email) == DETAILS
    with workspace_scope(booking_conversation.workspace_id):
        assert Contact.objects.get(pk=known.contact_id).email == "ada@example.com"


def test_the_link_in_the_chat_opens_the_appointment(
    booking_conversation: Conversation, client: Client
) -> None:
    said = say(booking_conversation, "Ich hätte gern morgen um 14 Uhr einen Termin", *DETAILS, "ja")

    text, _, link = said.content.rpartition(" mit diesem Link: ")
    assert text.endswith("Verschieben oder absagen können Sie ihn hier oder")
    (appointment,) = booked(booking_conversation)
    page = client.get(link.removeprefix(settings.SITE_URL))
    assert page.status_code == 200
    assert appointment.customer_name in page.content.decode()


def test_a_question_in_the_middle_is_answered_and_leads_back(
    booking_conversation: Conversation,
) -> None:
    say(booking_conversation, "Can I come in tomorrow at 2 pm?")

    answer = say(booking_conversation, QUESTION)

    back = "Back to your appointment on Tuesday, 2 March at 2:00 pm: What is your name?"
    assert answer.content == f"{ANSWER}\n\n{back}"
    assert answer.is_answered is True
    say(booking_conversation, *DETAILS, "yes")
    assert len(booked(booking_conversation)) == 1


def test_an_agent_without_calendars_leads_no_dialogue(acme: Workspace, helper: Agent) -> None:
    with workspace_scope(acme.pk):
        plain = services.start_conversation(agent=helper, channel="WIDGET", now=NOW)

    answer = say(plain, "I'd like an appointment tomorrow at 2 pm")

    assert "name" not in answer.content
    with workspace_scope(acme.pk):
        assert not BookingDialogue.objects.exists()


def test_a_question_alone_begins_no_dialogue(booking_conversation: Conversation) -> None:
    answer = say(booking_conversation, QUESTION)

    assert answer.content == ANSWER
    with workspace_scope(booking_conversation.workspace_id):
        assert not BookingDialogue.objects.exists()


def test_an_answer_continued_after_a_crash_books_once(
    booking_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(booking_conversation, ASKED, *DETAILS)
    with monkeypatch.context() as patch:
        patch.setattr(replies, "fixed_draft", lambda text, **_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            say(booking_conversation, "yes")
    with workspace_scope(booking_conversation.workspace_id):
        unanswered = Message.objects.get(state=Message.State.GENERATING)

    services.generate_reply(
        message_id=unanswered.pk, workspace_id=booking_conversation.workspace_id
    )

    with workspace_scope(booking_conversation.workspace_id):
        unanswered.refresh_from_db()
    assert unanswered.content.startswith("Your appointment is booked")
    assert len(booked(booking_conversation)) == 1


def test_nothing_is_booked_while_a_human_has_the_conversation(
    booking_conversation: Conversation, alice: Person
) -> None:
    say(booking_conversation, ASKED, *DETAILS)
    answer = say(booking_conversation, "yes", starts=False)
    with workspace_scope(booking_conversation.workspace_id):
        take_over(conversation=booking_conversation, by=alice.user, now=NOW)

    services.generate_reply(message_id=answer.pk, workspace_id=booking_conversation.workspace_id)

    assert booked(booking_conversation) == []
    with workspace_scope(booking_conversation.workspace_id):
        assert Message.objects.get(pk=answer.pk).state == Message.State.DROPPED


def test_what_was_booked_is_said_if_a_human_takes_over_in_between(
    booking_conversation: Conversation, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The human comes after the booking is committed, and before a word of it is said."""
    say(booking_conversation, ASKED, *DETAILS)
    draft = replies.fixed_draft

    def taken_over(text: str, **options: Any) -> AnswerDraft:
        assert len(booked(booking_conversation)) == 1
        with workspace_scope(booking_conversation.workspace_id):
            take_over(conversation=booking_conversation, by=alice.user, now=NOW)
        return draft(text, **options)

    with monkeypatch.context() as patch:
        patch.setattr(replies, "fixed_draft", taken_over)
        answer = say(booking_conversation, "yes")

    assert again(booking_conversation).status == Conversation.Status.HUMAN
    assert answer.state == Message.State.COMPLETED
    assert answer.content.startswith("Your appointment is booked")


def test_what_was_booked_before_a_crash_is_said_though_a_human_has_taken_over(
    booking_conversation: Conversation, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(booking_conversation, ASKED, *DETAILS)
    with monkeypatch.context() as patch:
        patch.setattr(replies, "fixed_draft", lambda text, **_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            say(booking_conversation, "yes")
    with workspace_scope(booking_conversation.workspace_id):
        unanswered = Message.objects.get(state=Message.State.GENERATING)
        take_over(conversation=booking_conversation, by=alice.user, now=NOW)

    services.generate_reply(
        message_id=unanswered.pk, workspace_id=booking_conversation.workspace_id
    )

    with workspace_scope(booking_conversation.workspace_id):
        unanswered.refresh_from_db()
    assert unanswered.content.startswith("Your appointment is booked")
    assert len(booked(booking_conversation)) == 1


def test_a_time_taken_after_its_hold_has_ended_is_told(
    booking_conversation: Conversation, calendar: Calendar
) -> None:
    say(booking_conversation, ASKED, *DETAILS)
    later = NOW + timedelta(minutes=20)
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.book(
            calendar=calendar,
            starts_at=datetime(2027, 3, 2, 13, tzinfo=UTC),
            customer=scheduling.Customer(name="Bob", email="bob@example.com"),
            now=later,
        )

    answer = say(booking_conversation, "yes", now=later)

    assert answer.content == (
        "I'm sorry, Tuesday, 2 March at 2:00 pm has just been taken. The nearest free times are "
        "Tuesday, 2 March at 1:00 pm; Tuesday, 2 March at 1:30 pm or Tuesday, 2 March at 2:30 pm. "
        "Would one of them suit you?"
    )
    say(booking_conversation, "2:30", "yes", now=later)
    assert [each.customer_name for each in booked(booking_conversation)] == ["Bob", "Ada Lovelace"]


def test_an_appointment_is_moved_and_cancelled_where_it_was_booked(
    booking_conversation: Conversation,
) -> None:
    say(booking_conversation, ASKED, *DETAILS, "yes")

    moved = say(booking_conversation, "can I move my appointment to Wednesday at 10:30?", "yes")
    after = booked(booking_conversation)
    cancelled = say(booking_conversation, "sorry, I have to cancel my appointment", "yes")

    assert "Wednesday, 3 March 2027 at 10:30 am" in moved.content
    assert [each.starts_at for each in after] == [datetime(2027, 3, 3, 9, 30, tzinfo=UTC)]
    assert cancelled.content == "Your appointment on Wednesday, 3 March at 10:30 am is cancelled."
    assert [each.status for each in booked(booking_conversation)] == ["CANCELLED"]
    assert holds(booking_conversation) == 0


def test_an_appointment_of_another_conversation_is_not_touched(
    acme: Workspace, booking_agent: Agent, booking_conversation: Conversation
) -> None:
    say(booking_conversation, ASKED, *DETAILS, "yes")
    with workspace_scope(acme.pk):
        other = services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)

    answer = say(other, "I want to cancel my appointment")

    assert answer.content.startswith("I can only change appointments that were booked in this chat")
    assert [each.status for each in booked(booking_conversation)] == ["CONFIRMED"]


def test_a_dialogue_left_open_is_over_after_a_day(booking_conversation: Conversation) -> None:
    say(booking_conversation, ASKED, *DETAILS)

    say(booking_conversation, "yes", now=NOW + timedelta(hours=25))

    assert booked(booking_conversation) == []


def test_a_member_chat_stays_with_the_agent_that_is_booking(
    acme: Workspace, booking_agent: Agent, alice: Person, calendar: Calendar
) -> None:
    with workspace_scope(acme.pk):
        other = agents.create_agent(name="Ada Lovelace", description="Ada Lovelace", now=NOW)
        agents.publish_agent(agent=other, now=NOW)
        Agent.objects.filter(pk=booking_agent.pk).update(description="appointments tomorrow")
        chat = start_chat(by=alice.user, now=NOW)

    for text in (ASKED, *DETAILS, "yes"):
        asked = ask_in_chat(workspace_id=acme.pk, chat_id=chat.pk, question=text, now=NOW)
        assert asked is not None
        services.generate_reply(message_id=asked.answer.pk, workspace_id=acme.pk)

    assert [each.customer_name for each in booked(chat)] == ["Ada Lovelace"]
