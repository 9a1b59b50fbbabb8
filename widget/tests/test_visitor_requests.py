"""Visitors rate answers and ask for a human."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes, run_jobs
from voice.conversations.models import Conversation
from widget.models import Escalation, Feedback
from widget.tests.visiting import Chat, answer_id, escalate, rate
from workspaces.contacts.models import Contact
from workspaces.tests.factories import Person, add_member, make_key, make_person, make_workspace

__all__ = ["answer_id"]

pytestmark = pytest.mark.usefixtures("on_commit")


def payloads(name: str) -> list[dict[str, Any]]:
    return [event.payload for event in OutboxEvent.objects.filter(type=name).order_by("pk")]


def test_the_latest_feedback_replaces_earlier_feedback(
    alice: Person, base: str, chat: Chat, answer_id: str
) -> None:
    up = rate(chat, answer_id, "THUMBS_UP", comment="Nice.")
    rate(chat, answer_id, "THUMBS_DOWN")

    assert up.json() == {
        "message": "Thank you for your feedback.",
        "message_id": answer_id,
        "feedback_type": "THUMBS_UP",
    }
    with workspace_scope(chat.workspace.pk):
        feedback = Feedback.objects.get()
    assert (feedback.type, feedback.comment) == ("THUMBS_DOWN", "")
    assert [each["feedback_type"] for each in payloads("FEEDBACK_RECEIVED")] == [
        "THUMBS_UP",
        "THUMBS_DOWN",
    ]
    stats = alice.api.get(f"{base}/agents/{chat.agent.public_id}").json()["stats"]
    assert stats["avg_satisfaction"] == 1.0


def test_members_see_the_feedback(bob: Person, base: str, chat: Chat, answer_id: str) -> None:
    rate(chat, answer_id, "THUMBS_DOWN", comment="Too short.")
    unrated = Chat(chat.api, chat.agent, chat.workspace, key="sess_unrated")
    unrated.say("Hello!")
    path = f"{base}/conversations"

    rated = bob.api.get(path, {"has_feedback": "true"}).json()["conversations"]
    others = bob.api.get(path, {"has_feedback": "false"}).json()["conversations"]
    question, answer = bob.api.get(f"{path}/{rated[0]['id']}/messages").json()["messages"]

    assert [each["id"] for each in rated] == [chat.conversation.public_id]
    assert [each["id"] for each in others] == [unrated.conversation.public_id]
    assert question["feedback"] is None
    assert answer["feedback"] == {"type": "THUMBS_DOWN", "comment": "Too short."}


def test_questions_and_other_sessions_answers_cannot_be_rated(chat: Chat, answer_id: str) -> None:
    stranger = make_workspace(make_person("erin"), name="Other")
    other = Chat(ApiClient(**{"X-API-Key": make_key(stranger)}), chat.agent, stranger)
    question_id = chat.history()["messages"][0]["id"]

    with nothing_changes():
        refused = [
            rate(chat, question_id, "THUMBS_UP"),
            rate(chat, "msg_x", "THUMBS_UP"),
        ]
    foreign = rate(other, answer_id, "THUMBS_UP")

    assert {(each.status_code, each.json()["field"]) for each in [*refused, foreign]} == {
        (404, "message_id")
    }
    with workspace_scope(chat.workspace.pk):
        assert not Feedback.objects.exists()


def test_an_escalation_is_stored_and_mailed_to_the_managers(
    alice: Person, bob: Person, chat: Chat
) -> None:
    add_member(chat.workspace, make_person("adam"), "ADMIN")

    answer = escalate(chat, name="Vera")
    run_jobs()

    with workspace_scope(chat.workspace.pk):
        escalation = Escalation.objects.get()
        conversation = Conversation.objects.get()
        contact = Contact.objects.get()
    assert answer.json() == {
        "id": escalation.public_id,
        "status": "OPEN",
        "message": "Thank you. Somebody will get back to you.",
        "session_id": chat.key,
    }
    assert (escalation.email, escalation.name, escalation.message) == (
        "vera@example.com",
        "Vera",
        "<b>Call</b> me",
    )
    assert (conversation.is_escalated, conversation.visitor_email, conversation.visitor_name) == (
        True,
        "vera@example.com",
        "Vera",
    )
    sent: list[Any] = mail.outbox
    assert sorted(each.to[0] for each in sent) == ["adam@example.com", "alice@example.com"]
    assert {tuple(each.reply_to) for each in sent} == {("vera@example.com",)}
    html = sent[0].alternatives[0][0]
    assert "<b>Call</b> me" in sent[0].body
    assert "&lt;b&gt;Call&lt;/b&gt; me" in html
    assert payloads("LEAD_CAPTURED") == [
        {
            "conversation_id": conversation.public_id,
            "agent_id": chat.agent.public_id,
            "contact_id": contact.public_id,
            "email": "vera@example.com",
            "name": "Vera",
        }
    ]
    (asked,) = payloads("ESCALATION_REQUESTED")
    assert (asked["escalation_id"], asked["message"]) == (
        escalation.public_id,
        "<b>Call</b> me",
    )


def test_a_human_can_be_requested_before_the_first_message(chat: Chat) -> None:
    fresh = Chat(chat.api, chat.agent, chat.workspace, key="sess_fresh")

    assert escalate(fresh).status_code == 200

    assert fresh.history() == {"messages": [], "status": "AGENT"}
    assert fresh.conversation.is_escalated


def test_mails_about_escalations_are_limited(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widget.services.escalating._MAILED_PER_HOUR", 1e-6)

    for _ in range(2):
        assert escalate(chat).status_code == 200
    run_jobs()

    assert len(mail.outbox) == 1
    with workspace_scope(chat.workspace.pk):
        assert Escalation.objects.count() == 2
