"""Agents and what was said with them, in the export of their workspace's owner.

Providers without their keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.archive import Archive
from voice.models import Agent, AgentVersion, Conversation, Message, Provider
from workspaces.models import Workspace

_AGENT = (
    "name description agent_type status behavior_settings response_config conversation_rules"
    " greeting_message fallback_message created_at updated_at"
).split()
_ANSWER = "role state content is_answered confidence created_at".split()


def export_voice(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("providers", _providers())
    archive.put_rows("agents", _agents())
    archive.put_rows("agent_versions", _versions())
    archive.put_rows("conversations", _conversations())
    archive.put_rows("messages", _messages())


def _providers() -> Iterator[dict[str, Any]]:
    names = ("name", "kind", "base_url", "model", "is_active", "created_at")
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


def _conversations() -> Iterator[dict[str, Any]]:
    for each in Conversation.objects.select_related("agent").order_by("pk").iterator():
        yield {
            "id": each.name_outside,
            "agent_id": each.agent.name_outside if each.agent else None,
            "channel": each.channel,
            "started_at": each.started_at,
            "last_message_at": each.last_message_at,
        }


def _messages() -> Iterator[dict[str, Any]]:
    for each in Message.objects.select_related("conversation").order_by("pk").iterator():
        yield {
            "id": each.name_outside,
            "conversation_id": each.conversation.name_outside,
            **{name: getattr(each, name) for name in _ANSWER},
        }
