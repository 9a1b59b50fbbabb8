"""An agent whose model calls tools books appointments, over both vendors' wire formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.scope import workspace_scope
from scheduling import services as scheduling
from scheduling.models import Calendar
from scheduling.tests.fixtures import NOW, at, make_calendar
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.answers.services import Conversed, ToolConversation
from voice.conversations import services
from voice.conversations.models import BookingDialogue, Conversation, Evidence, Message
from voice.conversations.services import replies
from voice.conversations.services.handling import take_over
from voice.conversations.tests.booking import booked, holds, say
from voice.conversations.tests.factories import ANSWER, QUESTION
from voice.conversations.tests.providers import make_provider
from voice.providers.models import Provider
from voice.providers.services import change_provider
from voice.providers.tests.llm_server import Server, scripted_server
from voice.providers.tests.tool_server import (
    ASKED,
    GENERATED,
    WIRES,
    Says,
    Script,
    results_in,
    rules_in,
    scripted,
)
from voice.tools.booking.model_led import BookingTools
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["scripted_server"]

WISH = "I'd like an appointment tomorrow at 2 pm, Ada Lovelace, ada@example.com"
READ_OUT = (
    "Let me repeat: Front desk, Tuesday, 2 March 2027 at 2:00 pm (Europe/Vienna, UTC+1), 30"
    " minutes, for Ada Lovelace, ada@example.com. Shall I book it?"
)
COST = ASKED * 2 + GENERATED * 10

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.fixture
def wire() -> str:
    """What one vendor's format shows is not tried again in the other's, unless it is named."""
    return "OPENAI_COMPATIBLE"


@pytest.fixture
def plays(server: Server, wire: str) -> Callable[..., None]:
    def play(*script: Script) -> None:
        server.requests.clear()
        server.script = scripted(wire, *script)

    return play


@pytest.fixture
def conversation(
    acme: Workspace, booking_agent: Agent, server: Server, wire: str, settings: Any
) -> Conversation:
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    suffix = "" if wire == "ANTHROPIC" else "/v1"
    provider = make_provider(
        acme,
        "Tools",
        kind=wire,
        base_url=f"http://127.0.0.1:{server.server_port}{suffix}",
        input_cost=2_000_000,
        output_cost=10_000_000,
    )
    with workspace_scope(acme.pk):
        agents.change_agent(agent=booking_agent, provider=provider, now=NOW)
        agents.publish_agent(agent=booking_agent, now=NOW)
        return services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)


@pytest.fixture
def ada(calendar: Calendar) -> dict[str, Any]:
    return {
        "calendar": calendar.public_id,
        "start": "2027-03-02T14:00:00+01:00",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
    }


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
    spent = (asked.input_tokens, asked.output_tokens, asked.cost)
    assert spent == (2 * ASKED, 2 * GENERATED, 2 * COST)

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
