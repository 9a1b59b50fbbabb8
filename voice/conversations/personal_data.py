"""Conversations of contacts: in their timelines and exports, and erased with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from voice.conversations.models import Conversation, Message
from voice.conversations.services import delete_conversation
from workspaces.contacts.data_holders import ContactDataHolder, TimelineEntry


class ConversationsOfContacts(ContactDataHolder[Conversation]):
    kind, at = "conversations", "started_at"
    model = Conversation

    def rows_of(self, contacts: Sequence[int]) -> QuerySet[Conversation]:
        return super().rows_of(contacts).select_related("agent")

    def entry(self, row: Conversation) -> TimelineEntry:
        return TimelineEntry(
            type="CONVERSATION",
            id=row.public_id,
            at=row.started_at,
            title=row.agent.name if row.agent else "",
            status=row.status,
        )

    def export(self, contacts: Sequence[int]) -> Iterator[Mapping[str, object]]:
        for each in self.rows_of(contacts).order_by("started_at", "pk"):
            messages = Message.objects.filter(conversation=each).order_by("pk")
            yield {
                "id": each.public_id,
                "channel": each.channel,
                "agent": each.agent.name if each.agent else None,
                "visitor_name": each.visitor_name,
                "visitor_email": each.visitor_email,
                "started_at": each.started_at,
                "messages": list(messages.values("role", "content", "created_at")),
            }

    def erase(self, contacts: Sequence[int], *, now: datetime) -> None:
        for each in self.rows_of(contacts).order_by("pk"):
            delete_conversation(conversation=each, now=now)
