"""From a stored file to chunks that can be found: parse, split, embed, switch live."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db.models import Max

from core.errors import DomainError
from core.events import publish_event
from core.scope import workspace_scope
from knowledge.chunking import ChunkDraft, split
from knowledge.clients.embedding import Embedder
from knowledge.clients.embedding.minilm import minilm
from knowledge.clients.language import detect_language
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.clients.parsing.sandbox import parse_file
from knowledge.errors import DocumentUnreadable, TooComplex
from knowledge.models import Chunk, Document, DocumentVersion

BATCH = 32  # chunks stored in one transaction: some 100 kB, two seconds of embedding
MAX_CHUNKS = 15_000  # 10 MB of plain text; some eight minutes of embedding
PROGRESS_EVERY = 1.0  # seconds
LANGUAGE_SAMPLE = 2_000  # characters


def ingest_document(*, document_id: int, workspace_id: int, now: Callable[[], datetime]) -> None:
    """Read a document and switch its new version live; ends COMPLETED or FAILED with a cause.

    Running it again starts over: what an interrupted attempt had built is thrown away, the live
    version is untouched until the last transaction.
    """
    with workspace_scope(workspace_id):
        document = Document.objects.filter(pk=document_id).first()
        if document is None:
            return  # deleted while it waited
        version = _begin_version(document, now=now())
    try:
        build = _Build(document, version)
        build.run()
    except DocumentUnreadable as error:
        fail_ingestion(document_id=document_id, workspace_id=workspace_id, error=error, now=now())
        return
    with workspace_scope(workspace_id):
        _switch(document, version, build, now=now())


def fail_ingestion(
    *, document_id: int, workspace_id: int, error: DomainError | str, now: datetime
) -> None:
    """Record why a document could not be read. Its live version, if any, goes on answering."""
    with workspace_scope(workspace_id):
        DocumentVersion.objects.filter(
            document=document_id, state=DocumentVersion.State.BUILDING
        ).delete()
        changed = Document.objects.filter(pk=document_id).update(
            status=Document.Status.FAILED,
            error_code=error.code if isinstance(error, DomainError) else "INTERRUPTED",
            error=str(error)[:500],
            updated_at=now,
        )
        if changed:
            _publish(Document.objects.get(pk=document_id))


def _begin_version(document: Document, *, now: datetime) -> DocumentVersion:
    rows = DocumentVersion.objects.filter(document=document)
    rows.filter(state=DocumentVersion.State.BUILDING).delete()
    Document.objects.filter(pk=document.pk).update(
        status=Document.Status.PROCESSING, pages_done=0, pages_total=None, chunks_done=0
    )
    return DocumentVersion.objects.create(
        workspace_id=document.workspace_id,
        document=document,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        embedder=minilm().name,
        created_at=now,
    )


class _Build:
    """One attempt at building a version. Knows how far it is."""

    def __init__(self, document: Document, version: DocumentVersion) -> None:
        self.document = document
        self.version = version
        self.embedder: Embedder = minilm()
        self.chunks = 0
        self.tokens = 0
        self.sample = ""
        self._reported = 0.0

    def run(self) -> None:
        """Raises DocumentUnreadable."""
        with _local_file(self.document) as path:
            format_ = DocumentFormat(self.document.format)
            blocks = parse_file(path, format=format_, on_progress=self._on_page)
            drafts = split(blocks)
            while batch := list(islice(drafts, BATCH)):
                if self.chunks + len(batch) > MAX_CHUNKS:
                    raise TooComplex
                self._store(batch)

    def _store(self, drafts: list[ChunkDraft]) -> None:
        vectors = self._known_vectors(drafts)
        missing = [draft for draft in drafts if draft.content_hash not in vectors]
        made = self.embedder.embed_passages([draft.passage for draft in missing])
        for draft, vector in zip(missing, made, strict=True):
            vectors[draft.content_hash] = vector
        rows = [
            Chunk(
                workspace_id=self.document.workspace_id,
                document_id=self.document.pk,
                collection_id=self.document.collection_id,
                version_id=self.version.pk,
                index=draft.index,
                text=draft.text,
                headings="\n".join(draft.heading_path),
                page=draft.page,
                token_count=draft.token_count,
                content_hash=draft.content_hash,
                embedding=vectors[draft.content_hash],
            )
            for draft in drafts
        ]
        self.chunks += len(rows)
        self.tokens += sum(draft.token_count for draft in drafts)
        if len(self.sample) < LANGUAGE_SAMPLE:
            self.sample += "\n".join(draft.text for draft in drafts)[:LANGUAGE_SAMPLE]
        with workspace_scope(self.document.workspace_id):
            Chunk.objects.bulk_create(rows)
            Document.objects.filter(pk=self.document.pk).update(chunks_done=self.chunks)

    def _known_vectors(self, drafts: list[ChunkDraft]) -> dict[str, object]:
        """Vectors of the live version's chunks that say the same: they need no new embedding."""
        if self.document.live_version_id is None:
            return {}
        with workspace_scope(self.document.workspace_id):
            return dict(
                Chunk.objects.filter(
                    version=self.document.live_version_id,
                    version__embedder=self.embedder.name,
                    content_hash__in=[draft.content_hash for draft in drafts],
                ).values_list("content_hash", "embedding")
            )

    def _on_page(self, done: int, total: int) -> None:
        if done < total and time.monotonic() - self._reported < PROGRESS_EVERY:
            return
        self._reported = time.monotonic()
        with workspace_scope(self.document.workspace_id):
            Document.objects.filter(pk=self.document.pk).update(pages_done=done, pages_total=total)


def _switch(document: Document, version: DocumentVersion, build: _Build, *, now: datetime) -> None:
    """Make the new version the one that answers; the one before stays for its citations."""
    live, superseded = DocumentVersion.State.LIVE, DocumentVersion.State.SUPERSEDED
    locked = Document.objects.select_for_update().filter(pk=document.pk).first()
    if locked is None:
        return
    Chunk.objects.filter(document=document, is_live=True).update(is_live=False)
    DocumentVersion.objects.filter(document=document, state=live).update(state=superseded)
    switched = DocumentVersion.objects.filter(
        pk=version.pk, state=DocumentVersion.State.BUILDING
    ).update(state=live, chunk_count=build.chunks, token_count=build.tokens)
    if not switched:
        raise VersionLost
    Chunk.objects.filter(version=version).update(is_live=True)
    Document.objects.filter(pk=document.pk).update(
        live_version=version,
        status=Document.Status.COMPLETED,
        error="",
        error_code="",
        language=detect_language(build.sample) or "",
        updated_at=now,
    )
    _publish(Document.objects.get(pk=document.pk))


class VersionLost(RuntimeError):
    """Another attempt has thrown this one's version away and builds its own."""


def _publish(document: Document) -> None:
    publish_event(
        "DOCUMENT_PROCESSED",
        aggregate=document.name_outside,
        payload={
            "document_id": document.name_outside,
            "title": document.title,
            "status": document.status,
            "error": document.error or None,
        },
    )


@contextmanager
def _local_file(document: Document) -> Iterator[Path]:
    """The stored file as a path: itself on a file system, a temporary copy from object storage."""
    path = _path(document)
    if path is not None:
        yield path
        return
    with tempfile.NamedTemporaryFile(suffix=f".{document.format}") as copy:
        with document.file.open("rb") as stored:
            for piece in stored.chunks():
                copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def _path(document: Document) -> Path | None:
    try:
        return Path(document.file.path)
    except NotImplementedError:
        return None
