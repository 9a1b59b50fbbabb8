"""Search as people see it: passages, with the words found and the best sentence marked."""

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
# Around each word found; parsers take characters of private use out of every text.
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
    """words, sentence: where they stand in the hit's text; no sentence is told before `marked`."""

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
    collection_ids: Sequence[int] = (),
    limit: int = 10,
) -> list[FoundPassage]:
    """The passages that answer best, best first, in two queries. Needs a scope.

    vector: of the text, by that embedder.
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


def marked(found: Sequence[FoundPassage], *, text: str, engine: Embedder) -> list[FoundPassage]:
    """The same with the best sentence of each: the one with the most of the words, and of several
    the one closest in meaning. Needs no scope; takes some milliseconds a sentence."""
    question = engine.embed_query(text)
    return [replace(each, sentence=_best_sentence(each, question, engine)) for each in found]


def _found(hit: Hit, chunk: UUID, version: int, headline: str, *, query: str) -> FoundPassage:
    spans = tuple(_spans_of_marks(headline, hit.text) or _spans_of_words(query, hit.text))
    return FoundPassage(hit, ids.encode(Chunk.id_prefix, chunk), version, spans)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w+", text.lower())))[:_MAX_WORDS]


def _spans_of_marks(headline: str, text: str) -> list[tuple[int, int]]:
    """Where PostgreSQL has marked words; none if it has changed anything else, as it does where a
    text holds what looks like HTML."""
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
    """Where the very words of the query stand."""
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
