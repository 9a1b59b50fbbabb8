"""Socket.IO with real web processes and a real client library: from registration to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from django.utils import timezone

from accounts.tests.factories import token_of
from compat.stella.tests.chats import chat
from compat.stella.tests.sockets import Caller, ChatClient, base, caller, connected, web_process
from core.scope import workspace_scope
from core.testing import run_jobs
from knowledge.tests.factories import make_collection, make_document
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, Message
from voice.conversations.services import start_answer
from voice.conversations.services.member_chats import WELCOME, AskedQuestion, ask_in_chat
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["base", "caller", "chat"]

pytestmark = pytest.mark.processes

WAITING = "Your message is kept and answered after the one before it."


def received(chat: str, text: str) -> tuple[str, Any]:
    return "feedback", {"type": "message_received", "message": text, "chat_id": chat}


def notice(chat: str, text: str) -> tuple[str, Any]:
    return "chat_information", {"type": "progress", "message": text, "chat_id": chat}


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_from_registration_to_the_answer(transactional_db: None, base: str, transport: str) -> None:
    person = {"email": "dora@example.com", "password": "battery-staple-8"}
    nobody = Caller(base)
    nobody.call("POST", "/register", person)
    dora = Caller(base, nobody.call("POST", "/auth/login", person)["access_token"])
    workspace = dora.call("POST", "/workspace", {"name": "Trattoria"})["workspace"]["workspace_id"]
    dora.call("GET", "/agent/download", query="restaurant-host")
    (agent,) = dora.call("GET", "/agent")["agents"]
    dora.call("POST", f"/workspace/{workspace}/agent", {"agent_id": agent["agent_id"]})
    run_jobs("ingestion")
    chat = dora.call("POST", "/chat", workspace_id=workspace)["chat"]["chat_id"]
    question = "How long is a table kept?"

    with connected(dora, chat, transport=transport) as client:
        client.say(question, dora.string(chat, message=True))

        assert client.next() == received(chat, question)
        event, answer = client.next()

    assert event == "message"
    assert "15 minutes" in answer


def test_without_agents_a_welcome_is_answered(caller: Caller, chat: str) -> None:
    with connected(caller, chat) as client:
        client.say("Hello?", caller.string(chat, message=True))

        assert client.next() == received(chat, "Hello?")
        assert client.next() == ("message", WELCOME)


def test_consecutive_messages_are_answered_in_order(
    caller: Caller, acme: Workspace, chat: str
) -> None:
    make_agent(acme)
    make_document(make_collection(acme))
    questions = ["When do you open on Saturday?", "Within how many days can goods be returned?"]
    strings = [caller.string(chat, message=True) for _ in questions]

    with connected(caller, chat) as client:
        for question, string in zip(questions, strings, strict=True):
            client.say(question, string)
        # Whether the second gets a notice depends on how soon the first was answered.
        events = [
            e for e in events_until_said(client, len(questions)) if e != notice(chat, WAITING)
        ]

    assert [each for each in events if each[0] == "feedback"] == [
        received(chat, question) for question in questions
    ]
    answers = [text for event, text in events if event == "message"]
    assert len(events) == 4
    assert "10 am to 2 pm" in answers[0]
    assert "45 days" in answers[1]
    with workspace_scope(acme.pk):
        stored = Message.objects.filter(role="ASSISTANT").order_by("pk")
        assert [message.content for message in stored] == answers
        assert all(message.delivered_at for message in stored)


def events_until_said(client: ChatClient, answers: int) -> Iterator[tuple[str, Any]]:
    """Yield events up to the given number of answers."""
    while answers:
        event = client.next()
        answers -= event[0] == "message"
        yield event


def ask_unanswered(
    workspace: Workspace, chat: str, question: str, monkeypatch: pytest.MonkeyPatch
) -> AskedQuestion:
    """Ask, as if the process died before it started the answer."""
    with workspace_scope(workspace.pk):
        key = Conversation.objects.with_public_id(chat).get().pk
    with monkeypatch.context() as patch:
        patch.setattr("voice.conversations.services.asking.start_answer", lambda job: None)
        asked = ask_in_chat(
            workspace_id=workspace.pk, chat_id=key, question=question, now=timezone.now()
        )
    assert asked is not None
    assert asked.job is not None
    return asked


def test_a_message_before_the_last_answer_is_kept_until_then(
    caller: Caller, acme: Workspace, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agent(acme)
    make_document(make_collection(acme))
    first = ask_unanswered(acme, chat, "When do you open on Saturday?", monkeypatch)
    second = "Within how many days can goods be returned?"

    with connected(caller, chat) as client:
        client.say(second, caller.string(chat, message=True))
        kept = [client.next(), client.next()]
        start_answer(first.job)
        answers = [client.next(), client.next()]

    assert kept == [received(chat, second), notice(chat, WAITING)]
    assert [event for event, _ in answers] == ["message", "message"]
    assert "10 am to 2 pm" in answers[0][1]
    assert "45 days" in answers[1][1]


def test_a_returning_client_receives_the_pending_answer(
    caller: Caller, acme: Workspace, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the process that took the question is gone: a worker generates the answer then."""
    make_agent(acme)
    asked = ask_unanswered(acme, chat, "Hello?", monkeypatch)

    with connected(caller, chat) as client, connected(caller, chat) as other:
        start_answer(asked.job)

        event, answer = client.next()
        assert (event, other.next()) == ("message", ("message", answer))
        client.say("Thanks", caller.string(chat, message=True))
        assert client.next() == received(chat, "Thanks")  # and nothing twice before it


def test_a_refused_message_gets_a_notice_with_the_reason(caller: Caller, chat: str) -> None:
    string = caller.string(chat, message=True)

    with connected(caller, chat) as client:
        client.emit("no JSON")
        client.say("Hello", "nonsense")
        client.say("x" * 4_001, string)
        client.say("Hello", string)
        client.say("Hello again", string)
        found = [client.next() for _ in range(6)]

    used = "The message string is unknown, expired or used. Ask for a new one, and send again."
    notices = [each for each in found if each[0] == "chat_information"]
    assert notices == [
        notice(
            chat,
            "A message must be a JSON object, as text, with message, chat_id and message_string.",
        ),
        notice(chat, used),
        notice(chat, "message: Ensure this field has no more than 4000 characters."),
        notice(chat, used),
    ]
    assert received(chat, "Hello") in found
    assert ("message", WELCOME) in found


def test_two_web_processes_share_chats(
    base: str, caller: Caller, alice: Person, acme: Workspace, chat: str
) -> None:
    """A chat open at both receives an answer at both, once."""
    make_agent(acme)
    make_document(make_collection(acme))
    with (
        web_process(CORS_ALLOWED_ORIGINS="https://desk.example", RATE_LIMIT_FACTOR="0.1") as other,
        connected(caller, chat) as here,
        connected(Caller(other, token_of(alice.user)), chat) as there,
    ):
        there.say("When do you open on Saturday?", caller.string(chat, message=True))

        assert there.next() == received(chat, "When do you open on Saturday?")
        event, answer = here.next()
        assert (event, "10 am to 2 pm" in answer) == ("message", True)
        assert there.next() == ("message", answer)

        path = f"{other}/socket.io/?EIO=4&transport=polling"
        allowed = httpx2.get(path, headers={"Origin": "https://desk.example"})
        assert allowed.headers["access-control-allow-origin"] == "https://desk.example"
        answers = [httpx2.get(path) for _ in range(7)]  # of 60 per minute, a tenth
        assert answers[-1].status_code == 429
        assert answers[-1].headers["retry-after"].isdigit()
        here.say("Hello", caller.string(chat, message=True))
        assert here.next() == received(chat, "Hello")
        assert here.next() == there.next()
    assert here.events.empty()
