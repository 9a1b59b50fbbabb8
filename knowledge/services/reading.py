"""The chunks of a document, from its file or its hand-written entry."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.scope import workspace_scope
from knowledge.chunking import ChunkDraft, KnownPage, split
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice
from knowledge.clients.parsing.formats import DocumentFormat, Report
from knowledge.clients.parsing.sandbox import parse_file
from knowledge.errors import PageNotFetched, ReadingTooLong, TooComplex
from knowledge.models import Chunk, Document, QaEntry

MAX_CHUNKS = 25_000  # 10 MB of short paragraphs; some ten minutes of embedding
MAX_CHUNKING_SECONDS = 60.0  # of computing, beside the parser's own: ten times what prose takes


def read_drafts(
    document: Document,
    *,
    on_progress: Report,
    on_notice: Callable[[Notice], None],
    on_wait: Callable[[], None],
) -> list[ChunkDraft]:
    """All chunks of a document.

    on_notice: called with what was left out of the file, or could not be read.
    on_wait: called at least every second while a file is read; an exception from it ends the
        reading.

    Raises DocumentUnreadable: TooComplex if there are too many, ReadingTooLong if it takes too long
    to split the text into them.
    """
    if document.source_type == Document.SourceType.QA:
        with workspace_scope(document.workspace_id):
            entry = QaEntry.objects.get(document=document)
        return drafts_of_entry(entry)
    if not document.file:
        raise PageNotFetched
    drafts: list[ChunkDraft] = []
    known = _known_chunks(document)
    with _local_file(document) as path:
        format_ = DocumentFormat(document.format)
        blocks = parse_file(
            path, format=format_, on_progress=on_progress, on_notice=on_notice, on_wait=on_wait
        )
        began = time.thread_time()
        for draft in split(blocks, known=known):
            if len(drafts) == MAX_CHUNKS:
                raise TooComplex
            if time.thread_time() - began > MAX_CHUNKING_SECONDS:
                raise ReadingTooLong
            drafts.append(draft)
            on_wait()
    return drafts


def _known_chunks(document: Document) -> KnownPage:
    """The chunks of the live version."""
    known: dict[tuple[str, ...], list[str]] = {}
    with workspace_scope(document.workspace_id):
        rows = Chunk.objects.filter(version=document.live_version_id).only("headings", "text")
        for chunk in rows:
            known.setdefault(chunk.heading_path, []).append(chunk.text)
    return {path: sorted(texts) for path, texts in known.items()}


def drafts_of_entry(entry: QaEntry) -> list[ChunkDraft]:
    """The answer under each wording of the question, so that any wording finds it."""
    lines = [line for line in entry.answer.splitlines() if line.strip()]
    drafts = [
        draft
        for wording in (entry.question, *entry.alternatives)
        for draft in split(Block(line, BlockKind.PARAGRAPH, (wording,)) for line in lines)
    ]
    return [replace(draft, index=index) for index, draft in enumerate(drafts)]


@contextmanager
def _local_file(document: Document) -> Iterator[Path]:
    """The stored file as a path: the file itself, or a temporary copy from object storage."""
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
