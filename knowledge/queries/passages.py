"""Search results for people: passages with the matched words and the best sentence marked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.db import connection

from core import ids
from knowledge.clients.embedding import Embedder, TextEmbedder, Vector
from knowledge.models import Chunk
from knowledge.models.documents import TEXT_SEARCH
from knowledge.queries.search import Hit, search
from knowledge.sentences import sentences

_MAX_WORDS = 32
_MAX_CANDIDATES = 6  # sentences of one passage that are compared by meaning
# Marks around each matched word; parsers remove private use characters from every text.
_BEGIN, _END = "\ue000", "\ue001"
_MARKS = f"HighlightAll=true, StartSel={_BEGIN}, StopSel={_END}"
_DETAILS = """
    SELECT c.id, c.uuid, v.number,
           ts_headline(s.config, c.text, to_tsquery(s.config, %(words)s), %(marks)s)
    FROM knowledge_chunk c
    JOIN knowledge_documentversion v ON v.id = c.version_id
    CROSS JOIN LATERAL (
        SELECT coalesce(%(configs)s::jsonb ->> c.language, 'english')::regconfig AS config
    ) s
    WHERE c.id = ANY (%(chunks)s)
"""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """words, sentence: positions in the hit's text; the sentence is empty before `marked`."""

    hit: Hit
    chunk: str
    version: int
    words: tuple[tuple[int, int], ...]
    sentence: tuple[int, int] | None = None

    @property
    def score(self) -> float:
        return self.hit.cosine + 0.1 * self.hit.text_rank


def passages(
    *,
    text: str,
    vector: Vector,
    embedder: TextEmbedder,
    collection_ids: Sequence[int] | None,
    limit: int = 10,
) -> list[FoundPassage]:
    """The best passages, best first, in two queries. Needs a scope.

    vector: of the text, by that embedder.
    collection_ids: as for `search`.
    """
    hits = search(
        text=text,
        vector=vector,
        collection_ids=collection_ids,
        limit=limit,
        embedder=embedder.name,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _DETAILS,
            {
                "words": " | ".join(_words(text)),
                "marks": _MARKS,
                "configs": json.dumps(TEXT_SEARCH),
                "chunks": [hit.chunk_id for hit in hits],
            },
        )
        details = {row[0]: row[1:] for row in cursor.fetchall()}
    return [
        _found(hit, *details[hit.chunk_id], query=text) for hit in hits if hit.chunk_id in details
    ]


def mark_best_sentences(
    found: Sequence[FoundPassage], *, text: str, engine: Embedder
) -> list[FoundPassage]:
    """Mark the best sentence of each passage.

    It is the one with the most matched words; among several, the one closest in meaning. Needs no
    scope; takes some milliseconds per sentence.
    """
    question = engine.embed_query(text)
    return [replace(each, sentence=_best_sentence(each, question, engine)) for each in found]


def _found(hit: Hit, chunk: UUID, version: int, headline: str, *, query: str) -> FoundPassage:
    spans = tuple(_spans_of_marks(headline, hit.text) or _spans_of_words(query, hit.text))
    return FoundPassage(hit, ids.encode(Chunk.id_prefix, chunk), version, spans)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w+", text.lower())))[:_MAX_WORDS]


def _spans_of_marks(headline: str, text: str) -> list[tuple[int, int]]:
    """The words that PostgreSQL has marked.

    Empty if it changed anything else, as it does in a text with what looks like HTML.
    """
    spans, plain, begin = [], 0, 0
    for piece in re.split(f"([{_BEGIN}{_END}])", headline):
        if piece == _BEGIN:
            begin = plain
        elif piece == _END:
            spans.append((begin, plain))
        else:
            plain += len(piece)
    unmarked = headline.replace(_BEGIN, "").replace(_END, "")
    return spans if unmarked == text else []


def _spans_of_words(query: str, text: str) -> list[tuple[int, int]]:
    """The positions of the query's exact words."""
    words = set(_words(query))
    return [found.span() for found in re.finditer(r"\w+", text) if found[0].lower() in words]


def _best_sentence(
    found: FoundPassage, question: Vector, engine: Embedder
) -> tuple[int, int] | None:
    text = found.hit.text
    spans = sentences(text)
    held = [
        len({text[b:e].lower() for b, e in found.words if begin <= b and e <= end})
        for begin, end in spans
    ]
    candidates = [span for span, count in zip(spans, held, strict=True) if count == max(held)]
    candidates = candidates[:_MAX_CANDIDATES]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    vectors = engine.embed_passages([text[begin:end] for begin, end in candidates])
    closeness = [float(np.dot(question, vector)) for vector in vectors]
    return candidates[closeness.index(max(closeness))]
