"""Conversations and escalations point to whom they are from: listed, moved, exported, erased."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import assert_queries, run_concurrently
from voice.conversations.models import Conversation, Message
from widget.models import Escalation
from widget.tests.visiting import Chat, escalate
from workspaces.contacts import services
from workspaces.contacts.models import Contact, ContactSuggestion
from workspaces.contacts.tests.factories import fresh, make_contact
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("on_commit")

VERA = "vera@example.com"


def contact_of(chat: Chat) -> Contact:
    with workspace_scope(chat.workspace.pk):
        return Contact.objects.get(email=VERA)


def timeline(person: Person, base: str, contact: Contact, **query: str) -> Any:
    answer = person.api.get(f"{base}/contacts/{contact.public_id}/timeline", query)
    assert answer.status_code == 200
    return answer.json()


def test_an_escalation_makes_its_visitor_a_contact(bob: Person, base: str, chat: Chat) -> None:
    escalate(chat, name="Vera")
    escalate(chat, name="Somebody Else")

    contact = contact_of(chat)
    assert (contact.name, contact.source) == ("Vera", "WIDGET")
    with workspace_scope(chat.workspace.pk):
        assert Conversation.objects.get().contact == contact
        assert {row.contact for row in Escalation.objects.all()} == {contact}
    listed = bob.api.get(f"{base}/conversations").json()["conversations"]
    assert [each["contact_id"] for each in listed] == [contact.public_id]
    escalations = bob.api.get(f"{base}/escalations").json()["escalations"]
    assert [each["contact_id"] for each in escalations] == [contact.public_id] * 2


def test_a_visitor_is_told_nothing_of_whom_they_name(chat: Chat) -> None:
    """Whoever types a known address gets the answer that a newcomer gets."""
    known = make_contact(
        chat.workspace, "Vera Vance", email=VERA, phone="+15550100111", notes="Secret."
    )

    named = escalate(chat, name="Mallory")
    newcomer = Chat(chat.api, chat.agent, chat.workspace, key="sess_newcomer")
    unknown = escalate(newcomer, email="new@example.com")

    assert set(named.json()) == set(unknown.json())
    text = f"{named.content.decode()}{chat.history()}"
    for secret in (known.public_id, "Vance", "+1555", "Secret"):
        assert secret not in text
    stored = fresh(known)
    assert (stored.name, stored.phone, stored.notes) == ("Vera Vance", "+15550100111", "Secret.")
    with workspace_scope(chat.workspace.pk):
        assert not ContactSuggestion.objects.exists()


def test_a_timeline_is_newest_first_and_paged(bob: Person, base: str, chat: Chat) -> None:
    escalate(chat)
    contact = contact_of(chat)
    with workspace_scope(chat.workspace.pk):
        conversation, escalation = Conversation.objects.get(), Escalation.objects.get()

    # session, scope, contact, merged ones, appointments, conversations, escalations
    with assert_queries(7):
        whole = timeline(bob, base, contact)
    first = timeline(bob, base, contact, limit="1")
    second = timeline(bob, base, contact, limit="1", cursor=first["next"])

    assert [(each["type"], each["id"], each["status"]) for each in whole["timeline"]] == [
        ("ESCALATION", escalation.public_id, "OPEN"),
        ("CONVERSATION", conversation.public_id, "AGENT"),
    ]
    assert {each["title"] for each in whole["timeline"]} == {chat.agent.name}
    assert whole["next"] is second["next"] is None
    assert first["timeline"] + second["timeline"] == whole["timeline"]


def test_a_timeline_with_equal_times_loses_nothing(bob: Person, base: str, chat: Chat) -> None:
    now = timezone.now()
    for _ in range(3):
        escalate(chat)
    contact = contact_of(chat)
    with workspace_scope(chat.workspace.pk):
        Conversation.objects.update(started_at=now)
        Escalation.objects.update(created_at=now)

    found, cursor = [], {}
    for _ in range(4):
        page = timeline(bob, base, contact, limit="1", **cursor)
        found += page["timeline"]
        cursor = {"cursor": page["next"]}

    assert found == timeline(bob, base, contact)["timeline"]
    assert page["next"] is None


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"limit": "0"}, {"limit": "many"}], ids=str)
def test_a_timelines_bad_page_is_refused(
    bob: Person, base: str, chat: Chat, query: dict[str, str]
) -> None:
    escalate(chat)

    path = f"{base}/contacts/{contact_of(chat).public_id}/timeline"
    answer = bob.api.get(path, query)

    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_PAGE")


def test_a_merge_moves_the_rows_and_its_undoing_moves_them_back(
    bob: Person, base: str, chat: Chat
) -> None:
    escalate(chat)
    vera = contact_of(chat)
    kept = make_contact(chat.workspace, "V. Vance", phone="+15550100111")
    contacts = f"{base}/contacts"

    merged = bob.api.post(f"{contacts}/{kept.public_id}/merge", {"contact_id": vera.public_id})
    later = Chat(chat.api, chat.agent, chat.workspace, key="sess_later")
    escalate(later)

    assert len(timeline(bob, base, kept)["timeline"]) == 4
    assert timeline(bob, base, vera) == timeline(bob, base, kept)
    with workspace_scope(chat.workspace.pk):
        assert {row.contact_id for row in Conversation.objects.all()} == {kept.pk}

    assert bob.api.post(f"{merged['Location']}/undo").status_code == 200

    assert len(timeline(bob, base, vera)["timeline"]) == 2
    with workspace_scope(chat.workspace.pk):
        assert Conversation.objects.get(contact=kept) == later.conversation
        assert Escalation.objects.get(contact=vera).conversation == chat.conversation


def test_a_persons_data_are_exported_and_erased(
    alice: Person, bob: Person, base: str, chat: Chat
) -> None:
    chat.say("Are you open on Sunday?")
    escalate(chat, name="Vera")
    other = Chat(chat.api, chat.agent, chat.workspace, key="sess_other")
    escalate(other, email="other@example.com")
    one = f"{base}/contacts/{contact_of(chat).public_id}"

    records = bob.api.get(f"{one}/export").json()["records"]
    erased = alice.api.delete(one)

    (conversation,), (escalation,) = records["conversations"], records["escalations"]
    said = [each["content"] for each in conversation["messages"] if each["role"] == "USER"]
    assert said == ["Hello!", "Are you open on Sunday?"]
    assert escalation["created_at"].endswith("Z")
    assert (escalation["name"], escalation["message"]) == ("Vera", "<b>Call</b> me")
    assert erased.status_code == 200
    with workspace_scope(chat.workspace.pk):
        assert [row.email for row in Escalation.objects.all()] == ["other@example.com"]
        assert Conversation.objects.get() == other.conversation
        assert not Message.objects.filter(content__contains="Sunday").exists()


@pytest.mark.django_db(transaction=True)
def test_concurrent_escalations_and_a_merge_lose_nothing(chat: Chat, on_commit: None) -> None:
    """Whoever writes while two contacts are merged points to one of them, and never fails."""
    vera = make_contact(chat.workspace, "Vera", email=VERA)
    kept = make_contact(chat.workspace, "V. Vance", phone="+15550100111")

    def act(number: int) -> int:
        if number == 0:
            with workspace_scope(chat.workspace.pk):
                services.merge_contacts(contact=kept, other=vera, by=None, now=timezone.now())
            return 200
        visitor = Chat(chat.api, chat.agent, chat.workspace, key=f"sess_visitor{number}")
        return int(escalate(visitor).status_code)

    assert run_concurrently(8, act) == [200] * 8
    with workspace_scope(chat.workspace.pk):
        assert {row.contact_id for row in Escalation.objects.all()} == {kept.pk}
        escalated = Conversation.objects.filter(is_escalated=True)
        assert [row.contact_id for row in escalated] == [kept.pk] * 7
