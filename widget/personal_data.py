"""Escalations of contacts: in their timelines and exports, and erased with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from widget.models import Escalation
from workspaces.contacts.data_holders import ContactDataHolder, TimelineEntry


class EscalationsOfContacts(ContactDataHolder[Escalation]):
    kind, at = "escalations", "created_at"
    model = Escalation

    def rows_of(self, contacts: Sequence[int]) -> QuerySet[Escalation]:
        return super().rows_of(contacts).select_related("agent", "conversation")

    def entry(self, row: Escalation) -> TimelineEntry:
        return TimelineEntry(
            type="ESCALATION",
            id=row.public_id,
            at=row.created_at,
            title=row.agent.name,
            status=row.status,
        )

    def export(self, contacts: Sequence[int]) -> Iterator[Mapping[str, object]]:
        for each in self.rows_of(contacts).order_by("created_at", "pk"):
            yield {
                "id": each.public_id,
                "conversation_id": each.conversation.public_id,
                "agent": each.agent.name,
                "name": each.name,
                "email": each.email,
                "message": each.message,
                "status": each.status,
                "created_at": each.created_at,
                "resolved_at": each.resolved_at,
            }

    def erase(self, contacts: Sequence[int], *, now: datetime) -> None:
        self.rows_of(contacts).delete()
