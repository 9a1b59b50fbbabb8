"""Agents and what was said with them, in the export of their workspace's owner.

Providers without their keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core import ids
from core.archive import Archive
from knowledge.models import Document
from voice.models import (
    Agent,
    AgentTest,
    AgentTestRun,
    AgentVersion,
    Conversation,
    ConversationSettings,
    Message,
    Provider,
)
from workspaces.models import Workspace

_AGENT = (
    "name description agent_type status behavior_settings response_config conversation_rules"
    " greeting_message fallback_message publish_gate in_chats package created_at updated_at"
).split()
_TEST = "question history contains excludes expects_answer min_confidence created_at".split()
_RUN = "state total passed error started_at finished_at".split()
_RESULT = "question has_passed reasons response confidence response_time_ms".split()
_ANSWER = (
    "role state content is_answered confidence delivered_at read_at error_code created_at"
).split()


def export_voice(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("providers", _providers())
    archive.put_rows("agents", _agents())
    archive.put_rows("agent_versions", _versions())
    archive.put_rows("agent_tests", _tests())
    archive.put_rows("agent_test_runs", _runs())
    archive.put("conversation_settings", _settings())
    archive.put_rows("conversations", _conversations())
    archive.put_rows("messages", _messages())


def _providers() -> Iterator[dict[str, Any]]:
    names = (
        *("name", "kind", "base_url", "model", "input_cost", "output_cost"),
        *("timeout_seconds", "is_active", "created_at"),
    )
    return Provider.objects.order_by("pk").values(*names).iterator()


def _agents() -> Iterator[dict[str, Any]]:
    rows = Agent.objects.select_related("provider").prefetch_related("collections").order_by("pk")
    for each in rows.iterator(chunk_size=200):
        yield {
            "id": each.name_outside,
            **{name: getattr(each, name) for name in _AGENT},
            "provider": each.provider.name if each.provider else None,
            "collection_ids": [collection.name_outside for collection in each.collections.all()],
        }


def _versions() -> Iterator[dict[str, Any]]:
    for each in AgentVersion.objects.select_related("agent").order_by("pk").iterator():
        yield {
            "id": each.name_outside,
            "agent_id": each.agent.name_outside,
            "number": each.number,
            "behaviour": each.behaviour,
            "published_at": each.published_at,
        }


def _tests() -> Iterator[dict[str, Any]]:
    for each in AgentTest.objects.select_related("agent").order_by("pk").iterator():
        yield {
            "id": each.name_outside,
            "agent_id": each.agent.name_outside,
            **{name: getattr(each, name) for name in _TEST},
            "document_id": each.document_public_id
            and ids.encode(Document.id_prefix, each.document_public_id),
        }


def _runs() -> Iterator[dict[str, Any]]:
    rows = AgentTestRun.objects.select_related("agent", "agent_version")
    for each in rows.prefetch_related("results").order_by("pk").iterator(chunk_size=200):
        yield {
            "id": each.name_outside,
            "agent_id": each.agent.name_outside,
            "version": each.agent_version.number if each.agent_version else None,
            **{name: getattr(each, name) for name in _RUN},
            "results": [
                {name: getattr(result, name) for name in _RESULT} for result in each.results.all()
            ],
        }


def _settings() -> dict[str, Any]:
    kept = ConversationSettings.objects.select_related("coordinator").first()
    coordinator = kept.coordinator if kept else None
    return {
        "retention_days": kept.retention_days if kept else None,
        "coordinator_id": coordinator.name_outside if coordinator else None,
    }


def _conversations() -> Iterator[dict[str, Any]]:
    for each in Conversation.objects.select_related("agent").order_by("pk").iterator():
        yield {
            "id": each.name_outside,
            "agent_id": each.agent.name_outside if each.agent else None,
            "channel": each.channel,
            "status": each.status,
            "visitor_name": each.visitor_name,
            "visitor_email": each.visitor_email,
            "is_escalated": each.is_escalated,
            "closed_at": each.closed_at,
            "started_at": each.started_at,
            "last_message_at": each.last_message_at,
        }


def _messages() -> Iterator[dict[str, Any]]:
    for each in Message.objects.select_related("conversation", "author").order_by("pk").iterator():
        yield {
            "id": each.name_outside,
            "conversation_id": each.conversation.name_outside,
            "author_id": each.author.name_outside if each.author else None,
            **{name: getattr(each, name) for name in _ANSWER},
        }
