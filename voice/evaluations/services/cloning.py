"""Cloning an agent with its evaluation cases."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from voice.agents.models import Agent
from voice.agents.services import copy_agent
from voice.evaluations.models import EvaluationCase

_COPIED = (
    *("question", "history", "contains", "excludes", "expects_answer"),
    *("document_uuid", "min_confidence"),
)


@transaction.atomic
def clone_agent(*, agent: Agent, now: datetime) -> Agent:
    """Create a draft from the agent's draft, including its cases, under a free name."""
    clone = copy_agent(agent=agent, now=now)
    EvaluationCase.objects.bulk_create(
        EvaluationCase(
            workspace_id=case.workspace_id,
            agent=clone,
            created_at=now,
            **{field: getattr(case, field) for field in _COPIED},
        )
        for case in EvaluationCase.objects.filter(agent=agent).order_by("pk")
    )
    return clone
