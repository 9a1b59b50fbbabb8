"""Retrieval: the chunks that answer best, by meaning and by words. Needs a scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core import ids
from knowledge.models import Document

MAX_QUERY_WORDS = 32


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
