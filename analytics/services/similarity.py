"""Decides whether two questions ask the same, so that one answer serves both."""

from __future__ import annotations

import re

from voice.answering.kinds import kind_asked_for
from voice.answering.synonyms import meant_by
from voice.answering.words import stem, subject_words

# Cosine of the two vectors. Measured on the pairs in tests/question_pairs.py together with
# `is_same_question`: six in ten paraphrases match, and almost no different questions. A threshold
# alone cannot tell them apart: "on Saturday" and "on Sunday" are closer (0.92) than most
# paraphrases.
CLOSE = 0.72

_NUMBER = re.compile(r"\d+")


def is_same_question(one: str, other: str) -> bool:
    """True if two similar questions ask for the same thing.

    Both want the same kind of answer, and not each of them has a subject of its own.
    """
    if kind_asked_for(one) != kind_asked_for(other):
        return False
    return not (_own(one, other) and _own(other, one))


def _own(one: str, other: str) -> set[str]:
    """Subject words of one question that the other does not contain in any form."""
    theirs = _subjects(other)
    meant = meant_by(theirs)
    return {each for each in _subjects(one) - theirs if not meant_by(frozenset({each})) & meant}


def _subjects(question: str) -> frozenset[str]:
    stems = {stem(word.text) for word in subject_words(question)}
    return frozenset(stems.union(_NUMBER.findall(question)))
