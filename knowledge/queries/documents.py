"""Reads about collections and documents. All need a scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from core import ids
from knowledge.models import Chunk, Collection, Document, DocumentVersion

_PREVIEW = 5  # chunks


def collections() -> QuerySet[Collection]:
    """The collections in scope with `document_count`."""
    return Collection.objects.annotate(document_count=Count("documents"))


def documents(
    *,
    collection: Collection | None = None,
    status: str | None = None,
    source_type: str | None = None,
    source_url: str | None = None,
    search: str | None = None,
) -> QuerySet[Document]:
    """The documents in scope, with their live version, filtered."""
    rows: QuerySet[Document] = Document.objects.select_related("live_version", "collection")
    exact = {
        "collection": collection,
        "status": status,
        "source_type": source_type,
        "source_url": source_url,
    }
    rows = rows.filter(**{field: value for field, value in exact.items() if value is not None})
    if search:
        rows = rows.filter(title__icontains=search)
    return rows


def qa_entries(
    *, collection: Collection | None = None, search: str | None = None
) -> QuerySet[Document]:
    """The entries written by hand, as documents with their texts and authors."""
    rows = documents(collection=collection, source_type=Document.SourceType.QA, search=search)
    return rows.select_related("qa_entry__written_by")


def versions(document: Document) -> QuerySet[DocumentVersion]:
    """The versions of a document that are still kept."""
    return DocumentVersion.objects.filter(document=document)


def chunks(document: Document, *, number: int | None = None) -> QuerySet[Chunk]:
    """The chunks of the version with that number, or of the live one."""
    if number is None:
        rows = Chunk.objects.filter(version=document.live_version_id)
    else:
        rows = Chunk.objects.filter(document=document, version__number=number)
    return rows.select_related("version").defer("embedding", "words")


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """versions: the latest first. preview: the first chunks of the live version."""

    document: Document
    versions: list[DocumentVersion]
    preview: list[Chunk]


def document_detail(document: Document) -> DocumentDetail:
    """document: one of `documents()`."""
    return DocumentDetail(
        document=document,
        versions=list(versions(document).order_by("-number", "pk")),
        preview=_preview(document),
    )


def chunk_names(keys: Iterable[int]) -> dict[int, str]:
    """Public ids of chunks by their keys; deleted ones are left out."""
    found = Chunk.objects.filter(pk__in=list(keys)).values_list("pk", "uuid")
    return {key: ids.encode(Chunk.id_prefix, value) for key, value in found}


def _preview(document: Document) -> list[Chunk]:
    if document.live_version_id is None:
        return []
    rows = Chunk.objects.filter(version=document.live_version_id).defer("embedding", "words")
    return list(rows.order_by("index", "pk")[:_PREVIEW])
