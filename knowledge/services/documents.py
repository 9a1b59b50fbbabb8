"""Documents: add, reprocess, change, cancel, delete."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core.db.constraints import violated_constraint
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import current_workspace_id
from knowledge.clients.parsing.formats import format_by_name
from knowledge.errors import (
    DocumentTooLarge,
    EmptyFile,
    EntryIsItsText,
    IngestionCancelled,
    NotBeingIngested,
    PageTwice,
    UnsupportedFormat,
)
from knowledge.models import Chunk, Collection, Document, DocumentVersion
from knowledge.services.versions import publish_processed
from workspaces.services import record, record_change


@transaction.atomic
def add_document(
    *,
    collection: Collection,
    file: File[bytes],
    file_name: str,
    title: str = "",
    max_bytes: int,
    now: datetime,
) -> Document:
    """Store a file and enqueue its ingestion.

    title: shown to people and cited; the file's name if empty.
    max_bytes: the largest file that is accepted.

    Raises DocumentTooLarge, EmptyFile or UnsupportedFormat, and then stores nothing. The parser
    finds out what the file really contains, and reports it on the document.
    """
    if file.size > max_bytes:
        raise DocumentTooLarge(field="file", megabytes=max_bytes // 1024**2)
    if file.size == 0:
        raise EmptyFile(field="file")
    try:
        format_ = format_by_name(file_name)
    except UnsupportedFormat as error:
        raise UnsupportedFormat(field="file") from error
    document = Document(
        workspace_id=current_workspace_id(),
        collection=collection,
        title=title or file_name,
        file_name=file_name,
        format=format_.value,
        size_bytes=file.size,
        created_at=now,
        updated_at=now,
    )
    # Under a generated name: the caller's is never part of a path.
    suffix = PurePath(file_name).suffix.lower()
    name = document.uuid.hex
    document.file.name = f"documents/{name[-2:]}/{name}{suffix}"
    document.save(force_insert=True)
    default_storage.save(document.file.name, file)
    enqueue_ingestion(document)
    after = {"title": document.title, "collection": collection.public_id}
    record(action="DOCUMENT_ADDED", target=document.public_id, after=after, now=now)
    return document


@transaction.atomic
def reprocess_document(*, document: Document, now: datetime) -> Document:
    """Ingest a document again, unless it is being ingested; its live version answers until then."""
    begun = _set_processing(
        Document.objects.filter(pk=document.pk).exclude(status=Document.Status.PROCESSING), now
    )
    if begun:  # else it is being ingested already, or about to be
        enqueue_ingestion(document)
    document.refresh_from_db()
    return document


@transaction.atomic
def reprocess(*, document: Document, now: datetime) -> None:
    """Ingest a document whose content has just changed. A running ingestion starts over."""
    _set_processing(Document.objects.filter(pk=document.pk), now)
    enqueue_ingestion(document)


def _set_processing(rows: QuerySet[Document], now: datetime) -> int:
    # A changed `updated_at` tells a running ingestion that its content is outdated.
    return rows.update(
        status=Document.Status.PROCESSING,
        error="",
        error_code="",
        pages_done=0,
        pages_total=None,
        chunks_done=0,
        chunks_total=None,
        chunks_reused=0,
        updated_at=now,
    )


def enqueue_ingestion(document: Document, *, delay: timedelta = timedelta(0)) -> None:
    enqueue(
        "knowledge.ingest_document",
        delay=delay,
        weight=document.size_bytes,
        document_id=document.pk,
        workspace_id=document.workspace_id,
    )


@transaction.atomic
def cancel_ingestion(*, document: Document, now: datetime) -> Document:
    """Cancel an ingestion. The live version goes on answering; without one the document is FAILED.

    Raises NotBeingIngested. A running worker finds its version gone and leaves nothing behind.
    """
    locked = lock_rows(Document.objects.filter(pk=document.pk)).get()
    if locked.status != Document.Status.PROCESSING:
        raise NotBeingIngested
    DocumentVersion.objects.filter(document=locked, state=DocumentVersion.State.BUILDING).delete()
    cause = IngestionCancelled()
    is_live = locked.live_version_id is not None
    locked.status = Document.Status.COMPLETED if is_live else Document.Status.FAILED
    locked.error_code = "" if is_live else cause.code
    locked.error = "" if is_live else str(cause)
    locked.updated_at = now
    locked.save(update_fields=["status", "error_code", "error", "updated_at"])
    publish_processed(locked.pk)
    record(action="DOCUMENT_READING_CANCELLED", target=locked.public_id, now=now)
    return locked


@transaction.atomic
def change_document(
    *,
    document: Document,
    title: str | None = None,
    collection: Collection | None = None,
    now: datetime,
) -> Document:
    """Rename a document, or move it with all its versions to another collection.

    Raises EntryIsItsText for the title of an entry, PageTwice if the collection has the page
    already.
    """
    rows = Document.objects.filter(pk=document.pk).select_related("collection")
    locked = lock_rows(rows).get()
    before = {"title": locked.title, "collection": locked.collection.public_id}
    if title is not None and title != locked.title:
        if locked.source_type == Document.SourceType.QA:
            raise EntryIsItsText(field="title")
        locked.title = title
    if collection is not None and collection.pk != locked.collection_id:
        locked.collection = collection
        Chunk.objects.filter(document=locked).update(collection=collection)
    try:
        with transaction.atomic():
            locked.save(update_fields=["title", "collection"])
    except IntegrityError as error:
        if violated_constraint(error) == "one_document_per_page_and_collection":
            raise PageTwice(field="collection_id") from error
        raise
    record_change(
        action="DOCUMENT_CHANGED",
        target=locked.public_id,
        before=before,
        after={"title": locked.title, "collection": locked.collection.public_id},
        now=now,
    )
    return locked


@transaction.atomic
def delete_document(*, document: Document, now: datetime) -> None:
    """Delete a document, its versions and its chunks."""
    target, before = document.public_id, {"title": document.title}
    remove_document(document)
    record(action="DOCUMENT_DELETED", target=target, before=before, now=now)


def remove_document(document: Document) -> None:
    """Delete the row; its file, if it has one, is deleted after the commit."""
    name = document.file.name
    document.delete()
    if name:
        enqueue("knowledge.delete_file", file_name=name)
