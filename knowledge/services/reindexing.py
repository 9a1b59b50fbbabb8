"""Builds an index by another embedder, document by document, then makes it live."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import workspace_scope
from knowledge.chunking import ChunkDraft
from knowledge.clients.embedding import TextEmbedder
from knowledge.errors import EmbedderRefused, EmbedderUnfit
from knowledge.models import Chunk, Document, DocumentVersion, EmbeddingIndex
from knowledge.services.embedders import embedder_of, live_embedder_name, lock_index
from knowledge.services.embedding_index import enqueue_building, fail_embedding_index
from knowledge.services.versions import next_number, vectors_of

_State = EmbeddingIndex.State
_Version = DocumentVersion.State
_EMBEDDED_AT_ONCE = 64
_DOCUMENTS_AT_ONCE = 50
# Running requests have read which index is live, and may search the old one a moment longer.
_GRACE = timedelta(seconds=30)
_RETIRED_AT_ONCE = 20  # versions: some thousands of chunks


def build_embedding_index(
    *,
    index_id: int,
    workspace_id: int,
    now: Callable[[], datetime],
    seconds: float,
) -> None:
    """Continue building for that long, then leave the rest to a new job; at the end go live.

    Finished documents stay, whatever happens to this process. Raises EmbedderError if a retry may
    help; else ends the build as FAILED.
    """
    until = time.monotonic() + seconds
    try:
        while (index := _go_on(index_id, workspace_id)) is not None:
            if time.monotonic() >= until:
                with workspace_scope(workspace_id):
                    enqueue_building(index)
                return
            if not _index_some(index, now=now, until=until) and _take_over(index, now=now()):
                return
    except (EmbedderRefused, EmbedderUnfit) as error:
        fail_embedding_index(index_id=index_id, workspace_id=workspace_id, error=error, now=now())


def _go_on(index_id: int, workspace_id: int) -> EmbeddingIndex | None:
    """The index with updated progress; None if it is no longer being built."""
    with workspace_scope(workspace_id):
        index: EmbeddingIndex | None = EmbeddingIndex.objects.filter(
            pk=index_id, state=_State.BUILDING
        ).first()
        if index is not None:
            index.documents_total = _answering().count()
            index.documents_done = index.documents_total - _missing(index).count()
            index.save(update_fields=["documents_done", "documents_total"])
    return index


def _index_some(index: EmbeddingIndex, *, now: Callable[[], datetime], until: float) -> bool:
    """Index some of the missing documents; False if none is missing."""
    embedder = embedder_of(index)
    embedder.embed_query("Is anybody there?")  # also if there is nothing to embed
    with workspace_scope(index.workspace_id):
        rows = _missing(index).select_related("live_version").order_by("pk")
        missing = list(rows[:_DOCUMENTS_AT_ONCE])
    with suppress(BuildingEnded):
        for document in missing:
            if time.monotonic() < until:
                _index_document(document, index, embedder, now=now())
    return bool(missing)


def _answering() -> QuerySet[Document]:
    return Document.objects.filter(live_version__isnull=False)


def _missing(index: EmbeddingIndex) -> QuerySet[Document]:
    """Live documents that are not in the new index yet."""
    done = DocumentVersion.objects.filter(
        document=OuterRef("pk"), embedder=index.embedder, state=_Version.LIVE
    )
    return _answering().exclude(Exists(done))


def _index_document(
    document: Document, index: EmbeddingIndex, embedder: TextEmbedder, *, now: datetime
) -> None:
    """Create a live version of the document for the new embedder, from its live chunks."""
    with workspace_scope(document.workspace_id):
        chunks = list(
            Chunk.objects.filter(version=document.live_version_id)
            .defer("embedding", "words")
            .order_by("index")
        )
    vectors = _vectors(chunks, embedder, index)
    with workspace_scope(document.workspace_id):
        lock_index(alone=False)
        locked = lock_rows(Document.objects.filter(pk=document.pk)).first()
        if locked is None or locked.live_version_id != document.live_version_id:
            return  # it has changed, and will be found missing again
        version = DocumentVersion.objects.create(
            workspace_id=locked.workspace_id,
            document=locked,
            number=next_number(locked),
            state=_Version.LIVE,
            embedder=embedder.name,
            chunk_count=len(chunks),
            token_count=sum(chunk.token_count for chunk in chunks),
            notices=document.live_version.notices if document.live_version else [],
            created_at=now,
        )
        Chunk.objects.bulk_create(
            [
                _copy(chunk, locked, version, content_hash, vectors[content_hash])
                for chunk, content_hash in zip(chunks, _hashes(chunks, embedder), strict=True)
            ],
            batch_size=500,
        )
        EmbeddingIndex.objects.filter(pk=index.pk).update(documents_done=F("documents_done") + 1)


def _vectors(chunks: list[Chunk], embedder: TextEmbedder, index: EmbeddingIndex) -> dict[str, Any]:
    """Vectors by content hash.

    Stops early, with what it raises, if the build has been cancelled.
    """
    passages = {
        content_hash: _draft(chunk).passage
        for chunk, content_hash in zip(chunks, _hashes(chunks, embedder), strict=True)
    }
    with workspace_scope(index.workspace_id):
        vectors = vectors_of(Chunk.objects.filter(content_hash__in=list(passages)))
    missing = [each for each in passages if each not in vectors]
    for begin in range(0, len(missing), _EMBEDDED_AT_ONCE):
        with workspace_scope(index.workspace_id):
            if not EmbeddingIndex.objects.filter(pk=index.pk, state=_State.BUILDING).exists():
                raise BuildingEnded
        some = missing[begin : begin + _EMBEDDED_AT_ONCE]
        made = embedder.embed_passages([passages[each] for each in some])
        vectors.update(zip(some, made, strict=True))
    return vectors


class BuildingEnded(RuntimeError):
    """Cancelled while a document was being embedded."""


def _take_over(index: EmbeddingIndex, *, now: datetime) -> bool:
    """Make the new index live, if it still holds every document."""
    with workspace_scope(index.workspace_id):
        lock_index(alone=True)
        rows = EmbeddingIndex.objects.filter(pk=index.pk, state=_State.BUILDING)
        if _missing(index).exists() or not rows.exists():
            return False
        EmbeddingIndex.objects.filter(state=_State.LIVE).update(
            state=_State.RETIRED, finished_at=now
        )
        total = _answering().count()
        rows.update(state=_State.LIVE, finished_at=now, documents_done=total, documents_total=total)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE knowledge_document d SET live_version_id = v.id"
                " FROM knowledge_documentversion v"
                " WHERE v.document_id = d.id AND v.workspace_id = d.workspace_id"
                " AND v.state = 'LIVE' AND v.embedder = %s AND d.workspace_id = %s",
                [index.embedder, index.workspace_id],
            )
        enqueue("knowledge.retire_versions", delay=_GRACE, workspace_id=index.workspace_id)
    return True


def retire_versions(*, workspace_id: int) -> None:
    """Remove versions that no index uses from the vector tables, a few at a time."""
    while True:
        with workspace_scope(workspace_id):
            lock_index(alone=False)
            kept = [live_embedder_name()]
            kept += EmbeddingIndex.objects.filter(state=_State.BUILDING).values_list(
                "embedder", flat=True
            )
            old = list(
                DocumentVersion.objects.filter(state=_Version.LIVE)
                .exclude(embedder__in=kept)
                .order_by("pk")
                .values_list("pk", flat=True)[:_RETIRED_AT_ONCE]
            )
            Chunk.objects.filter(version__in=old, is_live=True).update(is_live=False)
            DocumentVersion.objects.filter(pk__in=old).update(state=_Version.SUPERSEDED)
        if not old:
            return


def _draft(chunk: Chunk) -> ChunkDraft:
    return ChunkDraft(chunk.index, chunk.text, chunk.heading_path, chunk.page, chunk.token_count)


def _hashes(chunks: list[Chunk], embedder: TextEmbedder) -> list[str]:
    return [_draft(chunk).content_hash(embedder.name) for chunk in chunks]


def _copy(
    chunk: Chunk, document: Document, version: DocumentVersion, content_hash: str, vector: Any
) -> Chunk:
    """Copy a chunk for another embedder."""
    return Chunk(
        workspace_id=document.workspace_id,
        document=document,
        collection_id=document.collection_id,
        version=version,
        index=chunk.index,
        is_live=True,
        text=chunk.text,
        headings=chunk.headings,
        page=chunk.page,
        page_starts=chunk.page_starts,
        token_count=chunk.token_count,
        content_hash=content_hash,
        embedder=version.embedder,
        embedding=vector,
        language=chunk.language,
    )
