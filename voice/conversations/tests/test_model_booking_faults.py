"""A model that books fails, dies, is not allowed to, or is overtaken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.scope import workspace_scope
from scheduling import services as scheduling
from scheduling.models import Calendar
from scheduling.tests.fixtures import NOW, at
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.answers.services import Conversed, ToolConversation
from voice.conversations import services
from voice.conversations.models import BookingDialogue, Conversation, Message
from voice.conversations.services import replies
from voice.conversations.services.handling import take_over
from voice.conversations.tests.booking import booked, holds, say
from voice.conversations.tests.tool_models import (
    COST,
    READ_OUT,
    WISH,
    ada,
    conversation,
    plays,
    wire,
)
from voice.providers.models import Provider
from voice.providers.services import change_provider
from voice.providers.tests.llm_server import Server, scripted_server
from voice.providers.tests.tool_server import (
    WIRES,
    Says,
)
from voice.tools.booking.model_tools import BookingTools
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["ada", "conversation", "plays", "scripted_server", "wire"]

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.mark.parametrize("status", [400, 401, 500])
def test_the_dialogue_takes_the_message_of_a_model_that_fails(
    conversation: Conversation, server: Server, plays: Any, status: int
) -> None:
    plays(status)

    answer = say(conversation, WISH)

    assert len(server.requests) == 1
    assert (answer.content, answer.provider, answer.cost) == (READ_OUT, "", 0)
    say(conversation, "yes")
    assert len(booked(conversation)) == 1


@pytest.mark.parametrize("wire", WIRES)
def test_the_dialogue_takes_over_in_the_middle_and_all_is_paid(
    conversation: Conversation, plays: Any, calendar: Calendar
) -> None:
    find = {"calendar": calendar.public_id, "first": "2027-03-02", "last": "2027-03-02"}
    plays(Says("", [("find_times", find)]), 500)

    answer = say(conversation, WISH)

    assert (answer.content, answer.cost) == (READ_OUT, COST)


def test_a_provider_that_is_down_leaves_it_to_the_dialogue(
    conversation: Conversation, server: Server
) -> None:
    server.server_close()

    assert say(conversation, WISH).content == READ_OUT


@pytest.mark.parametrize("setting", [{"supports_tools": False}, {"is_active": False}])
def test_a_provider_without_tools_is_not_asked_to_book(
    conversation: Conversation, server: Server, acme: Workspace, setting: dict[str, bool]
) -> None:
    with workspace_scope(acme.pk):
        change_provider(provider=Provider.objects.get(name="Tools"), now=NOW, **setting)

    assert say(conversation, WISH).content == READ_OUT
    assert server.requests == []


def test_a_blocked_word_never_reaches_the_model(
    conversation: Conversation, server: Server, acme: Workspace, booking_agent: Agent
) -> None:
    with workspace_scope(acme.pk):
        agents.change_agent(
            agent=booking_agent, behavior_settings={"blocked_words": ["lovelace"]}, now=NOW
        )
        agents.publish_agent(agent=booking_agent, now=NOW)

    assert say(conversation, WISH).content == READ_OUT
    assert server.requests == []


@pytest.mark.parametrize("wire", WIRES)
def test_a_crash_after_the_commit_repeats_what_was_committed(
    conversation: Conversation, server: Server, plays: Any, ada: Any, monkeypatch: Any
) -> None:
    plays(Says("", [("book_appointment", ada)]))
    with monkeypatch.context() as patch:
        patch.setattr(replies, "fixed_draft", lambda text, **_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            say(conversation, WISH)
    with workspace_scope(conversation.workspace_id):
        unanswered = Message.objects.get(state=Message.State.GENERATING)

    services.generate_reply(message_id=unanswered.pk, workspace_id=conversation.workspace_id)

    with workspace_scope(conversation.workspace_id):
        unanswered.refresh_from_db()
    assert (unanswered.content, unanswered.cost) == (READ_OUT, COST)
    assert len(server.requests) == 1
    assert holds(conversation) == 1


def test_a_crash_before_the_commit_leaves_nothing(
    conversation: Conversation, plays: Any, ada: Any, monkeypatch: Any
) -> None:
    plays(Says("", [("book_appointment", ada)]))
    with monkeypatch.context() as patch:
        patch.setattr(
            "voice.conversations.services.model_booking.conclude", lambda *_: pytest.fail("killed")
        )
        with pytest.raises(pytest.fail.Exception):
            say(conversation, WISH)
    assert holds(conversation) == 0
    with workspace_scope(conversation.workspace_id):
        unanswered = Message.objects.get(state=Message.State.GENERATING)

    services.generate_reply(message_id=unanswered.pk, workspace_id=conversation.workspace_id)

    with workspace_scope(conversation.workspace_id):
        unanswered.refresh_from_db()
    assert (unanswered.content, holds(conversation)) == (READ_OUT, 1)


@pytest.mark.parametrize("moment", ["before it is called", "after it has spoken"])
def test_nothing_is_kept_for_a_conversation_that_a_human_takes(
    conversation: Conversation,
    plays: Any,
    ada: Any,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    def taken_over() -> None:
        with workspace_scope(conversation.workspace_id):
            take_over(conversation=conversation, by=alice.user, now=NOW)

    ran: list[str] = []
    run = BookingTools.run
    monkeypatch.setattr(
        BookingTools, "run", lambda self, call, desk: ran.append(call.name) or run(self, call, desk)
    )
    during(monkeypatch, "before" if moment == "before it is called" else "after", taken_over)
    plays(Says("What is your name?", [("book_appointment", ada)]))

    answer = say(conversation, WISH)

    with workspace_scope(conversation.workspace_id):
        (dropped,) = Message.objects.filter(role=Message.Role.ASSISTANT)
        assert not BookingDialogue.objects.exists()
    assert dropped.cost == COST
    assert (dropped.state, answer.content) == (Message.State.DROPPED, "")
    assert ran == ([] if moment == "before it is called" else ["book_appointment"])
    assert (booked(conversation), holds(conversation)) == ([], 0)


def test_a_time_that_goes_while_the_model_speaks_is_told(
    conversation: Conversation,
    plays: Any,
    ada: Any,
    calendar: Calendar,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def goes() -> None:
        with workspace_scope(conversation.workspace_id):
            scheduling.book(
                calendar=calendar,
                starts_at=at(13),
                customer=scheduling.Customer(name="Bob", email="bob@example.com"),
                now=NOW,
            )

    during(monkeypatch, "after", goes)
    plays(Says("", [("book_appointment", ada)]))

    answer = say(conversation, WISH)

    assert answer.content.startswith(
        "I'm sorry, Tuesday, 2 March at 2:00 pm has just been taken. The nearest free times are"
    )
    assert [each.customer_name for each in booked(conversation)] == ["Bob"]


def during(monkeypatch: pytest.MonkeyPatch, when: str, happens: Callable[[], None]) -> None:
    """Let something happen before the model is asked, or after its last word."""
    run = ToolConversation.run

    def runs(self: ToolConversation) -> Conversed:
        if when == "before":
            happens()
        conversed = run(self)
        if when == "after":
            happens()
        return conversed

    monkeypatch.setattr(ToolConversation, "run", runs)
