"""Ingestion: parse a document, split, embed, switch live."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from core.errors import DomainError
from core.scope import workspace_scope
from knowledge.chunking import ChunkDraft
from knowledge.clients.language import detect_language
from knowledge.clients.memory import release_memory
from knowledge.clients.parsing.blocks import Notice
from knowledge.errors import (
    DocumentUnreadable,
    EmbedderBusy,
    EmbedderError,
    EmbedderRefused,
    EmbedderUnfit,
    EmbedderUnreachable,
)
from knowledge.models import EMBEDDED_MODEL, Chunk, Document, DocumentVersion
from knowledge.notices import merge
from knowledge.services.documents import enqueue_ingestion
from knowledge.services.reading import read_drafts
from knowledge.services.versions import (
    Attempt,
    VersionLost,
    begin_attempt,
    publish_processed,
    switch_live,
    vectors_of,
)

T = TypeVar("T")

BATCH = 32  # chunks per transaction: some 100 kB
# half a second of embedding, so that progress and cancelling are noticed soon
_EMBEDDED_AT_ONCE = 8
PROGRESS_EVERY = 0.5  # seconds
_BUSY_DELAY = timedelta(seconds=10)
_LANGUAGE_SAMPLE = 4_000  # characters
_OWN_LANGUAGE_FROM = 200  # characters of a chunk that may be in another language than its document
_OWN_LANGUAGE_SAMPLE = 300  # of its characters, used for detection
_MIN_OWN_LANGUAGE_CONFIDENCE = 0.95


def ingest_document(*, document_id: int, workspace_id: int, now: Callable[[], datetime]) -> None:
    """Ingest a document and switch its new version live; ends COMPLETED or FAILED with a cause.

    Running it again starts over: the partial version is discarded, except for its vectors; the live
    version is untouched until the last transaction. Does nothing unless the document is
    PROCESSING. Raises VersionLost, and EmbedderError if a retry may help. What a busy embedder
    has made so far is kept, and a new job continues from there.
    """
    with workspace_scope(workspace_id):
        attempt = begin_attempt(document_id=document_id, now=now())
    if attempt is None:
        return
    build = _Build(attempt)
    try:
        build.run()
    except (EmbedderBusy, EmbedderUnreachable):
        if not build.embedded:
            raise
        with workspace_scope(workspace_id):  # not given up while it makes progress
            enqueue_ingestion(attempt.document, delay=_BUSY_DELAY)
        return
    except (DocumentUnreadable, EmbedderRefused, EmbedderUnfit) as error:
        fail_ingestion(
            document_id=document_id,
            workspace_id=workspace_id,
            error=error,
            now=now(),
            asked_at=attempt.document.updated_at,
        )
        return
    with workspace_scope(workspace_id):
        switch_live(
            attempt,
            chunks=build.done,
            tokens=build.tokens,
            language=build.language,
            notices=merge(build.notices),
            now=now(),
        )


def fail_ingestion(
    *,
    document_id: int,
    workspace_id: int,
    error: DomainError | str,
    now: datetime,
    asked_at: datetime | None = None,
) -> None:
    """Record why a document could not be read. Its live version, if any, goes on answering.

    asked_at: of the failed attempt; nothing happens if the document has changed since.
    """
    with workspace_scope(workspace_id):
        rows = Document.objects.filter(pk=document_id, status=Document.Status.PROCESSING)
        if asked_at is not None:
            rows = rows.filter(updated_at=asked_at)
        changed = rows.update(
            status=Document.Status.FAILED,
            error_code=error.code if isinstance(error, DomainError) else "INTERRUPTED",
            error=str(error)[:500],
            updated_at=now,
        )
        if changed:
            DocumentVersion.objects.filter(
                document=document_id, state=DocumentVersion.State.BUILDING
            ).delete()
            publish_processed(document_id)


class _Build:
    """One attempt at building a version, with its progress."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.workspace_id = attempt.document.workspace_id
        self.done = 0
        self.embedded = 0
        self.tokens = 0
        self.language = ""
        self.notices: list[Notice] = []
        self._progress: dict[str, int] = {}
        self._reported = 0.0

    def run(self) -> None:
        """Raises DocumentUnreadable, EmbedderError, and VersionLost if the version is no longer
        wanted.
        """
        drafts = read_drafts(
            self.attempt.document,
            on_progress=self._on_page,
            on_notice=self.notices.append,
            on_wait=self._report_if_due,
        )
        sample = "\n".join(draft.text for draft in drafts[:BATCH])
        self.language = detect_language(sample[:_LANGUAGE_SAMPLE]) or ""
        self._progress["chunks_total"] = len(drafts)
        self._report()
        for batch in _slices(drafts, BATCH):
            self._store(batch)

    def _store(self, drafts: Sequence[ChunkDraft]) -> None:
        hashes = [draft.content_hash(self.attempt.embedder.name) for draft in drafts]
        vectors = self._known_vectors(hashes)
        missing = {
            content: draft.passage
            for content, draft in zip(hashes, drafts, strict=True)
            if content not in vectors
        }
        reused = sum(content in vectors for content in hashes)
        try:
            for content, vector in self._embed(missing):
                vectors[content] = vector
                self._progress["chunks_done"] = self.done + reused + len(vectors.keys() & missing)
        except EmbedderError:
            self._write(drafts, hashes, vectors)  # the next attempt can use what has been made
            raise
        self._progress["chunks_reused"] = self._progress.get("chunks_reused", 0) + reused
        self._write(drafts, hashes, vectors)

    def _embed(self, missing: dict[str, str]) -> Iterator[tuple[str, Any]]:
        embedder = self.attempt.embedder
        is_own = embedder.name == EMBEDDED_MODEL
        for some in _slices(list(missing), _EMBEDDED_AT_ONCE if is_own else BATCH):
            made = embedder.embed_passages([missing[content] for content in some])
            for content, vector in zip(some, made, strict=True):
                self.embedded += 1
                yield content, vector
            self._report_if_due()

    def _write(
        self, drafts: Sequence[ChunkDraft], hashes: Sequence[str], vectors: dict[str, Any]
    ) -> None:
        """Store the chunks that have their vectors."""
        rows = [
            self._row(draft, content, vectors[content])
            for content, draft in zip(hashes, drafts, strict=True)
            if content in vectors
        ]
        self.done += len(rows)
        self.tokens += sum(row.token_count for row in rows)
        self._progress["chunks_done"] = self.done
        with workspace_scope(self.workspace_id):
            Chunk.objects.bulk_create(rows)
            self._write_progress()
        release_memory()

    def _row(self, draft: ChunkDraft, content_hash: str, vector: Any) -> Chunk:
        document = self.attempt.document
        return Chunk(
            workspace_id=self.workspace_id,
            document_id=document.pk,
            collection_id=document.collection_id,
            version_id=self.attempt.version.pk,
            index=draft.index,
            text=draft.text,
            headings="\n".join(draft.heading_path),
            page=draft.page,
            page_starts=draft.page_starts,
            token_count=draft.token_count,
            content_hash=content_hash,
            embedder=self.attempt.embedder.name,
            embedding=vector,
            language=self._language_of(draft),
        )

    def _language_of(self, draft: ChunkDraft) -> str:
        """The document's language, unless the chunk is long enough and clearly in another."""
        if len(draft.text) < _OWN_LANGUAGE_FROM:
            return self.language
        beginning = draft.text[:_OWN_LANGUAGE_SAMPLE]
        return detect_language(beginning, minimum=_MIN_OWN_LANGUAGE_CONFIDENCE) or self.language

    def _known_vectors(self, hashes: Sequence[str]) -> dict[str, Any]:
        """Vectors of chunks that this workspace has embedded before, in any document."""
        known = {
            each: self.attempt.salvaged[each] for each in hashes if each in self.attempt.salvaged
        }
        unknown = [each for each in hashes if each not in known]
        if unknown:
            with workspace_scope(self.workspace_id):
                known |= vectors_of(Chunk.objects.filter(content_hash__in=unknown))
        return known

    def _on_page(self, done: int, total: int) -> None:
        self._progress.update(pages_done=done, pages_total=total)
        self._report_if_due()

    def _report_if_due(self) -> None:
        if time.monotonic() - self._reported >= PROGRESS_EVERY:
            self._report()

    def _report(self) -> None:
        with workspace_scope(self.workspace_id):
            self._write_progress()

    def _write_progress(self) -> None:
        """Raises VersionLost if this version is no longer wanted."""
        self._reported = time.monotonic()
        wanted = DocumentVersion.objects.filter(
            pk=self.attempt.version.pk, state=DocumentVersion.State.BUILDING
        )
        if not wanted.exists():
            raise VersionLost
        if self._progress:
            Document.objects.filter(pk=self.attempt.document.pk).update(**self._progress)


def _slices(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[begin : begin + size] for begin in range(0, len(items), size))
