"""Visitors return; only their own browser opens their session."""

from __future__ import annotations

from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, Message
from widget.tests.visiting import WIDGET, Chat, answer_id, escalate, rate
from workspaces.models import UsageCounter
from workspaces.tests.factories import Person, make_key, make_person, make_workspace

__all__ = ["answer_id"]

pytestmark = pytest.mark.usefixtures("on_commit")


def test_history_has_the_messages_oldest_first(bob: Person, chat: Chat) -> None:
    chat.taken_over_by(bob)
    chat.hear_from(bob, "I am Bob.")

    history = chat.history()

    assert history["status"] == "HUMAN"
    assert [(each["role"], each["name"]) for each in history["messages"]] == [
        ("user", None),
        ("assistant", "Helper"),
        ("human", "Bob"),
    ]
    human = history["messages"][-1]
    assert (human["content"], human["sources"], human["confidence"]) == ("I am Bob.", [], None)
    assert human["created_at"].endswith("Z")


def test_history_is_the_latest_fifty_without_failures(chat: Chat) -> None:
    with workspace_scope(chat.workspace.pk):
        answer = Message.objects.get(role="ASSISTANT")
        more = [("COMPLETED", f"{number}") for number in range(60)]
        more += [("FAILED", "x"), ("DROPPED", "x"), ("GENERATING", "x")]
        Message.objects.bulk_create(
            Message(
                workspace=chat.workspace,
                conversation=answer.conversation,
                role="ASSISTANT",
                state=state,
                content=content,
                agent_version_id=answer.agent_version_id,
                created_at=answer.created_at,
            )
            for state, content in more
        )

    contents = [each["content"] for each in chat.history()["messages"]]

    assert contents == [f"{number}" for number in range(10, 60)]


@pytest.mark.parametrize("route", ["messages", "events"])
def test_a_session_opens_with_its_key_and_its_agent_only(chat: Chat, route: str) -> None:
    other_agent = make_agent(chat.workspace, "Other")
    stranger = make_workspace(make_person("erin"), name="Strange")
    foreign = ApiClient(**{"X-API-Key": make_key(stranger)})
    own = {"agent_id": chat.agent.public_id}

    def status(api: ApiClient, key: str, query: dict[str, str] | None) -> int:
        return int(api.get(f"{WIDGET}/sessions/{key}/{route}", query).status_code)

    assert status(chat.api, chat.key, own) == 200
    assert status(chat.api, chat.key, None) == 200
    assert status(chat.api, chat.key, {"agent_id": other_agent.public_id}) == 404
    assert status(chat.api, "sess_of_nobody", own) == 404
    assert status(chat.api, chat.conversation.public_id, own) == 404
    assert status(foreign, chat.key, own) == 404
    assert status(foreign, chat.key, None) == 404


def test_read_receipts_reach_members(bob: Person, base: str, chat: Chat) -> None:
    chat.taken_over_by(bob)
    chat.hear_from(bob, "One")
    seen = chat.hear_from(bob, "Two")
    unseen = chat.hear_from(bob, "Three")
    path = f"{base}/conversations/{chat.conversation.public_id}/messages"

    answer = chat.api.post(f"{WIDGET}/read", {**chat.ids, "message_id": seen})

    assert answer.json() == {"status": "ok"}
    humans = bob.api.get(path).json()["messages"][2:]
    assert [bool(each["read_at"]) for each in humans] == [True, True, False]
    assert [bool(each["delivered_at"]) for each in humans] == [True, True, False]
    chat.history()
    assert bob.api.get(path).json()["messages"][-1]["id"] == unseen
    assert bob.api.get(path).json()["messages"][-1]["delivered_at"] is not None


def test_a_message_of_another_session_cannot_be_marked_read(chat: Chat, answer_id: str) -> None:
    other = Chat(chat.api, chat.agent, chat.workspace, key="sess_other")
    other.say("Hello!")

    with nothing_changes():
        answer = chat.api.post(f"{WIDGET}/read", {**other.ids, "message_id": answer_id})

    assert (answer.status_code, answer.json()["field"]) == (404, "message_id")


def test_a_question_to_a_human_is_passed_on(bob: Person, chat: Chat) -> None:
    chat.taken_over_by(bob)
    used = _used(chat)

    stream = chat.say("Is anybody there?")

    question_id = chat.history()["messages"][-1]["id"]
    assert stream == [
        {"id": 0, "type": "start", "message_id": question_id, "session_id": chat.key},
        {"id": 1, "type": "sources", "sources": []},
        {"id": 2, "type": "done", "confidence": 0.0, "handled_by": "HUMAN"},
    ]
    assert _used(chat) == used


def _used(chat: Chat) -> int:
    with workspace_scope(chat.workspace.pk):
        return int(UsageCounter.objects.get().used)


def test_an_answer_says_that_the_agent_gave_it(chat: Chat) -> None:
    assert chat.say("Hello!")[-1]["handled_by"] == "AGENT"


def test_member_chats_are_not_accessible_to_the_widget(
    bob: Person, chat: Chat, answer_id: str
) -> None:
    with workspace_scope(chat.workspace.pk):
        Conversation.objects.update(channel="CHAT", started_by=bob.user)

    assert chat.api.get(f"{WIDGET}/chat/{answer_id}/stream").status_code == 404
    assert rate(chat, answer_id, "THUMBS_UP").status_code == 404


@pytest.mark.parametrize(
    ("limit", "act"),
    [
        (5, lambda chat: escalate(chat)),
        (60, lambda chat: chat.api.get(f"{WIDGET}/sessions/{chat.key}/messages")),
        (30, lambda chat: rate(chat, "msg_x", "THUMBS_UP")),
        (20, lambda chat: chat.api.post(f"{WIDGET}/chat", {**chat.ids, "message": "Hello!"})),
    ],
)
def test_visitors_are_rate_limited(
    chat: Chat, settings: Any, monkeypatch: pytest.MonkeyPatch, limit: int, act: Any
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 1.0
    monkeypatch.setattr("voice.conversations.services.asking.start_answer", lambda job: None)

    allowed = [act(chat).status_code for _ in range(limit)]
    refused = act(chat)

    assert 429 not in allowed
    assert (refused.status_code, refused.json()["code"]) == (429, "RATE_LIMITED")
    assert int(refused["Retry-After"]) >= 1
