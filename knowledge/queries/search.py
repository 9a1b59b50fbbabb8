"""Retrieval: the best chunks for a question, by meaning and by words. Needs a scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core import ids
from knowledge.models import EMBEDDED_MODEL, Document

MAX_QUERY_WORDS = 32


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that search found. cosine in [-1, 1]; text_rank in [0, 1], 1 for the best hit.

    updated_at: of the document.
    opens_section: True if no earlier chunk is under the same heading.
    before, after: for a short chunk, the text of its neighbors under the same heading; else empty.
    """

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
    updated_at: datetime
    opens_section: bool
    before: str
    after: str

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
    collection_ids: Sequence[int] | None,
    limit: int = 8,
    embedder: str = EMBEDDED_MODEL,
) -> list[Hit]:
    """The best live chunks for a question, best first, in one query.

    A text that several documents share is found once, in the newest.

    vector: the question's embedding, of length 1, by that embedder; chunks of other embedders are
        ignored.
    collection_ids: the collections to search, none of them if empty; None searches the whole
        workspace.
    """
    literal = "[" + ",".join(f"{value:.6f}" for value in vector.tolist()) + "]"
    words = list(dict.fromkeys(re.findall(r"\w+", text.lower())[:MAX_QUERY_WORDS]))
    names = [word for word in words if any(letter.isdigit() for letter in word)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM search_chunks(%s::vector, %s, %s, %s::bigint[], %s, %s)",
            [
                literal,
                _any_of(words),
                _any_of(names),
                None if collection_ids is None else list(collection_ids),
                embedder,
                limit,
            ],
        )
        return _each_text_once(Hit(*row) for row in cursor.fetchall())


def _each_text_once(hits: Iterable[Hit]) -> list[Hit]:
    """Keep the closest chunk of each text.

    An entry has one chunk per wording of its question; duplicates would pass for other answers.
    """
    closest: dict[tuple[int, str], Hit] = {}
    for hit in hits:
        closest.setdefault((hit.document_id, hit.text), hit)
    return list(closest.values())


def _any_of(words: Iterable[str]) -> str:
    """A tsquery that matches any of the words; the rank tells how many match."""
    return " | ".join(words)
