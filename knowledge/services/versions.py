"""Versions of a document: start, switch live, roll back, delete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from core.db.locks import lock_rows
from core.events import publish_event
from core.scope import as_table_owner
from knowledge.clients.embedding import TextEmbedder
from knowledge.errors import DocumentBusy, EntryIsItsText, VersionNotRestorable
from knowledge.events import DocumentProcessed
from knowledge.models import Chunk, Document, DocumentVersion
from knowledge.notices import NoticeRow
from knowledge.services.embedders import live_embedder_name, lock_index, search_embedder
from workspaces.services import record

SUPERSEDED_KEPT = 5
_PURGED_AT_ONCE = 500  # versions deleted per cleanup; the rest wait for the next
_State = DocumentVersion.State


class VersionLost(RuntimeError):
    """This attempt's version is no longer wanted: the document has changed, has been cancelled,
    or another attempt has started.
    """


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at building a version.

    document: as it was when the attempt began.
    salvaged: content hash → vector, from an interrupted attempt.
    """

    document: Document
    version: DocumentVersion
    embedder: TextEmbedder
    salvaged: dict[str, Any]


def begin_attempt(*, document_id: int, now: datetime) -> Attempt | None:
    """Start a new version, replacing an interrupted attempt's.

    None if there is nothing to ingest: the document is deleted, completed, or cancelled.
    """
    waiting = Document.objects.filter(pk=document_id, status=Document.Status.PROCESSING)
    document = lock_rows(waiting).first()
    if document is None:
        return None
    embedder = search_embedder()
    unfinished = DocumentVersion.objects.filter(document=document, state=_State.BUILDING)
    salvaged = vectors_of(Chunk.objects.filter(version__in=unfinished, embedder=embedder.name))
    unfinished.delete()
    Document.objects.filter(pk=document_id).update(
        pages_done=0, pages_total=None, chunks_done=0, chunks_total=None, chunks_reused=0
    )
    version = DocumentVersion.objects.create(
        workspace_id=document.workspace_id,
        document=document,
        number=next_number(document),
        embedder=embedder.name,
        created_at=now,
    )
    return Attempt(document, version, embedder, salvaged)


def next_number(document: Document) -> int:
    """The next version number. The caller holds a lock on the document's row."""
    last = DocumentVersion.objects.filter(document=document).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def vectors_of(chunks: QuerySet[Chunk]) -> dict[str, Any]:
    """Content hash → vector."""
    rows = chunks.order_by("content_hash", "pk").distinct("content_hash")
    return dict(rows.values_list("content_hash", "embedding"))


def switch_live(
    attempt: Attempt,
    *,
    chunks: int,
    tokens: int,
    language: str,
    notices: list[NoticeRow],
    now: datetime,
) -> None:
    """Switch the new version live. Raises VersionLost, before any change."""
    lock_index(alone=False)
    document, version = attempt.document, attempt.version
    locked = lock_rows(Document.objects.filter(pk=document.pk)).first()
    if locked is None or locked.updated_at != document.updated_at:
        raise VersionLost
    if version.embedder != live_embedder_name():
        raise VersionLost  # another index has gone live since
    built = DocumentVersion.objects.filter(pk=version.pk, state=_State.BUILDING)
    if not built.update(chunk_count=chunks, token_count=tokens, notices=notices):
        raise VersionLost
    activate_version(locked, version)
    Document.objects.filter(pk=document.pk).update(
        status=Document.Status.COMPLETED,
        error="",
        error_code="",
        language=language,
        updated_at=now,
    )
    publish_processed(document.pk)


def activate_version(document: Document, version: DocumentVersion) -> None:
    """Switch a version live; earlier ones stay for a while, since answers quote them.

    The caller holds locks on the index and the document's row.
    """
    versions = DocumentVersion.objects.filter(document=document)
    Chunk.objects.filter(document=document, is_live=True).update(is_live=False)
    versions.filter(state=_State.LIVE).update(state=_State.SUPERSEDED)
    versions.filter(pk=version.pk).update(state=_State.LIVE)
    # The document may have been moved during ingestion.
    Chunk.objects.filter(version=version).update(is_live=True, collection=document.collection_id)
    Document.objects.filter(pk=document.pk).update(live_version=version)


@transaction.atomic
def rollback_document(*, document: Document, number: int, now: datetime) -> Document:
    """Switch an earlier version live again.

    Raises DocumentBusy during an ingestion, VersionNotRestorable for a version that is not kept, or
    whose vectors the index cannot compare, EntryIsItsText for an entry.
    """
    lock_index(alone=False)
    locked = lock_rows(Document.objects.filter(pk=document.pk)).get()
    if locked.source_type == Document.SourceType.QA:
        raise EntryIsItsText
    if locked.status == Document.Status.PROCESSING:
        raise DocumentBusy
    versions = DocumentVersion.objects.filter(document=locked)
    version = versions.filter(number=number).first()
    if version is None or version.state == _State.BUILDING:
        raise VersionNotRestorable(field="version", reason=f"There is no version {number}.")
    if version.state == _State.LIVE and version.pk == locked.live_version_id:
        return locked
    if version.embedder != live_embedder_name():
        reason = "That version was indexed by another embedding model. Read the document again."
        raise VersionNotRestorable(field="version", reason=reason)
    before = (
        versions.filter(pk=locked.live_version_id or 0).values_list("number", flat=True).first()
    )
    activate_version(locked, version)
    Document.objects.filter(pk=locked.pk).update(
        status=Document.Status.COMPLETED, error="", error_code="", updated_at=now
    )
    record(
        action="DOCUMENT_ROLLED_BACK",
        target=locked.public_id,
        before={"version": before},
        after={"version": number},
        now=now,
    )
    locked.refresh_from_db()
    return locked


def publish_processed(document_id: int) -> None:
    """Publish that a document has been ingested, or has failed."""
    document = Document.objects.get(pk=document_id)
    publish_event(
        DocumentProcessed(
            document_id=document.public_id,
            title=document.title,
            status=document.status,
            error=document.error or None,
        )
    )


def delete_old_versions(*, now: datetime) -> None:
    """Delete all but the latest few of the versions that are not live, in all workspaces."""
    with as_table_owner():
        old = DocumentVersion.everywhere.raw(
            """
            SELECT id FROM (
                SELECT id, row_number() OVER (PARTITION BY document_id ORDER BY number DESC) AS rank
                FROM knowledge_documentversion WHERE state = 'SUPERSEDED'
            ) ranked WHERE rank > %s ORDER BY id LIMIT %s
            """,
            [SUPERSEDED_KEPT, _PURGED_AT_ONCE],
        )
        DocumentVersion.everywhere.filter(pk__in=[version.pk for version in old]).delete()
