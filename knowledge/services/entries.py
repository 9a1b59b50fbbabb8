"""Questions and answers written by hand, as documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.scope import current_workspace_id
from knowledge.clients.parsing.blocks import clean, clean_lines
from knowledge.errors import EntryIncomplete
from knowledge.models import Collection, Document, QaEntry
from knowledge.services.documents import enqueue_ingestion, reprocess
from workspaces.services import record, record_change

FORMAT = "qa"
MAX_QUESTION, MAX_ANSWER, MAX_ALTERNATIVES = 500, 4_000, 20
_TITLE = 255


@transaction.atomic
def add_qa_entry(
    *,
    collection: Collection,
    question: str,
    answer: str,
    alternatives: Sequence[str] = (),
    by: User | None,
    now: datetime,
) -> Document:
    """Add a question with its answer, found by any of its wordings.

    Raises EntryIncomplete if one of the texts is blank or too long. The document is PROCESSING; it
    can be found a moment later.
    """
    question, answer, wordings = _clean_texts(question, answer, alternatives)
    document: Document = Document.objects.create(
        workspace_id=current_workspace_id(),
        collection=collection,
        title=question[:_TITLE],
        source_type=Document.SourceType.QA,
        format=FORMAT,
        size_bytes=len((question + answer).encode()),
        created_at=now,
        updated_at=now,
    )
    QaEntry.objects.create(
        workspace_id=document.workspace_id,
        document=document,
        question=question,
        answer=answer,
        alternatives=wordings,
        written_by=by,
        updated_at=now,
    )
    enqueue_ingestion(document)
    after = {"question": question, "collection": collection.public_id}
    record(action="QA_ENTRY_ADDED", target=document.public_id, after=after, now=now)
    return document


@transaction.atomic
def change_qa_entry(
    *,
    document: Document,
    question: str | None = None,
    answer: str | None = None,
    alternatives: Sequence[str] | None = None,
    by: User | None,
    now: datetime,
) -> Document:
    """Change the given fields; the entry answers as before until the change is ingested.

    Raises EntryIncomplete.
    """
    locked = lock_rows(Document.objects.filter(pk=document.pk)).get()
    entry: QaEntry = QaEntry.objects.get(document=locked)
    before = _audit_value(entry)
    entry.question, entry.answer, entry.alternatives = _clean_texts(
        entry.question if question is None else question,
        entry.answer if answer is None else answer,
        entry.alternatives if alternatives is None else alternatives,
    )
    if _audit_value(entry) == before:
        return locked
    entry.written_by, entry.updated_at = by, now
    entry.save()
    locked.title = entry.question[:_TITLE]
    locked.size_bytes = len((entry.question + entry.answer).encode())
    locked.save(update_fields=["title", "size_bytes"])
    reprocess(document=locked, now=now)
    record_change(
        action="QA_ENTRY_CHANGED",
        target=locked.public_id,
        before=before,
        after=_audit_value(entry),
        now=now,
    )
    locked.refresh_from_db()
    return locked


def _audit_value(entry: QaEntry) -> dict[str, object]:
    return {
        "question": entry.question,
        "answer": entry.answer,
        "alternatives": list(entry.alternatives),
    }


def _clean_texts(
    question: str, answer: str, alternatives: Sequence[str]
) -> tuple[str, str, list[str]]:
    """Clean the texts: no invisible characters, no duplicate wording."""
    question, answer = clean(question), clean_lines(answer)
    wordings = {clean(each).casefold(): clean(each) for each in alternatives}
    wordings.pop(question.casefold(), None)
    wordings.pop("", None)
    for field, text, max_length in (
        ("question", question, MAX_QUESTION),
        ("answer", answer, MAX_ANSWER),
    ):
        if not text:
            raise EntryIncomplete(field=field, reason=f"Write the {field}.")
        if len(text) > max_length:
            raise EntryIncomplete(
                field=field, reason=f"The {field} has at max_length {max_length} characters."
            )
    if len(wordings) > MAX_ALTERNATIVES or any(len(each) > MAX_QUESTION for each in wordings):
        reason = (
            f"At max_length {MAX_ALTERNATIVES} other wordings of {MAX_QUESTION} characters each."
        )
        raise EntryIncomplete(field="alternatives", reason=reason)
    return question, answer, list(wordings.values())
