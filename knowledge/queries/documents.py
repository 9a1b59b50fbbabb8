"""Reads about knowledge, retrieval among them. All need a scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Count, QuerySet
from numpy.typing import NDArray

from core import ids
from knowledge.models import Chunk, Collection, Document

MAX_QUERY_WORDS = 32


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


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that search found. cosine in [-1, 1]; text_rank in [0, 1], the best one's is 1."""

    chunk_id: int
    document_id: int
    document_uuid: UUID
    version_id: int
    title: str
    headings: str
    page: int | None
    text: str
    cosine: float
    text_rank: float

    @property
    def document(self) -> str:
        return ids.encode(Document.id_prefix, self.document_uuid)

    @property
    def heading_path(self) -> tuple[str, ...]:
        return tuple(self.headings.splitlines())


def search(
    *,
    text: str,
    vector: NDArray[np.float32],
    collection_ids: Sequence[int] = (),
    limit: int = 8,
) -> list[Hit]:
    """The best live chunks for a question, best first, in one query.

    vector: the question's embedding, of length 1.
    collection_ids: where to look; none means everywhere in the workspace.
    """
    literal = "[" + ",".join(f"{value:.6f}" for value in vector.tolist()) + "]"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM search_chunks(%s::vector, %s, %s::bigint[], %s)",
            [literal, _or_query(text), list(collection_ids) or None, limit],
        )
        return [Hit(*row) for row in cursor.fetchall()]


def _or_query(text: str) -> str:
    """The question's words as a tsquery that any of them satisfies; rank tells how many do."""
    words = dict.fromkeys(re.findall(r"\w+", text.lower())[:MAX_QUERY_WORDS])
    return " | ".join(words)
