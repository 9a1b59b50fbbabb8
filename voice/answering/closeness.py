"""Similarity in meaning of candidates to a question, from the vectors of all tokens in context.

One run of the embedding model reads all candidates of a passage under their headings. A sentence's
vector is the mean of its tokens' vectors, and each word of the question has its nearest token. This
costs a third of embedding every sentence separately and works as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from knowledge.clients.embedding import Embedder, TokenEmbeddings
from voice.answering.evidence import Candidate, embedded_heading, embedded_text
from voice.answering.words import Word

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Closeness:
    """Cosines in [-1, 1] between the question and one candidate.

    sentence: between the means of all tokens; in_context: with those of title and headings.
    heading: between the question and the heading directly above.
    words_sentence, words_in_context: for each subject word of the question, the nearest token in
        the sentence, and in the sentence with title and headings.
    """

    sentence: float
    in_context: float
    heading: float
    words_sentence: Floats
    words_in_context: Floats


class QuestionVectors:
    """A question's token vectors, and which tokens make up each of its subject words."""

    def __init__(self, embeddings: TokenEmbeddings, subject: Sequence[Word]) -> None:
        self.tokens = embeddings.vectors
        self.mean = _mean(embeddings.vectors)
        self.words = [
            [
                i
                for i, t in enumerate(embeddings.tokens)
                if t.start < word.end and t.end > word.start
            ]
            for word in subject
        ]

    def per_word(self, tokens: NDArray[np.float32]) -> Floats:
        """For each subject word, its similarity to the nearest of `tokens`."""
        nearest = (self.tokens @ tokens.T).max(axis=1)
        return np.array([nearest[own].mean() if own else 0.0 for own in self.words], float)


@dataclass(frozen=True, slots=True)
class _Page:
    """The text of one passage that the embedding model reads.

    heading_end: where the heading above it ends.
    places: for each candidate, where its context begins, where it begins and where it ends.

    All are character offsets in `text`.
    """

    text: str
    heading_end: int
    places: list[tuple[int, int, int]]

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> _Page:
        text = embedded_heading(candidates[0].passage)
        heading_end = len(text)
        places: list[tuple[int, int, int]] = []
        over = ""
        for candidate in candidates:
            if candidate.over and candidate.over != over:
                text += f"\n{candidate.over}"
            over = candidate.over
            start = len(text) + 1
            text += f"\n{embedded_text(candidate)}"
            places.append((start - len(over) - 1, start, len(text)))
        return cls(text, heading_end, places)


def measure(
    question: QuestionVectors, candidates: Sequence[Candidate], embedder: Embedder
) -> list[Closeness]:
    """One Closeness per candidate. Candidates of a passage stand together, in reading order."""
    passages = groupby(candidates, key=lambda candidate: candidate.rank)
    pages = [_Page.of(list(group)) for _, group in passages]
    read = embedder.embed_tokens([page.text for page in pages])
    return [
        closeness
        for page, embeddings in zip(pages, read, strict=True)
        for closeness in _on_page(page, embeddings, question)
    ]


def _on_page(
    page: _Page, embeddings: TokenEmbeddings, question: QuestionVectors
) -> Iterator[Closeness]:
    starts = np.array([token.start for token in embeddings.tokens])
    ends = np.array([token.end for token in embeddings.tokens])
    is_heading = ends <= page.heading_end
    asked_over = float(question.mean @ _mean(embeddings.vectors[is_heading]))
    for over_start, start, end in page.places:
        is_own = (starts >= start) & (ends <= end)
        is_context = is_heading | ((starts >= over_start) & (ends <= end))
        yield _closeness(
            question, asked_over, embeddings.vectors[is_own], embeddings.vectors[is_context]
        )


def _closeness(
    question: QuestionVectors,
    heading: float,
    sentence: NDArray[np.float32],
    context: NDArray[np.float32],
) -> Closeness:
    if not len(sentence):  # beyond the model's window
        nothing = np.zeros(len(question.words))
        return Closeness(0.0, 0.0, heading, nothing, nothing)
    return Closeness(
        sentence=float(question.mean @ _mean(sentence)),
        in_context=float(question.mean @ _mean(context)),
        heading=heading,
        words_sentence=question.per_word(sentence),
        words_in_context=question.per_word(context),
    )


def _mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    if not len(vectors):
        return np.zeros(vectors.shape[1], np.float32)
    mean = vectors.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)
