"""Evaluation cases: create, change, delete."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from voice.agents.models import Agent
from voice.agents.services.agents import lock_agent
from voice.conversations.models import Conversation, Message
from voice.conversations.queries import history_before
from voice.evaluations.errors import NothingToEvaluate, TooManyCases
from voice.evaluations.models import EvaluationCase
from voice.evaluations.queries import answer_for_case
from voice.evaluations.services.expectations import facts
from workspaces.services import record, record_change

MAX_CASES = 100  # of an agent: all of them run before it is published


class Expectations(TypedDict, total=False):
    """What is expected of an answer, and the history before the question."""

    history: list[dict[str, str]]
    contains: list[str]
    excludes: list[str]
    expects_answer: bool
    document_uuid: uuid.UUID | None
    min_confidence: float | None


class CaseChanges(Expectations, total=False):
    question: str


@transaction.atomic
def create_case(
    *, agent: Agent, question: str, now: datetime, **expected: Unpack[Expectations]
) -> EvaluationCase:
    """Raises TooManyCases."""
    lock_agent(agent)
    if EvaluationCase.objects.filter(agent=agent).count() >= MAX_CASES:
        raise TooManyCases(limit=MAX_CASES)
    case: EvaluationCase = EvaluationCase.objects.create(
        workspace_id=agent.workspace_id, agent=agent, question=question, created_at=now, **expected
    )
    record(
        action="AGENT_TEST_CREATED",
        target=case.public_id,
        after={"agent": agent.public_id, "question": question},
        now=now,
    )
    return case


@transaction.atomic
def change_case(
    *, case: EvaluationCase, now: datetime, **changes: Unpack[CaseChanges]
) -> EvaluationCase:
    """Delete a case; its earlier results stay."""
    before = {field: _audit_value(getattr(case, field)) for field in changes}
    for field, value in changes.items():
        setattr(case, field, value)
    case.save(update_fields=list(changes))
    after = {field: _audit_value(value) for field, value in changes.items()}
    record_change(
        action="AGENT_TEST_CHANGED", target=case.public_id, before=before, after=after, now=now
    )
    return case


@transaction.atomic
def delete_case(*, case: EvaluationCase, now: datetime) -> None:
    """Delete a case; its earlier results stay."""
    question, public_id = case.question, case.public_id
    case.delete()
    record(action="AGENT_TEST_DELETED", target=public_id, before={"question": question}, now=now)


@transaction.atomic
def create_case_from_conversation(
    *,
    conversation: Conversation,
    message: Message | None = None,
    expected: str = "",
    now: datetime,
) -> EvaluationCase:
    """Create a case from a question in a conversation, with its history.

    The given answer sets the expectations: that there is an answer, its facts and its first source;
        or that there is none.
    message: a question or its answer; by default the last answered one.
    expected: the text that should have been answered instead.

    Raises NothingToEvaluate or TooManyCases.
    """
    answer = answer_for_case(conversation, message)
    if answer is None or answer.in_reply_to is None or answer.agent_version is None:
        raise NothingToEvaluate(field=None if message is None else "message_id")
    asked = answer.in_reply_to
    history = [{"role": turn.role, "content": turn.content} for turn in history_before(asked)]
    expectations = Expectations(contains=[expected]) if expected else _expectations_of(answer)
    expectations["history"] = history
    agent = answer.agent_version.agent
    return create_case(agent=agent, question=asked.content, now=now, **expectations)


def _expectations_of(answer: Message) -> Expectations:
    if answer.is_answered is False:
        return {"expects_answer": False}
    source = answer.evidence.order_by("position", "pk").first()
    return {
        "contains": facts(answer.content),
        "document_uuid": None if source is None else source.document_uuid,
    }


def _audit_value(value: Any) -> Any:
    """The value as the audit log records it."""
    return str(value) if isinstance(value, uuid.UUID) else value
