"""Reads about unanswered questions. All need a scope."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from pgvector.django import CosineDistance

from analytics.models import UnansweredQuestion, Wording
from core.lookup import find
from knowledge.clients.embedding import Vector
from knowledge.models import Document
from voice.agents.models import Agent

MAX_WORDINGS = 20  # of a question that are shown, and copied to its entry
_NEAR = 10


def unanswered(
    *, status: str | None = None, agent: Agent | None = None, search: str = ""
) -> QuerySet[UnansweredQuestion]:
    """Unanswered questions with `wording_list`: their most common wordings.

    search: part of any wording.
    """
    wordings = Wording.objects.filter(question=OuterRef("pk"))
    rows: QuerySet[UnansweredQuestion] = UnansweredQuestion.objects.select_related(
        "agent", "resolution", "workspace"
    ).annotate(
        wording_list=ArraySubquery(
            wordings.order_by("-occurrences", "pk").values("text")[:MAX_WORDINGS]
        )
    )
    if status is not None:
        rows = rows.filter(status=status)
    if agent is not None:
        rows = rows.filter(agent=agent)
    if search:
        matching = Wording.objects.filter(text__icontains=search).values("question")
        rows = rows.filter(Q(question__icontains=search) | Q(pk__in=matching))
    return rows


def agent_with_resolved(agent_id: str, *, now: datetime, zone: ZoneInfo) -> Any:
    """The agent with `resolved_this_week`, in one query. Raises NotFound, naming `agent_id`."""
    resolved = (
        UnansweredQuestion.objects.filter(_resolved_this_week(now, zone), agent=OuterRef("pk"))
        .order_by()
        .values("agent")
        .annotate(n=Count("pk"))
        .values("n")
    )
    counted = Coalesce(Subquery(resolved, output_field=IntegerField()), 0)
    return find(Agent.objects.annotate(resolved_this_week=counted), agent_id, field="agent_id")


def resolved_this_week(*, now: datetime, zone: ZoneInfo) -> int:
    """Since Monday. zone: of the workspace."""
    return UnansweredQuestion.objects.filter(_resolved_this_week(now, zone)).count()


def questions_near(
    agent: Agent, meaning: Vector, *, min_similarity: float
) -> QuerySet[UnansweredQuestion]:
    """Open questions of the agent with a similar meaning, the nearest first.

    min_similarity: cosine of the two meanings.
    """
    return (
        UnansweredQuestion.objects.filter(agent=agent, status=UnansweredQuestion.Status.OPEN)
        .alias(distance=CosineDistance("meaning", meaning))
        .filter(distance__lte=1 - min_similarity)
        .order_by("distance", "pk")[:_NEAR]
    )


def questions_to_reask(document: Document) -> QuerySet[UnansweredQuestion]:
    """Questions that this entry was written for, and that have not been asked again since."""
    return (
        UnansweredQuestion.objects.select_related("agent__published_version")
        .filter(resolution=document, reasked__isnull=True)
        .exclude(status=UnansweredQuestion.Status.DISMISSED)
        .order_by("pk")
    )


def _resolved_this_week(now: datetime, zone: ZoneInfo) -> Q:
    today = now.astimezone(zone).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=zone)
    return Q(status=UnansweredQuestion.Status.RESOLVED, resolved_at__gte=monday)
