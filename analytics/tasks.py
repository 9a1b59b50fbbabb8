"""Statistics updated by events."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from analytics import services
from core.jobs import job


@job("analytics.record_unanswered")
def record_unanswered(
    *, event_id: str, workspace_id: int, payload: dict[str, Any], **_later: object
) -> None:
    services.record_unanswered(
        event_id=uuid.UUID(event_id),
        workspace_id=workspace_id,
        agent_id=payload["agent_id"],
        question=payload["question"],
        now=timezone.now(),
    )


@job("analytics.reask_questions")
def reask_questions(*, workspace_id: int, payload: dict[str, Any], **_later: object) -> None:
    services.reask_questions(
        workspace_id=workspace_id, document_id=payload["document_id"], now=timezone.now()
    )
