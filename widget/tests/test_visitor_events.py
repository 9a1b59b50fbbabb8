"""A visitor receives a human's replies and status live, without gaps."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest
from django.utils import timezone

from core.http import event_streams, open_streams
from core.scope import workspace_scope
from core.testing.openapi import check_event
from voice.conversations import services as conversations
from voice.conversations.models import Message
from widget.tests.visiting import WIDGET, Chat
from workspaces.models import ApiKey
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("on_commit")


def listening(chat: Chat, **headers: str) -> Any:
    return iter(chat.look_on(**headers).streaming_content)


def hear(chunks: Any, schema: str = "VisitorEvent") -> dict[str, Any]:
    chunk = next(chunk for chunk in chunks if not chunk.startswith(b":"))
    lines = dict(line.split(": ", 1) for line in chunk.decode().strip().splitlines())
    data = json.loads(lines["data"])
    check_event(schema, data)
    return {"id": lines["id"], **data}


def without_id(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key != "id"}


def test_a_takeover_is_followed_to_its_end(bob: Person, base: str, chat: Chat) -> None:
    chunks = listening(chat)
    path = f"{base}/conversations/{chat.conversation.public_id}"
    bob.api.post(f"{path}/takeover")
    bob.api.post(f"{path}/typing", {"is_typing": True})
    reply = bob.api.post(f"{path}/reply", {"content": "I am here."}).json()
    bob.api.post(f"{path}/hand-back")

    heard = [without_id(hear(chunks)) for _ in range(5)]

    assert heard == [
        {"type": "status", "status": "AGENT"},
        {"type": "status", "status": "HUMAN", "name": "Bob"},
        {"type": "typing", "is_typing": True, "name": "Bob"},
        {
            "type": "message",
            "message": {
                "id": reply["id"],
                "role": "human",
                "content": "I am here.",
                "name": "Bob",
                "sources": [],
                "confidence": None,
                "created_at": reply["created_at"],
            },
        },
        {"type": "status", "status": "AGENT"},
    ]


def test_earlier_replies_come_first(bob: Person, chat: Chat) -> None:
    chat.taken_over_by(bob)
    early = chat.hear_from(bob, "Early")
    chunks = listening(chat)
    late = chat.hear_from(bob, "Late")

    first, status, second = (hear(chunks) for _ in range(3))

    assert (first["id"], first["message"]["id"]) == ("0", early)
    assert without_id(status) == {"type": "status", "status": "HUMAN", "name": "Bob"}
    assert second["message"]["id"] == late


def test_a_cut_stream_resumes_without_gaps_or_repeats(bob: Person, chat: Chat) -> None:
    chat.taken_over_by(bob)
    chunks = listening(chat)
    hear(chunks)
    chat.hear_from(bob, "One")
    last = hear(chunks)
    missed = chat.hear_from(bob, "Two")

    again = listening(chat, **{"Last-Event-ID": last["id"]})

    assert hear(again)["type"] == "status"
    assert hear(again)["message"]["id"] == missed


def test_received_messages_are_marked_delivered(bob: Person, chat: Chat) -> None:
    chat.taken_over_by(bob)
    chunks = listening(chat)
    hear(chunks)
    chat.hear_from(bob, "One")
    with workspace_scope(chat.workspace.pk):
        assert Message.objects.get(role="HUMAN").delivered_at is None

    hear(chunks)

    with workspace_scope(chat.workspace.pk):
        assert Message.objects.get(role="HUMAN").delivered_at is not None


def test_a_visitor_receives_nothing_of_other_sessions(bob: Person, chat: Chat) -> None:
    other = Chat(chat.api, chat.agent, chat.workspace, key="sess_other")
    other.say("Hello!")
    chunks = listening(chat)
    hear(chunks)
    other.taken_over_by(bob)
    chat.taken_over_by(bob)
    other.hear_from(bob, "To the other")
    own = chat.hear_from(bob, "To this one")

    assert hear(chunks)["type"] == "status"
    assert hear(chunks)["message"]["id"] == own


def _revoke(chat: Chat) -> None:
    ApiKey.objects.update(revoked_at=timezone.now())


def _take_the_right_away(chat: Chat) -> None:
    ApiKey.objects.update(scopes=[ApiKey.Scope.WIDGET_READ])


def _delete(chat: Chat) -> None:
    conversations.delete_conversation(conversation=chat.conversation, now=timezone.now())


@pytest.mark.parametrize("end", [_revoke, _take_the_right_away, _delete])
def test_the_stream_ends_with_the_key_and_with_the_conversation(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, end: Any
) -> None:
    monkeypatch.setattr(event_streams, "CHECK_SECONDS", 0.0)
    chunks = listening(chat)
    hear(chunks)

    with workspace_scope(chat.workspace.pk):
        end(chat)

    assert [chunk for chunk in chunks if not chunk.startswith(b":")] == []


def test_members_see_that_the_visitor_types(alice: Person, base: str, chat: Chat) -> None:
    chunks = iter(alice.api.get(f"{base}/conversations/events").streaming_content)
    hear(chunks, "InboxEvent")

    answer = chat.api.post(f"{WIDGET}/typing", {**chat.ids, "is_typing": True})

    heard = hear(chunks, "InboxEvent")
    assert answer.json() == {"status": "ok"}
    assert (heard["type"], heard["by"], heard["is_typing"]) == ("typing", "VISITOR", True)
    assert heard["conversation_id"] == chat.conversation.public_id


@pytest.mark.django_db(transaction=True)
def test_open_streams_per_client_are_limited(
    chat: Chat, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMIT_FACTOR = 1.0
    monkeypatch.setattr(open_streams, "MAX_OPEN_STREAMS", 2)
    slots = open_streams._StreamSlots()
    monkeypatch.setattr(open_streams, "_stream_slots", lambda: slots)
    first, second = chat.look_on(), chat.look_on()

    refused = [
        chat.look_on(),
        chat.api.post(f"{WIDGET}/chat", {**chat.ids, "message": "And who are you?"}),
    ]
    first.close()
    first.close()
    third, fourth = chat.look_on(), chat.look_on()
    del second  # as if a client left before the response was sent
    gc.collect()
    fifth = chat.look_on()

    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMITED")
        assert answer["Retry-After"] == "10"
    assert [each["content"] for each in chat.history()["messages"] if each["role"] == "user"] == [
        "Hello!"
    ]
    assert [each.status_code for each in (third, fourth, fifth)] == [200, 429, 200]
