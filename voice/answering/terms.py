"""Matches the words of a question against the words of passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voice.answering.calendar_words import days_meant
from voice.answering.evidence import Candidate, headings, own_heading
from voice.answering.question import Question
from voice.answering.synonyms import meanings, meant_by
from voice.answering.types import Passage
from voice.answering.words import (
    GENERIC_WORDS,
    is_identifier,
    stem,
    subject_words,
    vocabulary,
    words,
)

Floats = NDArray[np.float64]

# How much a word of the question counts as found, by where it occurs.
_IN_SENTENCE, _OVER_IT, _IN_LINE, _IN_PASSAGE = 1.0, 0.8, 0.6, 0.3
_AS_SYNONYM = 0.9
_WEIGHT_OF_GENERIC = 0.35
_WEIGHT_OF_NEW = 2.0  # weight of a follow-up's own words, relative to those taken over from before


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """The stems of a text's words, and the days that it mentions."""
    return frozenset(map(stem, vocabulary(text) | days_meant(text)))


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """over: stems in the title and headings; over_meant: those with their meanings; all: with the
    text.

    wording: every word of the heading directly above, in order; heading: those that carry meaning.
    """

    over: frozenset[str]
    over_meant: frozenset[str]
    all: frozenset[str]
    wording: tuple[str, ...]
    heading: tuple[str, ...]

    @classmethod
    def of(cls, passage: Passage) -> PassageTerms:
        over = terms(headings(passage))
        own = own_heading(passage)
        wording = tuple(stem(word.text) for word in words(own))
        heading = tuple(stem(word.text) for word in subject_words(own))
        meant = _with_meanings(over)
        return cls(over, meant, meant | _with_meanings(terms(passage.text)), wording, heading)


@dataclass(frozen=True, slots=True)
class Subject:
    """A question's subject words; every field has one entry per word.

    weights: a word that few passages hold weighs more; they add up to 1.
    specific: True if the word identifies one thing.
    unheard: True if no passage contains the word.
    """

    stems: tuple[str, ...]
    weights: Floats
    specific: NDArray[np.bool_]
    unheard: NDArray[np.bool_]

    @classmethod
    def of(cls, question: Question, asked: str, passages: Sequence[PassageTerms]) -> Subject:
        """asked: the question as asked, before a follow-up was completed."""
        stems = tuple(stem(word.text) for word in question.subject)
        held = np.array(
            [sum(_holds(passage.all, one) for passage in passages) for one in stems], float
        )
        weights = np.log1p((len(passages) - held + 0.5) / (held + 0.5))
        weights *= [
            _WEIGHT_OF_GENERIC if word.text in GENERIC_WORDS else 1.0 for word in question.subject
        ]
        if asked != question.text:
            new = terms(asked)
            weights *= [_WEIGHT_OF_NEW if one in new else 1.0 for one in stems]
        return cls(
            stems=stems,
            weights=weights / weights.sum() if stems else weights,
            specific=np.array([word.text in question.specific for word in question.subject], bool),
            unheard=held == 0,
        )

    def found(self, candidate: Candidate, passage: PassageTerms) -> Floats:
        """How much each word counts as found at the candidate, 0 to 1."""
        places = (
            (_with_meanings(terms(candidate.text)), _IN_SENTENCE),
            (_with_meanings(passage.over | terms(candidate.over)), _OVER_IT),
            (_with_meanings(terms(candidate.line)), _IN_LINE),
            (passage.all, _IN_PASSAGE),
        )
        return np.array([_found(one, places) for one in self.stems], float)

    def held(self, words: frozenset[str]) -> Floats:
        """For each word 1 if it is among `words`, literally or by meaning, else 0."""
        return np.array([_holds(words, one) for one in self.stems], float)

    def asked_by(self, heading: Sequence[str]) -> float:
        """How far a heading asks the same: 0 for another subject, 1 for the same words in order.

        Order counts: "a number to a text" is not "a text to a number".
        """
        if not heading or not self.stems:
            return 0.0
        there, here = np.zeros((2, len(heading) + 1))
        for one, weight in zip(self.stems, self.weights, strict=True):
            for i in range(len(heading), 0, -1):
                if _same(one, heading[i - 1]):
                    there[i:] = np.maximum(there[i:], there[i - 1] + weight)
                    here[i:] = np.maximum(here[i:], here[i - 1] + 1 / len(heading))
        return float(2 * there[-1] * here[-1] / max(there[-1] + here[-1], 1e-9))


def _same(one: str, other: str) -> bool:
    table = meanings()
    return one == other or not table.get(one, frozenset()).isdisjoint(table.get(other, ()))


def _holds(held: frozenset[str], one: str) -> bool:
    return one in held or not meanings().get(one, frozenset()).isdisjoint(held)


def _with_meanings(stems: frozenset[str]) -> frozenset[str]:
    return stems | meant_by(stems)


def _found(one: str, places: Iterable[tuple[frozenset[str], float]]) -> float:
    names = meanings().get(one, frozenset())
    best = 0.0
    for held, counts in places:
        if one in held:
            best = max(best, counts)
        elif names and not names.isdisjoint(held):
            best = max(best, counts * _AS_SYNONYM)
    # A code or a number nearby belongs to something else.
    return 0.0 if best < _OVER_IT and is_identifier(one) else best
