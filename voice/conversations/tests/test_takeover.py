"""A human takes a conversation over: the agent is silent, one human has it, and hands it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.models import Job
from core.scope import workspace_scope
from core.testing import nothing_changes
from voice.agents.models import Agent
from voice.conversations import services as conversations
from voice.conversations.models import Conversation, Message
from voice.conversations.tests.factories import again
from voice.conversations.tests.takeover import ask, conversation, events, take_over
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person, add_member, make_person

__all__ = ["conversation"]

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.fixture
def path(base: str, conversation: Conversation) -> str:
    return f"{base}/conversations/{conversation.public_id}"


def test_a_takeover_is_notified_and_audited(
    bob: Person, acme: Workspace, agent: Agent, conversation: Conversation, path: str
) -> None:
    answer = bob.api.post(f"{path}/takeover").json()

    bobs = {"id": bob.user.public_id, "name": bob.user.full_name}
    assert (answer["status"], answer["assigned_to"]) == ("HUMAN", bobs)
    assert answer["taken_over_at"] is not None
    assert events("CONVERSATION_TAKEN_OVER") == [
        {
            "conversation_id": conversation.public_id,
            "agent_id": agent.public_id,
            "assigned_to": bob.user.public_id,
        }
    ]
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.get(action="CONVERSATION_TAKEN_OVER")
    assert (entry.actor, entry.target) == (bob.user.public_id, conversation.public_id)


def test_the_agent_is_silent_while_a_human_has_the_conversation(
    bob: Person, conversation: Conversation, path: str
) -> None:
    bob.api.post(f"{path}/takeover")
    jobs = Job.objects.count()

    message, job = ask(conversation, "Is anybody there?")

    assert (message.role, message.state, job) == ("USER", "COMPLETED", None)
    assert Job.objects.count() == jobs
    with workspace_scope(conversation.workspace_id):
        assert not Message.objects.filter(in_reply_to=message).exists()


def test_a_human_replies_and_hands_back(bob: Person, conversation: Conversation, path: str) -> None:
    bob.api.post(f"{path}/takeover")

    reply = bob.api.post(f"{path}/reply", {"content": "On Saturdays too."})
    back = bob.api.post(f"{path}/hand-back").json()

    assert reply.status_code == 201
    body = reply.json()
    assert (body["role"], body["content"], body["delivered_at"]) == (
        "HUMAN",
        "On Saturdays too.",
        None,
    )
    assert body["author"] == {"id": bob.user.public_id, "name": bob.user.full_name}
    assert (back["status"], back["assigned_to"]) == ("AGENT", None)
    _, job = ask(conversation, "Hello!")
    assert job is not None


@pytest.mark.parametrize(
    ("verb", "body"),
    [("reply", {"content": "Hi"}), ("typing", {"is_typing": True}), ("hand-back", None)],
)
def test_nobody_replies_while_the_agent_has_the_conversation(
    bob: Person, path: str, verb: str, body: dict[str, Any] | None
) -> None:
    with nothing_changes():
        answer = bob.api.post(f"{path}/{verb}", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "NOT_TAKEN_OVER")


def test_a_colleagues_conversation_is_taken_over_only_by_force(
    alice: Person, bob: Person, path: str
) -> None:
    bob.api.post(f"{path}/takeover")

    with nothing_changes():
        refused = alice.api.post(f"{path}/takeover")
    forced = alice.api.post(f"{path}/takeover", {"force": True})

    assert (refused.status_code, refused.json()["code"]) == (409, "CONVERSATION_TAKEN")
    assert bob.user.full_name in refused.json()["detail"]
    assert forced.json()["assigned_to"]["id"] == alice.user.public_id


def test_taking_over_is_idempotent(bob: Person, conversation: Conversation, path: str) -> None:
    first = bob.api.post(f"{path}/takeover").json()

    assert bob.api.post(f"{path}/takeover").json() == first
    assert len(events("CONVERSATION_TAKEN_OVER")) == 1


def test_viewers_can_only_read(base: str, acme: Workspace, path: str) -> None:
    viewer = make_person("vic")
    add_member(acme, viewer, "VIEWER")

    with nothing_changes():
        assert viewer.api.post(f"{path}/takeover").status_code == 403
        assert viewer.api.delete(path).status_code == 403
    assert viewer.api.get(f"{path}/messages").status_code == 200


def test_closing_and_reopening_returns_it_to_the_agent(
    bob: Person, conversation: Conversation, agent: Agent, path: str
) -> None:
    bob.api.post(f"{path}/takeover")

    closed = bob.api.post(f"{path}/close").json()
    again_closed = bob.api.post(f"{path}/close").json()
    opened = bob.api.post(f"{path}/reopen").json()

    assert (closed["status"], closed["assigned_to"]) == ("CLOSED", None)
    assert closed["closed_at"] is not None
    assert again_closed == closed
    assert (opened["status"], opened["closed_at"]) == ("AGENT", None)
    assert events("CONVERSATION_ENDED") == [
        {"conversation_id": conversation.public_id, "agent_id": agent.public_id}
    ]


def test_a_visitor_who_writes_again_reopens_it_with_the_agent(
    bob: Person, conversation: Conversation, path: str
) -> None:
    bob.api.post(f"{path}/takeover")
    bob.api.post(f"{path}/close")

    message, job = ask(conversation, "One more thing")

    reopened = again(conversation)
    assert (reopened.status, reopened.closed_at) == ("AGENT", None)
    assert (message.role, job is not None) == ("ASSISTANT", True)


def test_a_member_chat_cannot_be_taken_over(bob: Person, base: str, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        chat = conversations.start_conversation(
            agent=None, channel="CHAT", started_by=bob.user, now=timezone.now()
        )

    with nothing_changes():
        answer = bob.api.post(f"{base}/conversations/{chat.public_id}/takeover")

    assert (answer.status_code, answer.json()["code"]) == (409, "OWN_CHAT")


def test_a_repeated_question_to_a_human_returns_the_first(
    bob: Person, conversation: Conversation
) -> None:
    take_over(conversation, bob)
    with workspace_scope(conversation.workspace_id):
        given = {"conversation": conversation, "question": "Hi", "now": timezone.now()}
        first, _ = conversations.ask(**given, request_key="k")
        second, job = conversations.ask(**given, request_key="k")

        assert (second.pk, job) == (first.pk, None)
        assert Message.objects.filter(request_key="k").count() == 1
