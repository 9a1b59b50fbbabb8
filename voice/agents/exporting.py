"""Agents and their versions, for the export of their workspace."""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from voice.agents.models import Agent, AgentVersion
from workspaces.models import Workspace

_AGENT = (
    "name description agent_type status behavior_settings response_config conversation_rules"
    " greeting_message fallback_message publish_gate knowledge_scope package created_at updated_at"
).split()


def export_agents(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("agents", _agents())
    archive.put_rows("agent_versions", _versions())


def _agents() -> Iterator[dict[str, object]]:
    rows = Agent.objects.select_related("provider").order_by("pk")
    rows = rows.prefetch_related("collections", "calendars")
    for each in rows.iterator(chunk_size=200):
        yield {
            "id": each.public_id,
            **{name: getattr(each, name) for name in _AGENT},
            "in_chats": each.answers_member_chats,
            "provider": each.provider.name if each.provider else None,
            "collection_ids": [collection.public_id for collection in each.collections.all()],
            "calendar_ids": [calendar.public_id for calendar in each.calendars.all()],
        }


def _versions() -> Iterator[dict[str, object]]:
    for each in AgentVersion.objects.select_related("agent").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "agent_id": each.agent.public_id,
            "number": each.number,
            "behaviour": each.frozen_behavior,
            "published_at": each.published_at,
        }
