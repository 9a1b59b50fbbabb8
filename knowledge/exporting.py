"""A workspace's knowledge, for its export.

Collections, documents with their files, entries, websites, and the embedding models used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from core.archive import Archive
from knowledge.models import Collection, Crawl, Document, EmbeddingIndex, QaEntry
from workspaces.models import Workspace


def export_knowledge(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("collections", _collections())
    archive.put_rows("documents", _documents(workspace, archive))
    archive.put_rows("qa_entries", _entries())
    archive.put_rows("crawls", _crawls())
    archive.put_rows("embedding_indexes", _indexes())


def _collections() -> Iterator[dict[str, object]]:
    for each in Collection.objects.order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "name": each.name,
            "description": each.description,
            "created_at": each.created_at,
        }


def _documents(workspace: Workspace, archive: Archive) -> Iterator[dict[str, object]]:
    rows = Document.objects.select_related("collection", "live_version").order_by("pk")
    for each in rows.iterator():
        path = _put_file(workspace, archive, each, each.file.name) if each.file.name else None
        yield {
            "id": each.public_id,
            "collection_id": each.collection.public_id,
            "title": each.title,
            "source_type": each.source_type,
            "source_url": each.source_url,
            "file_name": each.file_name,
            "file": path,
            "size_bytes": each.size_bytes,
            "status": each.status,
            "error": each.error,
            "language": each.language,
            "warnings": each.live_version.warnings if each.live_version else [],
            "created_at": each.created_at,
            "updated_at": each.updated_at,
        }


def _put_file(workspace: Workspace, archive: Archive, document: Document, stored_as: str) -> str:
    """Copy the document's file into the archive and return its path there."""
    # never the uploader's name, which some systems take for a path
    suffix = PurePath(stored_as).suffix
    path = f"{workspace.public_id}/documents/{document.public_id}{suffix}"
    archive.put_file(path, stored_as)
    return f"files/{path}"


def _entries() -> Iterator[dict[str, object]]:
    rows = QaEntry.objects.select_related("document", "written_by").order_by("pk")
    for each in rows.iterator():
        yield {
            "document_id": each.document.public_id,
            "question": each.question,
            "alternatives": each.alternatives,
            "answer": each.answer,
            "written_by": each.written_by and each.written_by.public_id,
            "updated_at": each.updated_at,
        }


def _crawls() -> Iterator[dict[str, object]]:
    """Crawls without their runs, which are not kept for long; the pages read are among the
    documents.
    """
    for each in Crawl.objects.select_related("collection").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "collection_id": each.collection.public_id,
            "start_url": each.start_url,
            "max_pages": each.max_pages,
            "include_patterns": each.include_patterns,
            "exclude_patterns": each.exclude_patterns,
            "include_files": each.include_files,
            "schedule": each.schedule,
            "next_run_at": each.next_run_at,
            "created_at": each.created_at,
        }


def _indexes() -> Iterator[dict[str, object]]:
    for each in EmbeddingIndex.objects.order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "kind": each.kind,
            "base_url": each.base_url,
            "model": each.model,
            "embedder": each.embedder,
            "state": each.state,
            "created_at": each.created_at,
            "finished_at": each.finished_at,
        }
