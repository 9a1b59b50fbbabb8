"""Conversations, for the export of their workspace."""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from voice.conversations.models import (
    BookingDialogue,
    Conversation,
    ConversationSettings,
    Message,
)
from workspaces.models import Workspace

_ANSWER = (
    "role state content is_answered confidence delivered_at read_at error_code created_at"
).split()


def export_conversations(workspace: Workspace, archive: Archive) -> None:
    archive.put("conversation_settings", _settings())
    archive.put_rows("conversations", _conversations())
    archive.put_rows("messages", _messages())
    archive.put_rows("booking_dialogues", _booking_dialogues())


def _settings() -> dict[str, object]:
    kept = ConversationSettings.objects.select_related("coordinator").first()
    coordinator = kept.coordinator if kept else None
    return {
        "retention_days": kept.retention_days if kept else None,
        "coordinator_id": coordinator.public_id if coordinator else None,
    }


def _conversations() -> Iterator[dict[str, object]]:
    for each in Conversation.objects.select_related("agent", "contact").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "agent_id": each.agent.public_id if each.agent else None,
            "channel": each.channel,
            "status": each.status,
            "visitor_name": each.visitor_name,
            "visitor_email": each.visitor_email,
            "contact_id": each.contact.public_id if each.contact else None,
            "is_escalated": each.is_escalated,
            "closed_at": each.closed_at,
            "started_at": each.started_at,
            "last_message_at": each.last_message_at,
        }


def _messages() -> Iterator[dict[str, object]]:
    for each in Message.objects.select_related("conversation", "author").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "conversation_id": each.conversation.public_id,
            "author_id": each.author.public_id if each.author else None,
            **{name: getattr(each, name) for name in _ANSWER},
        }


def _booking_dialogues() -> Iterator[dict[str, object]]:
    rows = BookingDialogue.objects.select_related("conversation", "agent").order_by("pk")
    for each in rows.iterator():
        yield {
            "conversation_id": each.conversation.public_id,
            "agent_id": each.agent.public_id,
            "state": each.state,
            "reply": each.reply,
            "updated_at": each.updated_at,
        }
