"""Unanswered questions."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from analytics.models import UnansweredQuestion
from analytics.services import record_unanswered
from core.scope import workspace_scope
from voice.agents.models import Agent


def make_unanswered(
    agent: Agent, *wordings: str, now: datetime | None = None
) -> UnansweredQuestion:
    """A question as if asked in each of these wordings."""
    for wording in wordings:
        record_unanswered(
            event_id=uuid.uuid4(),
            workspace_id=agent.workspace_id,
            agent_id=agent.public_id,
            question=wording,
            now=now or timezone.now(),
        )
    with workspace_scope(agent.workspace_id):
        return UnansweredQuestion.objects.latest("pk")
