"""Counting what happened."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from django.db.models import F

from analytics.models import SeenEvent, UnansweredQuestion
from core.scope import workspace_scope
from voice.models import Agent

MAX_QUESTION = 500  # characters


def record_unanswered(
    *, event_id: uuid.UUID, workspace_id: int, agent_id: str, question: str, now: datetime
) -> None:
    """Count a question that got the fallback; a repeated event is counted once."""
    with workspace_scope(workspace_id):
        _, is_new = SeenEvent.objects.get_or_create(
            event_id=event_id, defaults={"workspace_id": workspace_id, "seen_at": now}
        )
        agent = Agent.objects.named(agent_id).first()
        if not is_new or agent is None:
            return
        asked, _ = UnansweredQuestion.objects.get_or_create(
            agent=agent,
            wording=wording_of(question),
            defaults={
                "workspace_id": workspace_id,
                "question": question[:MAX_QUESTION],
                "first_seen_at": now,
                "last_seen_at": now,
            },
        )
        UnansweredQuestion.objects.filter(pk=asked.pk).update(
            occurrences=F("occurrences") + 1,
            last_seen_at=now,
            status=UnansweredQuestion.Status.OPEN,
        )


def wording_of(question: str) -> str:
    """The words alone, in lower case: what makes two questions the same one."""
    return " ".join(re.findall(r"\w+", question.lower()))[:MAX_QUESTION]
