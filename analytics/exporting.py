"""Unanswered questions, for the export of their workspace."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.models import UnansweredQuestion
from core.archive import Archive
from workspaces.models import Workspace


def export_analytics(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("unanswered_questions", _unanswered())


def _unanswered() -> Iterator[dict[str, object]]:
    rows = UnansweredQuestion.objects.select_related("agent", "resolution", "resolved_by")
    for each in rows.prefetch_related("wordings").order_by("pk").iterator(chunk_size=200):
        yield {
            "id": each.public_id,
            "agent_id": each.agent.public_id,
            "question": each.question,
            "occurrences": each.occurrences,
            "status": each.status,
            "first_seen_at": each.first_seen_at,
            "last_seen_at": each.last_seen_at,
            "wordings": [
                {"text": wording.text, "occurrences": wording.occurrences}
                for wording in each.wordings.all()
            ],
            "resolved_at": each.resolved_at,
            "resolved_by": each.resolved_by.email if each.resolved_by else None,
            "entry_id": each.resolution.public_id if each.resolution else None,
            "reasked": each.reasked,
        }
