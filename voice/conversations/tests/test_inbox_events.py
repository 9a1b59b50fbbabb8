"""Members receive live events of the inbox while they have access."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.test import AsyncClient
from django.utils import timezone

from accounts.models import Session
from core.http import event_streams
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient
from core.testing.openapi import check_event
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations import services as conversations
from voice.conversations.models import Conversation
from voice.conversations.tests.factories import make_conversation
from workspaces.models import Membership, Workspace
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/conversations/events"


def parsed(chunk: bytes) -> dict[str, Any]:
    lines = dict(line.split(": ", 1) for line in chunk.decode().strip().splitlines())
    data = json.loads(lines["data"])
    check_event("InboxEvent", data)
    return {"id": lines["id"], **data}


class Listener:
    """One open stream. Keep-alives are not counted as events."""

    def __init__(self, person: ApiClient, path: str, **headers: str) -> None:
        self.answer = person.get(path, **headers)
        assert self.answer.status_code == 200
        self.chunks = iter(self.answer.streaming_content)

    def hear(self) -> dict[str, Any]:
        return parsed(next(chunk for chunk in self.chunks if not chunk.startswith(b":")))


def test_events_are_received(
    alice: Person, bob: Person, base: str, acme: Workspace, agent: Agent, path: str
) -> None:
    listener = Listener(alice.api, path)
    ready = listener.hear()
    conversation = make_conversation(acme, agent, ("Are you open?", "Yes."))
    name = conversation.public_id
    bob.api.post(f"{base}/conversations/{name}/takeover")
    bob.api.post(f"{base}/conversations/{name}/typing", {"is_typing": True})
    reply = bob.api.post(f"{base}/conversations/{name}/reply", {"content": "On Sundays too."})

    heard = [listener.hear() for _ in range(5)]

    assert (ready["type"], ready["resumed"]) == ("ready", False)
    assert [each["type"] for each in heard] == [
        "conversation.created",
        "message.created",
        "conversation.updated",
        "typing",
        "message.created",
    ]
    assert {each["conversation_id"] for each in heard} == {name}
    assert heard[1]["message"]["content"] == "Are you open?"
    assert heard[2]["assigned_to"] == {"id": bob.user.public_id, "name": "Bob"}
    assert heard[3] == heard[3] | {"is_typing": True, "by": "HUMAN", "name": "Bob"}
    assert heard[4]["message"] == {
        key: reply.json()[key] for key in ("id", "role", "content", "author", "created_at")
    }


def test_a_cut_stream_resumes_after_the_last_event(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    make_conversation(acme, agent)
    first = Listener(alice.api, path).hear()
    missed = [make_conversation(acme, agent).public_id for _ in range(2)]

    again = Listener(alice.api, path, **{"Last-Event-ID": first["id"]})

    assert again.hear() == {"id": first["id"], "type": "ready", "resumed": True}
    assert [again.hear()["conversation_id"] for _ in range(2)] == missed


def test_events_stay_in_their_workspace(
    alice: Person,
    charlie: Person,
    acme: Workspace,
    agent: Agent,
    other_workspace: Workspace,
    path: str,
) -> None:
    theirs = Listener(
        charlie.api, f"/api/v1/workspaces/{other_workspace.public_id}/conversations/events"
    )
    own = Listener(alice.api, path)
    assert charlie.api.get(path).status_code == 404
    theirs.hear()
    own.hear()

    to_provider_error = make_conversation(acme, agent)
    other = make_conversation(other_workspace, make_agent(other_workspace))

    assert own.hear()["conversation_id"] == to_provider_error.public_id
    assert theirs.hear()["conversation_id"] == other.public_id


def test_member_chats_send_no_events(
    alice: Person, bob: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    listener = Listener(alice.api, path)
    listener.hear()
    with workspace_scope(acme.pk):
        conversations.start_conversation(
            agent=None, channel="CHAT", started_by=bob.user, now=timezone.now()
        )

    to_provider_error = make_conversation(acme, agent)

    assert listener.hear()["conversation_id"] == to_provider_error.public_id


def _end_session(person: Person, acme: Workspace) -> None:
    Session.objects.filter(user=person.user).update(revoked_at=timezone.now())


def _remove(person: Person, acme: Workspace) -> None:
    with as_table_owner():
        Membership.everywhere.filter(user=person.user, workspace=acme).delete()


def _suspend(person: Person, acme: Workspace) -> None:
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(suspended_at=timezone.now())


def _deactivate(person: Person, acme: Workspace) -> None:
    type(person.user).objects.filter(pk=person.user.pk).update(is_active=False)


@pytest.mark.parametrize("cut", [_end_session, _remove, _suspend, _deactivate])
def test_the_stream_closes_when_access_is_revoked(
    bob: Person,
    acme: Workspace,
    agent: Agent,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
    cut: Any,
) -> None:
    monkeypatch.setattr(event_streams, "CHECK_SECONDS", 0.0)
    listener = Listener(bob.api, path)
    listener.hear()
    make_conversation(acme, agent)
    assert listener.hear()["type"] == "conversation.created"

    cut(bob, acme)
    make_conversation(acme, agent)

    assert list(listener.chunks) == []


def test_access_is_checked_every_half_minute() -> None:
    assert event_streams.CHECK_SECONDS <= 30


def _audit_value(conversation: Conversation) -> None:
    with workspace_scope(conversation.workspace_id):
        conversations.notify_visitor_typing(conversation=conversation, is_typing=True)


@pytest.mark.django_db(transaction=True)
def test_streams_work_the_same_under_asgi(
    alice: Person, acme: Workspace, agent: Agent, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_streams, "CHECK_SECONDS", 0.0)
    conversation = make_conversation(acme, agent)

    async def heard() -> list[dict[str, Any]]:
        answer = await AsyncClient().get(path, headers=alice.api.headers)
        assert answer.status_code == 200
        chunks = aiter(answer.streaming_content)
        ready = parsed(await anext(chunks))
        await asyncio.to_thread(_audit_value, conversation)
        async for chunk in chunks:
            if not chunk.startswith(b":"):
                return [ready, parsed(chunk)]
        raise AssertionError("the stream ended")

    ready, typing = asyncio.run(heard())

    assert (ready["type"], typing["type"], typing["by"]) == ("ready", "typing", "VISITOR")
