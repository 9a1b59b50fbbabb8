"""Whether the passages that were found answer a question, how surely, and with which sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.clients.embedding import Embedder, TokenEmbeddings
from voice.answering import features, model
from voice.answering.closeness import QuestionVectors, measure
from voice.answering.evidence import Candidate, candidates, headings
from voice.answering.features import Features
from voice.answering.follow_up import search_query
from voice.answering.kinds import holds
from voice.answering.model import Model, probability
from voice.answering.question import Question, analyse
from voice.answering.small_talk import small_talk
from voice.answering.spelling import correct
from voice.answering.terms import Floats, PassageTerms, Subject
from voice.answering.types import Assessment, EvidenceSpan, Passage, Turn
from voice.answering.words import vocabulary

# The embedding model reads about 6 tokens per millisecond, and takes 3 ms to begin on a passage:
# this bounds the time of one assessment.
_READ_TOKENS = 125
_TOKENS_TO_BEGIN = 15
_CHARACTERS_PER_TOKEN = 4.5
_LONGEST_QUESTION = 1_000  # characters that are looked at
_MAX_SPANS = 4
_RELEVANT = 0.3  # of the first span's score; what is less likely is no evidence
_MAX_PASSAGES = 12
# How much "phone number" counts as found where there is one, though the words are missing.
_SAID_BY_KIND = 0.8


def assess(
    question: str,
    passages: Sequence[Passage],
    *,
    history: Sequence[Turn] = (),
    embedder: Embedder,
) -> Assessment:
    """The confidence that `passages` hold the answer to `question`, and the spans that hold it.

    passages: what retrieval found for `search_query(question, history)`, best first. Their text is
        data: sentences in it that address an assistant are neither obeyed nor quoted.
    """
    if (courtesy := small_talk(question)) is not None:
        return Assessment(1.0, (), question, small_talk=courtesy)
    question = question[:_LONGEST_QUESTION]
    complete = search_query(question, history)
    passages = passages[:_MAX_PASSAGES]
    first = glance(question, complete, passages, embedder)
    if not first.seen:
        return Assessment(0.0, (), first.question.text)
    look = look_closely(first, embedder, model.shipped())
    confidence = probability(model.shipped().confidence(look.features))
    return Assessment(
        confidence=confidence,
        spans=spans(look.ranked),
        question=look.question.text,
        features={name: round(value, 4) for name, value in look.features.items()},
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """A question, and all that may be quoted in answer to it, before any of it is read closely.

    seen: each candidate with how much every subject word counts as found there, and what is known.
    """

    question: Question
    subject: Subject
    tokens: TokenEmbeddings
    seen: list[tuple[Candidate, Floats, Features]]


@dataclass(frozen=True, slots=True)
class Look:
    """Everything there is to know for a confidence; what training learns from.

    ranked: the candidates that were read, best first, with their ranking scores and features.
    features: of the first one, with what is known only after ranking.
    """

    question: Question
    ranked: list[tuple[Candidate, float, Features]]
    features: Features


def glance(asked: str, complete: str, passages: Sequence[Passage], embedder: Embedder) -> Glance:
    """asked: the question as it was put; complete: as `search_query` made it stand alone."""
    tokens = embedder.embed_tokens(complete)
    text = correct(complete, tokens.tokens, _vocabulary(passages))
    if text != complete:
        tokens = embedder.embed_tokens(text)
    question = analyse(text)
    words = [PassageTerms.of(passage) for passage in passages]
    subject = Subject.of(question, text if complete == asked else asked, words)
    stale = features.outdated(text, passages)
    seen = []
    for candidate in candidates(passages):
        found = subject.found(candidate, words[candidate.rank])
        if question.asks_only and holds(question.kind, candidate.text):
            found = np.maximum(found, _SAID_BY_KIND)
        known = features.first_look(candidate, found, subject, question, stale[candidate.rank])
        seen.append((candidate, found, known))
    return Glance(question, subject, tokens, seen)


def look_closely(first: Glance, embedder: Embedder, learnt: Model) -> Look:
    """Read the most promising of what was seen, at least one candidate, and rank it."""
    chosen = _worth_reading(first.seen, learnt)
    read = measure(
        QuestionVectors(first.tokens, first.question.subject),
        [candidate for candidate, _, _ in chosen],
        embedder,
    )
    ranked = []
    for (candidate, found, known), closeness in zip(chosen, read, strict=True):
        known = known | features.closer_look(found, first.subject, closeness)
        ranked.append((candidate, learnt.ranking(known), known))
    ranked.sort(key=lambda each: -each[1])
    winner = features.of_the_winner(
        [(candidate, score) for candidate, score, _ in ranked], first.question, first.subject
    )
    return Look(first.question, ranked, ranked[0][2] | winner)


def _worth_reading(
    looks: Sequence[tuple[Candidate, Floats, Features]], learnt: Model
) -> list[tuple[Candidate, Floats, Features]]:
    """The most promising within the budget of tokens, in reading order, by passage."""
    order = sorted(range(len(looks)), key=lambda i: -learnt.first_look(looks[i][2]))
    chosen: list[int] = []
    begun: set[int] = set()
    left = float(_READ_TOKENS)
    for i in order:
        candidate = looks[i][0]
        left -= len(candidate.text) / _CHARACTERS_PER_TOKEN
        if candidate.rank not in begun:
            over = len(headings(candidate.passage)) / _CHARACTERS_PER_TOKEN
            left -= over + _TOKENS_TO_BEGIN
        if chosen and left < 0:
            break
        begun.add(candidate.rank)
        chosen.append(i)
    return [looks[i] for i in sorted(chosen)]


def _vocabulary(passages: Sequence[Passage]) -> frozenset[str]:
    return vocabulary(" ".join(" ".join((p.title, *p.heading_path, p.text)) for p in passages))


def spans(ranked: Sequence[tuple[Candidate, float, Features]]) -> tuple[EvidenceSpan, ...]:
    best = ranked[0][1]
    total = sum(math.exp(score - best) for _, score, _ in ranked)
    return tuple(
        EvidenceSpan(
            chunk_id=candidate.passage.chunk_id,
            document_id=candidate.passage.document_id,
            start=candidate.start,
            end=candidate.end,
            text=candidate.text,
            score=math.exp(score - best) / total,
        )
        for candidate, score, _ in ranked[:_MAX_SPANS]
        if score >= best + math.log(_RELEVANT)
    )
