"""Reads about collections and documents. All need a scope."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from knowledge.models import Chunk, Collection, Document


def collections() -> QuerySet[Collection]:
    """The collections in scope with `document_count`."""
    return Collection.objects.annotate(document_count=Count("documents"))


def documents(
    *, collection: Collection | None = None, status: str | None = None, search: str | None = None
) -> QuerySet[Document]:
    """The documents in scope, with their live version, narrowed by what is given."""
    rows: QuerySet[Document] = Document.objects.select_related("live_version", "collection")
    if collection is not None:
        rows = rows.filter(collection=collection)
    if status is not None:
        rows = rows.filter(status=status)
    if search:
        rows = rows.filter(title__icontains=search)
    return rows


def chunks_preview(document: Document, *, limit: int = 5) -> list[Chunk]:
    """The first chunks of what a document's answers stand on."""
    if document.live_version_id is None:
        return []
    return list(
        Chunk.objects.filter(version=document.live_version_id)
        .defer("embedding", "words")
        .order_by("index", "pk")[:limit]
    )
