"""Numeric features of candidates: first the cheap ones, then those from the embedding model."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from voice.answering.closeness import Closeness
from voice.answering.evidence import Candidate
from voice.answering.kinds import Kind, contains_kind
from voice.answering.question import Question
from voice.answering.terms import Floats, PassageTerms, Subject
from voice.answering.types import Passage

Features = dict[str, float]

# Levels of `Subject.found`: in the sentence, literally or as a synonym; there or in the heading.
_IN_SENTENCE, _FOUND = 0.9, 0.7

_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|nor|without|forbidden|prohibited|except|only|closed|none|un\w+able)\b|n't\b",
    re.IGNORECASE,
)


def passage_features(
    passage: Passage,
    words: PassageTerms,
    subject: Subject,
    asked: Sequence[str],
    *,
    outdated: bool,
) -> Features:
    """The features of a passage as a whole.

    asked: all words of the question, in order.
    """
    held = subject.held(words.all)
    over = subject.held(words.over_meant)
    specific = held[subject.specific]
    return {
        "passage_cosine": passage.cosine,
        "text_rank": passage.text_rank,
        "asked_over": subject.asked_by(words.heading),
        "worded_alike": _alike(asked, words.wording),
        "held": float(subject.weights @ held),
        "held_over": float(subject.weights @ over),
        "specific_held": float(specific.sum()),
        "specific_lacking": float(len(specific) - specific.sum()),
        "opens_section": float(passage.opens_section),
        "outdated": float(outdated),
    }


def _alike(question: Sequence[str], heading: Sequence[str]) -> float:
    """The share of the longer sequence that appears in the other, in the same order."""
    return SequenceMatcher(None, question, heading, autojunk=False).ratio()


def prerank_features(
    candidate: Candidate,
    found: Floats,
    subject: Subject,
    question: Question,
    passage: Features,
) -> Features:
    """The features that words, order and shape give, without the sentence's vector.

    passage: the features of the candidate's passage.
    """
    specific = found[subject.specific]
    opening = passage["opens_section"] / (1 + candidate.place)
    return {
        **passage,
        "passage_rank": float(candidate.rank),
        "coverage": float(subject.weights @ found),
        "coverage_sentence": float(subject.weights @ (found >= _IN_SENTENCE)),
        "all_found": float(len(found) > 0 and found.min() >= _FOUND),
        "all_in_sentence": float(len(found) > 0 and found.min() >= _IN_SENTENCE),
        "key_found": float(found[subject.weights.argmax()]) if len(found) else 0.0,
        "specific_found": float((specific >= _FOUND).sum()),
        "specific_missing": float((specific < _FOUND).sum()),
        "holds_kind": float(
            question.kind is not Kind.ANY and contains_kind(question.kind, candidate.text)
        ),
        "lacks_kind": float(not contains_kind(question.kind, candidate.text)),
        "is_row": float(candidate.is_row),
        "length": math.log(len(candidate.text)),
        "is_code": float(candidate.is_code),
        "opening": opening,
        "opens_answer": opening * passage["asked_over"],
    }


def rerank_features(
    found: Floats, subject: Subject, closeness: Closeness, *, opening: float
) -> Features:
    """The features that the vectors add.

    `aligned` counts a word as found by spelling or by meaning.
    """
    context, sentence = closeness.words_in_context, closeness.words_sentence
    aligned = np.maximum(found, context)
    return {
        "cosine_sentence": closeness.sentence,
        "cosine_context": closeness.in_context,
        "words_mean": _mean(context),
        "words_min": _min(context),
        "words_mean_sentence": _mean(sentence),
        "words_min_sentence": _min(sentence),
        "aligned": float(subject.weights @ aligned),
        "aligned_min": _min(aligned),
        "key_aligned": float(aligned[subject.weights.argmax()]) if len(found) else 0.0,
        "missed": float(subject.weights @ np.maximum(0.0, _CLEAR - aligned)),
        "cosine_heading": closeness.heading,
        "opens_near": opening * closeness.heading,
        "unheard": float((subject.unheard * np.maximum(0.0, _CLEAR - aligned)).max(initial=0.0)),
    }


_CLEAR = 0.6  # from this similarity on, a word counts as found


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _min(values: Floats) -> float:
    return float(values.min()) if len(values) else 0.0


def winner_features(
    ranked: Sequence[tuple[Candidate, float]],
    question: Question,
    subject: Subject,
    passages: Sequence[tuple[Passage, float]],
) -> Features:
    """The features that are known only after ranking: how clearly the winner leads.

    ranked: candidates with their ranking scores, best first, at least one.
    passages: all that were analyzed, with their scores.
    """
    (winner, score), *others = ranked
    elsewhere = [s for candidate, s in others if not _says_the_same(candidate, winner)]
    return {
        "margin": min(score - max(elsewhere), _WIDE) if elsewhere else _WIDE,
        "share": 1 / sum(math.exp(other - score) for _, other in ranked),
        "section_margin": _section_margin(winner.passage, passages),
        "background": float(np.median([passage.cosine for passage, _ in passages])),
        "closed": float(question.closed),
        "any_kind": float(question.kind is Kind.ANY),
        "subject_words": float(min(len(subject.stems), 6)),
        "negation": float(_NEGATION.search(winner.text) is not None),
    }


def _section_margin(winner: Passage, passages: Sequence[tuple[Passage, float]]) -> float:
    """By how much the winner's section leads every other section."""
    own: list[float] = []
    others: list[float] = []
    for passage, score in passages:
        (own if _section(passage) == _section(winner) else others).append(score)
    return min(max(own) - max(others), _WIDE) if others else _WIDE


def _section(passage: Passage) -> tuple[int, tuple[str, ...]]:
    return passage.document_id, passage.heading_path


_WIDE = 3.0  # a larger margin makes no difference


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return one.text == other.text or (
        one.passage.chunk_id == other.passage.chunk_id
        and one.start < other.end
        and other.start < one.end
    )
