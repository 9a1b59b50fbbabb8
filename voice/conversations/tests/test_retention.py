"""Conversations are deleted: by managers, and after the retention period."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.jobs.cleanup import run_cleanups
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, ConversationSettings, Message
from voice.conversations.services import retention as forgetting
from voice.conversations.tests.factories import make_conversation
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

NOW = timezone.now()


@pytest.fixture
def settings_path(base: str) -> str:
    return f"{base}/conversation-settings"


def left(workspace: Workspace) -> list[Conversation]:
    with workspace_scope(workspace.pk):
        return list(Conversation.objects.order_by("pk"))


def test_managers_delete_conversations(
    alice: Person, base: str, acme: Workspace, agent: Agent
) -> None:
    kept = make_conversation(acme, agent, ("Hi", "Hello."))
    gone = make_conversation(acme, agent, ("Hi", "Hello."))
    path = f"{base}/conversations/{gone.public_id}"

    assert alice.api.delete(path).json() == {"message": "Conversation deleted"}

    assert left(acme) == [kept]
    assert alice.api.get(path).status_code == 404
    with workspace_scope(acme.pk):
        assert Message.objects.count() == 2
        entry = AuditEntry.objects.get(action="CONVERSATION_DELETED")
    assert (entry.actor, entry.target) == (alice.user.public_id, gone.public_id)


def test_members_do_not_delete(bob: Person, base: str, acme: Workspace, agent: Agent) -> None:
    conversation = make_conversation(acme, agent)

    with nothing_changes():
        answer = bob.api.delete(f"{base}/conversations/{conversation.public_id}")

    assert answer.status_code == 403


def test_conversations_are_kept_forever_by_default(
    alice: Person, bob: Person, settings_path: str, acme: Workspace
) -> None:
    before = bob.api.get(settings_path).json()
    limited = alice.api.call("PUT", settings_path, body={"retention_days": 30}).json()
    unlimited = alice.api.call("PUT", settings_path, body={"retention_days": None}).json()

    assert [each["retention_days"] for each in (before, limited, unlimited)] == [None, 30, None]
    with workspace_scope(acme.pk):
        entries = AuditEntry.objects.filter(action="CONVERSATION_SETTINGS_CHANGED")
        assert [entry.after for entry in entries.order_by("number")] == [
            {"retention_days": 30},
            {"retention_days": None},
        ]


def test_expired_conversations_are_deleted(
    alice: Person, settings_path: str, acme: Workspace, agent: Agent, other_workspace: Workspace
) -> None:
    old, days = NOW - timedelta(days=31), timedelta(days=30)
    make_conversation(acme, agent, ("Hi", "Hello."), last_message_at=old)
    recent = make_conversation(
        acme, agent, ("Hi", "Hello."), started_at=old, last_message_at=NOW - days
    )
    theirs = make_conversation(other_workspace, make_agent(other_workspace), last_message_at=old)
    alice.api.call("PUT", settings_path, body={"retention_days": 30})

    run_cleanups(now=NOW)

    assert left(acme) == [recent]
    assert left(other_workspace) == [theirs]
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.get(action="CONVERSATIONS_EXPIRED")
    assert (entry.actor, entry.after) == ("system", {"conversations": 1})


def test_expired_conversations_are_deleted_in_batches(
    acme: Workspace, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "_BATCH", 2)
    for _ in range(5):
        make_conversation(acme, agent, last_message_at=NOW - timedelta(days=2))
    with as_table_owner():
        ConversationSettings.everywhere.create(workspace=acme, retention_days=1)

    forgetting.delete_expired_conversations(now=NOW)

    assert left(acme) == []
    with workspace_scope(acme.pk):
        entries = AuditEntry.objects.filter(action="CONVERSATIONS_EXPIRED").order_by("number")
        assert [entry.after["conversations"] for entry in entries] == [2, 2, 1]
