"""Resolve, dismiss, reopen and re-ask unanswered questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from analytics import queries
from analytics.errors import CollectionNotUsed, NoCollectionUsed, QuestionResolved
from analytics.models import UnansweredQuestion
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import workspace_scope
from knowledge import services as knowledge
from knowledge.models import Collection, Document
from voice.agents.queries import live_behavior
from voice.answers.models import Answer
from voice.answers.services import answer_once
from workspaces.services import record

NEW_COLLECTION = "Questions and answers"
Status = UnansweredQuestion.Status


@transaction.atomic
def resolve_question(
    *,
    question: UnansweredQuestion,
    answer: str,
    wording: str = "",
    collection: Collection | None = None,
    by: User,
    now: datetime,
) -> UnansweredQuestion:
    """Write the entry that answers the question, with all its wordings.

    Once the entry can be found the question is asked again, and reopened if the agent still has no
        answer.
    wording: how the entry asks; by default the question's first wording.
    collection: for the entry; by default the first that the agent searches. An entry of an earlier
        attempt is changed instead, and stays in its collection.

    Raises QuestionResolved, CollectionNotUsed, NoCollectionUsed, or EntryIncomplete.
    """
    locked = _lock(question)
    if locked.status == Status.RESOLVED:
        raise QuestionResolved
    texts: dict[str, Any] = {
        "question": wording or locked.question,
        "answer": answer,
        "alternatives": _wordings(locked),
        "by": by,
        "now": now,
    }
    entry = (
        knowledge.add_qa_entry(collection=_collection_for(locked, collection, now=now), **texts)
        if locked.resolution is None
        else knowledge.change_qa_entry(document=locked.resolution, **texts)
    )
    _change(
        locked,
        action="QUESTION_RESOLVED",
        now=now,
        status=Status.RESOLVED,
        resolution=entry,
        resolved_by=by,
        resolved_at=now,
        reasked=None,
        note="",
    )
    _reask_if_ingested(entry)
    return locked


@transaction.atomic
def dismiss_question(*, question: UnansweredQuestion, now: datetime) -> UnansweredQuestion:
    """Dismiss a question; it is still counted.

    Raises QuestionResolved.
    """
    locked = _lock(question)
    if locked.status == Status.RESOLVED:
        raise QuestionResolved
    if locked.status == Status.OPEN:
        _change(locked, action="QUESTION_DISMISSED", now=now, status=Status.DISMISSED)
    return locked


@transaction.atomic
def reopen_question(*, question: UnansweredQuestion, now: datetime) -> UnansweredQuestion:
    """Reopen a question; its entry stays."""
    locked = _lock(question)
    if locked.status != Status.OPEN:
        _change(locked, action="QUESTION_REOPENED", now=now, status=Status.OPEN, resolved_at=None)
    return locked


def reask_questions(*, workspace_id: int, document_id: str, now: datetime) -> None:
    """Ask the questions of an entry again, once it has been ingested or has failed.

    Enters the scope itself; does nothing for other documents, or a second time.
    """
    with workspace_scope(workspace_id):
        document = Document.objects.with_public_id(document_id).first()
        if document is None or document.status == Document.Status.PROCESSING:
            return
        waiting = list(queries.questions_to_reask(document))
        behaviors = [live_behavior(question.agent) for question in waiting]
    for question, behavior in zip(waiting, behaviors, strict=True):
        answer = answer_once(
            workspace_id=workspace_id,
            behavior=behavior,
            question=question.question,
            history=[],
        )
        with workspace_scope(workspace_id):
            _settle(question, document, answer, now=now)


def _settle(
    question: UnansweredQuestion, document: Document, answer: Answer, *, now: datetime
) -> None:
    """Store the result, unless the question has changed meanwhile."""
    is_answered = answer.is_answered is not False
    note = "The agent still has no answer to it."
    if document.status == Document.Status.FAILED:
        note = f"The entry could not be taken in: {document.error}"
    queries.questions_to_reask(document).filter(pk=question.pk).update(
        status=Status.RESOLVED if is_answered else Status.OPEN,
        resolved_at=now if is_answered else None,
        note="" if is_answered else note[:300],
        reasked={
            "answered": is_answered,
            "confidence": round(answer.confidence, 4),
            "response": answer.text,
        },
    )


def _reask_if_ingested(entry: Document) -> None:
    """Have the entry's questions asked again if there is nothing to ingest: no event will come."""
    if entry.status == Document.Status.COMPLETED:
        enqueue(
            "analytics.reask_questions",
            workspace_id=entry.workspace_id,
            payload={"document_id": entry.public_id},
        )


def _lock(question: UnansweredQuestion) -> UnansweredQuestion:
    return lock_rows(queries.unanswered().filter(pk=question.pk)).get()


class _Changes(TypedDict, total=False):
    status: Required[str]
    resolution: Document
    resolved_by: User | None
    resolved_at: datetime | None
    note: str
    reasked: None


def _change(
    question: UnansweredQuestion, *, action: str, now: datetime, **changes: Unpack[_Changes]
) -> None:
    before = question.status
    for field, value in changes.items():
        setattr(question, field, value)
    question.save(update_fields=list(changes))
    record(
        action=action,
        target=question.public_id,
        before={"status": before},
        after={"status": question.status},
        now=now,
    )


def _wordings(question: Any) -> list[str]:
    """The other wordings, the most common first."""
    return [text for text in question.wording_list if text != question.question]


def _collection_for(
    question: UnansweredQuestion, wanted: Collection | None, *, now: datetime
) -> Collection:
    searched = live_behavior(question.agent).searched_collections
    if wanted is not None:
        if searched is not None and wanted.pk not in searched:
            raise CollectionNotUsed(field="collection_id")
        return wanted
    there = Collection.objects.order_by("pk")
    if searched is not None:
        there = there.filter(pk__in=searched)
    first: Collection | None = there.first()
    if first is None and searched is not None:
        raise NoCollectionUsed
    return first or knowledge.create_collection(name=NEW_COLLECTION, now=now)
