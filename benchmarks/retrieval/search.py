"""In-memory search with the product's fusion: cosine + 0.1 * normalized full-text rank."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.retrieval.dataset import Business, title
from knowledge.clients.embedding import Embedder
from voice.answering import Passage
from voice.answering.words import FUNCTION_WORDS, stem, vocabulary

TEXT_WEIGHT = 0.1
_K1, _B = 1.2, 0.75  # BM25's usual constants
_HALF = 4.0  # the BM25 score that counts as a rank of one half


class Index:
    """One business's chunks, prepared for search."""

    def __init__(self, business: Business, embedder: Embedder) -> None:
        self._chunks = business.chunks
        self._documents = sorted({chunk.document for chunk in business.chunks})
        self._embedder = embedder
        self._vectors = np.stack(
            list(embedder.embed_passages([chunk.embedded for chunk in business.chunks]))
        )
        self._terms = [Counter(_terms(chunk.embedded)) for chunk in business.chunks]
        self._mean_length = sum(terms.total() for terms in self._terms) / len(self._terms)

    def document_id(self, name: str) -> int:
        return self._documents.index(name) + 1

    def search(self, query: str, limit: int = 24) -> list[Passage]:
        """The best chunks, in the form that the product passes to the answer engine."""
        cosines = self._vectors @ self._embedder.embed_query(query)
        ranks = self._text_ranks(_terms(query))
        order = np.argsort(-(cosines + TEXT_WEIGHT * ranks), kind="stable")[:limit]
        return [
            Passage(
                chunk_id=self._chunks[i].id,
                document_id=self.document_id(self._chunks[i].document),
                title=title(self._chunks[i]),
                heading_path=self._chunks[i].heading_path,
                page=None,
                text=self._chunks[i].text,
                cosine=float(cosines[i]),
                text_rank=float(ranks[i]),
                opens_section=self._chunks[i].opens_section,
            )
            for i in order
        ]

    def _text_ranks(self, query: Sequence[str]) -> np.ndarray:
        """BM25 of every chunk, normalized to [0, 1)."""
        scores = np.zeros(len(self._chunks))
        for term in set(query):
            held = sum(term in terms for terms in self._terms)
            rarity = math.log(1 + (len(self._terms) - held + 0.5) / (held + 0.5))
            for i, terms in enumerate(self._terms):
                length = 1 - _B + _B * terms.total() / self._mean_length
                scores[i] += rarity * terms[term] * (_K1 + 1) / (terms[term] + _K1 * length)
        return scores / (scores + _HALF)


def _terms(text: str) -> list[str]:
    return [stem(word) for word in vocabulary(text) if word not in FUNCTION_WORDS]
