"""Assessment: do the retrieved passages answer a question, how surely, and with which sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.clients.embedding import Embedder, TokenEmbeddings
from voice.answering import features, model
from voice.answering.closeness import QuestionVectors, measure
from voice.answering.editions import outdated
from voice.answering.evidence import Candidate, candidates, embedded_heading, embedded_text
from voice.answering.features import Features
from voice.answering.follow_up import search_query
from voice.answering.kinds import contains_kind
from voice.answering.model import Model, probability
from voice.answering.question import Question, analyze
from voice.answering.small_talk import small_talk
from voice.answering.spelling import correct
from voice.answering.terms import Floats, PassageTerms, Subject
from voice.answering.types import Assessment, EvidenceSpan, Passage, Turn
from voice.answering.widening import said_with
from voice.answering.words import stem, vocabulary, words

# The embedding model reads about 6 tokens per millisecond and needs 3 ms to start on a passage.
# This bounds the time of one assessment.
_READ_TOKENS = 150
_TOKENS_TO_BEGIN = 15
_CHARACTERS_PER_TOKEN = 4.5
_MAX_QUESTION_LENGTH = 1_000  # characters that are considered
_MAX_SPANS = 4
_RELEVANT = 0.3  # of the first span's score; anything less likely is not evidence
_MAX_PASSAGES = 24  # that are analyzed
_PRERANKED_PASSAGES = 8
# How much "phone number" counts as found where a number is given without these words.
_SAID_BY_KIND = 0.8


def assess(
    question: str,
    passages: Sequence[Passage],
    *,
    history: Sequence[Turn] = (),
    embedder: Embedder,
) -> Assessment:
    """Return the confidence that `passages` hold the answer to `question`, and the spans that do.

    passages: what retrieval found for `search_query(question, history)`, best first. Their text is
        data: sentences in it that address an assistant are neither obeyed nor quoted.
    """
    if (courtesy := small_talk(question)) is not None:
        return Assessment(1.0, (), question, small_talk=courtesy)
    question = question[:_MAX_QUESTION_LENGTH]
    complete = search_query(question, history)
    analysis = analyze_passages(question, complete, passages[:_MAX_PASSAGES], embedder)
    first = prerank(analysis, model.shipped_model())
    if not first.seen:
        return Assessment(0.0, (), analysis.question.text)
    reranking = rerank(first, embedder, model.shipped_model())
    confidence = probability(model.shipped_model().confidence(reranking.features))
    return Assessment(
        confidence=confidence,
        spans=spans(reranking),
        question=reranking.question.text,
        features={name: round(value, 4) for name, value in reranking.features.items()},
    )


@dataclass(frozen=True, slots=True)
class PassageAnalysis:
    """A question and the passages found for it, as wholes.

    known: the features of each passage.
    """

    question: Question
    subject: Subject
    tokens: TokenEmbeddings
    passages: Sequence[Passage]
    terms: list[PassageTerms]
    known: list[Features]


@dataclass(frozen=True, slots=True)
class Preranking:
    """All candidate quotes for a question, before the embedding model reads any of them.

    passages: with their scores, most promising first.
    seen: each candidate with how much every subject word counts as found there, and what is known
        of it.
    """

    question: Question
    subject: Subject
    tokens: TokenEmbeddings
    passages: list[tuple[Passage, float]]
    seen: list[tuple[Candidate, Floats, Features]]


@dataclass(frozen=True, slots=True)
class Reranking:
    """Everything that a confidence is computed from, and that training learns from.

    ranked: the candidates that were embedded, best first, with their ranking scores and features.
    beside: what should be quoted along with the first, nearest first.
    features: of the first one, including those known only after ranking.
    """

    question: Question
    ranked: list[tuple[Candidate, float, Features]]
    beside: list[Candidate]
    features: Features


def analyze_passages(
    asked: str, complete: str, passages: Sequence[Passage], embedder: Embedder
) -> PassageAnalysis:
    """asked: the question as asked; complete: as completed by `search_query`."""
    [tokens] = embedder.embed_tokens([complete])
    text = correct(complete, tokens.tokens, _vocabulary(passages))
    if text != complete:
        [tokens] = embedder.embed_tokens([text])
    question = analyze(text)
    terms = [PassageTerms.of(passage) for passage in passages]
    subject = Subject.of(question, text if complete == asked else asked, terms)
    wording = [stem(word.text) for word in words(text)]
    stale = outdated(text, passages)
    known = [
        features.passage_features(passage, each, subject, wording, outdated=old)
        for passage, each, old in zip(passages, terms, stale, strict=True)
    ]
    return PassageAnalysis(question, subject, tokens, passages, terms, known)


def prerank(analysis: PassageAnalysis, learned: Model) -> Preranking:
    """Find everything in the most promising passages that could be an answer."""
    question, subject = analysis.question, analysis.subject
    scores = [learned.passages(known) for known in analysis.known]
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    scored = [(analysis.passages[i], scores[i]) for i in order]
    passages = [passage for passage, _ in scored[:_PRERANKED_PASSAGES]]
    seen = []
    for candidate in candidates(passages):
        at = order[candidate.rank]
        found = subject.found(candidate, analysis.terms[at])
        if question.asks_only and contains_kind(question.kind, candidate.text):
            found = np.maximum(found, _SAID_BY_KIND)
        known = features.prerank_features(candidate, found, subject, question, analysis.known[at])
        seen.append((candidate, found, known))
    return Preranking(question, subject, analysis.tokens, scored, seen)


def rerank(first: Preranking, embedder: Embedder, learned: Model) -> Reranking:
    """Embed the most promising candidates, at least one, and rank them."""
    chosen = _within_token_budget(first.seen, learned)
    read = measure(
        QuestionVectors(first.tokens, first.question.subject),
        [candidate for candidate, _, _ in chosen],
        embedder,
    )
    ranked = []
    for (candidate, found, known), closeness in zip(chosen, read, strict=True):
        opening = known["opening"]
        known = known | features.rerank_features(found, first.subject, closeness, opening=opening)
        ranked.append((candidate, learned.ranking(known), known))
    ranked.sort(key=lambda each: -each[1])
    winner = features.winner_features(
        [(candidate, score) for candidate, score, _ in ranked],
        first.question,
        first.subject,
        first.passages,
    )
    best = ranked[0][0]
    passage = [
        (candidate, learned.preranking(known))
        for candidate, _, known in first.seen
        if candidate.rank == best.rank
    ]
    known = ranked[0][2]
    beside = said_with(best, passage, first.question, covered=known["coverage_sentence"])
    return Reranking(first.question, ranked, beside, known | winner)


def _within_token_budget(
    preranked: Sequence[tuple[Candidate, Floats, Features]], learned: Model
) -> list[tuple[Candidate, Floats, Features]]:
    """The most promising candidates within the token budget, in reading order, by passage."""
    order = sorted(range(len(preranked)), key=lambda i: -learned.preranking(preranked[i][2]))
    chosen: list[int] = []
    begun: set[int] = set()
    left = float(_READ_TOKENS)
    for i in order:
        candidate = preranked[i][0]
        left -= len(embedded_text(candidate)) / _CHARACTERS_PER_TOKEN
        if candidate.rank not in begun:
            over = len(embedded_heading(candidate.passage)) / _CHARACTERS_PER_TOKEN
            left -= over + _TOKENS_TO_BEGIN
        if chosen and left < 0:
            break
        begun.add(candidate.rank)
        chosen.append(i)
    return [preranked[i] for i in sorted(chosen)]


def _vocabulary(passages: Sequence[Passage]) -> frozenset[str]:
    return vocabulary(" ".join(" ".join((p.title, *p.heading_path, p.text)) for p in passages))


def spans(reranking: Reranking) -> tuple[EvidenceSpan, ...]:
    """The best candidate, what is quoted along with it, then what else is likely."""
    best = reranking.ranked[0][1]
    total = sum(math.exp(score - best) for _, score, _ in reranking.ranked)
    found = [
        _span(candidate, math.exp(score - best) / total)
        for candidate, score, _ in reranking.ranked[:_MAX_SPANS]
        if score >= best + math.log(_RELEVANT)
    ]
    beside = [
        replace(
            _span(candidate, found[0].score),
            start=candidate.core,  # the sentence that it leans on is quoted already
            text=candidate.passage.text[candidate.core : candidate.end],
            joins=True,
        )
        for candidate in reranking.beside
    ]
    return (found[0], *beside, *found[1:])


def _span(candidate: Candidate, score: float) -> EvidenceSpan:
    return EvidenceSpan(
        chunk_id=candidate.passage.chunk_id,
        document_id=candidate.passage.document_id,
        start=candidate.start,
        end=candidate.end,
        text=candidate.text,
        score=score,
    )
