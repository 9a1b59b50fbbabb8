"""Documents: take in, read again, delete."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from core.jobs import enqueue
from core.scope import current_workspace_id
from knowledge.clients.parsing.formats import format_by_name
from knowledge.errors import DocumentTooLarge, EmptyFile, UnsupportedFormat
from knowledge.models import Collection, Document
from workspaces.services import record


@transaction.atomic
def add_document(
    *,
    collection: Collection,
    file: File[bytes],
    file_name: str,
    title: str,
    max_bytes: int,
    now: datetime,
) -> Document:
    """Store a file and have it read in the background.

    title: shown to people and cited; the file's name when empty.
    max_bytes: the largest file that is taken.
    Raises DocumentTooLarge, EmptyFile or UnsupportedFormat, and keeps nothing then; what the file
    really holds is found out by the parser, and said on the document.
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
    # Under a name of ours: the caller's is never part of a path.
    suffix = PurePath(file_name).suffix.lower()
    name = document.public_id.hex
    document.file.name = f"documents/{name[-2:]}/{name}{suffix}"
    document.save(force_insert=True)
    default_storage.save(document.file.name, file)
    _enqueue_ingestion(document)
    after = {"title": document.title, "collection": collection.name_outside}
    record(action="DOCUMENT_ADDED", target=document.name_outside, after=after, now=now)
    return document


@transaction.atomic
def reprocess_document(*, document: Document, now: datetime) -> Document:
    """Read a document again, unless it is being read; its live version answers until then."""
    begun = (
        Document.objects.filter(pk=document.pk)
        .exclude(status=Document.Status.PROCESSING)
        .update(status=Document.Status.PROCESSING, error="", error_code="", updated_at=now)
    )
    if begun:  # else it is being read, or about to be, already
        _enqueue_ingestion(document)
    document.refresh_from_db()
    return document


def _enqueue_ingestion(document: Document) -> None:
    enqueue(
        "knowledge.ingest_document",
        document_id=document.pk,
        workspace_id=document.workspace_id,
    )


@transaction.atomic
def delete_document(*, document: Document, now: datetime) -> None:
    """Delete a document, its versions and its chunks."""
    target, before = document.name_outside, {"title": document.title}
    remove_document(document)
    record(action="DOCUMENT_DELETED", target=target, before=before, now=now)


def remove_document(document: Document) -> None:
    """The document itself; its file goes after the commit."""
    name = document.file.name
    document.delete()
    enqueue("knowledge.delete_file", file_name=name)
