"""Records unanswered questions as events arrive."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, F, Value, When

from analytics import queries
from analytics.models import SeenEvent, UnansweredQuestion, Wording
from analytics.services.similarity import CLOSE, is_same_question
from core.scope import as_table_owner, workspace_scope
from knowledge.clients.embedding import Vector
from knowledge.clients.embedding.minilm import minilm
from voice.agents.models import Agent

MAX_QUESTION = 500  # characters
EVENTS_KEPT = timedelta(days=30)  # the outbox deletes them sooner, so none of them comes again
_TIDIED = 10_000  # rows per batch


def record_unanswered(
    *, event_id: uuid.UUID, workspace_id: int, agent_id: str, question: str, now: datetime
) -> None:
    """Count a question that got the fallback; a repeated event is counted once.

    A new wording joins the agent's open question that asks the same, or becomes a new question. A
    resolved question is reopened; a dismissed one stays dismissed.
    """
    text = question[:MAX_QUESTION]
    meaning = minilm().embed_query(text)
    with workspace_scope(workspace_id):
        _, is_new = SeenEvent.objects.get_or_create(
            event_id=event_id, defaults={"workspace_id": workspace_id, "seen_at": now}
        )
        agent = Agent.objects.with_public_id(agent_id).first()
        if not is_new or agent is None:
            return
        _lock_questions(agent)
        wording = _wording(agent, text, meaning, now=now)
        Wording.objects.filter(pk=wording.pk).update(occurrences=F("occurrences") + 1)
        still_dismissed = When(status=UnansweredQuestion.Status.DISMISSED, then=F("status"))
        UnansweredQuestion.objects.filter(pk=wording.question_id).update(
            occurrences=F("occurrences") + 1,
            last_seen_at=now,
            resolved_at=None,
            status=Case(still_dismissed, default=Value(UnansweredQuestion.Status.OPEN)),
        )


def clean_up(*, now: datetime) -> None:
    """Delete seen-event records after their retention."""
    with as_table_owner():
        over = SeenEvent.everywhere.filter(seen_at__lt=now - EVENTS_KEPT).order_by("seen_at")
        SeenEvent.everywhere.filter(
            pk__in=list(over.values_list("pk", flat=True)[:_TIDIED])
        ).delete()


def wording_of(question: str) -> str:
    """Normalized words of a question; equal for equal questions."""
    return " ".join(re.findall(r"\w+", question.lower()))[:MAX_QUESTION]


def _lock_questions(agent: Agent) -> None:
    """Lock the agent's unanswered questions until the transaction ends, so that a duplicate
    cannot be missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"unanswered:{agent.pk}"]
        )


def _wording(agent: Agent, text: str, meaning: Vector, *, now: datetime) -> Wording:
    words = wording_of(text)
    known = Wording.objects.filter(agent=agent, wording=words).first()
    if known is not None:
        return known
    made: Wording = Wording.objects.create(
        workspace_id=agent.workspace_id,
        question=_find_similar(agent, text, meaning) or _create(agent, text, meaning, now=now),
        agent=agent,
        text=text,
        wording=words,
    )
    return made


def _find_similar(agent: Agent, text: str, meaning: Vector) -> UnansweredQuestion | None:
    """The most similar open question that asks the same."""
    near = queries.questions_near(agent, meaning, min_similarity=CLOSE)
    return next((each for each in near if is_same_question(text, each.question)), None)


def _create(agent: Agent, text: str, meaning: Vector, *, now: datetime) -> UnansweredQuestion:
    made: UnansweredQuestion = UnansweredQuestion.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        question=text,
        wording=wording_of(text),
        meaning=meaning,
        first_seen_at=now,
        last_seen_at=now,
    )
    return made
