"""Detects superseded editions among several documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from voice.answering.types import Passage
from voice.answering.words import vocabulary

# Matches in titles and headings.
_OUTDATED_TITLE = re.compile(
    r"\b(?:archived?|superseded|outdated|obsolete|deprecated|withdrawn"
    r"|(?:old|previous|former) (?:\w+ )?"
    r"(?:rules?|prices?|rates?|fees?|version|edition|policy|terms))\b",
    re.IGNORECASE,
)
# Matches in text.
_OUTDATED_TEXT = re.compile(
    r"\bno longer (?:in force|in effect|valid)\b"
    r"|\bth(?:is|ese) (?:\w+ )?(?:edition|version|document|page|list|rates|prices|rules|policy)"
    r" (?:is|are|was|were|has been|have been)"
    r" (?:archived|superseded|replaced|outdated|withdrawn)\b",
    re.IGNORECASE,
)
_ASKS_FOR_THE_PAST = re.compile(
    r"\b(?:did|was|were|used to|old|former|formerly|previous|earlier|archived?|last year)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Words that distinguish editions of a document, and carry no other meaning.
_OF_AN_EDITION = frozenset("copy current edition final latest new revised update updated".split())
# documents stored at about the same time are not editions of each other
_NEWER_BY = timedelta(days=1)
_SAME_SUBJECT = 0.5  # of the words of both passages


def outdated(question: str, passages: Sequence[Passage]) -> list[bool]:
    """For each passage, True if it is outdated: by its own words, or because a later edition was
    found.

    A later edition names a later year, or is a newer document that gives other facts about the same
    subject.

    No passage is outdated if the question asks about the past or names a year.
    """
    if _YEAR.search(question) or _ASKS_FOR_THE_PAST.search(question):
        return [False] * len(passages)
    over = [" ".join((passage.title, *passage.heading_path)) for passage in passages]
    withdrawn = {
        passage.document_id
        for passage, text in zip(passages, over, strict=True)
        if _OUTDATED_TITLE.search(text) or _OUTDATED_TEXT.search(passage.text)
    }
    editions = [_edition(text) for text in over]
    return [
        passage.document_id in withdrawn
        or any(_is_followed_by(edition, other) for other in editions)
        or any(_is_contradicted_by(passage, other) for other in passages)
        for passage, edition in zip(passages, editions, strict=True)
    ]


def _edition(over: str) -> tuple[int, frozenset[str]]:
    """The latest year in title and headings (0 for none), and their words without numbers."""
    words = frozenset(word for word in vocabulary(over.replace("_", " ")) if not word.isdigit())
    return max(map(int, _YEAR.findall(over)), default=0), words


def _is_followed_by(one: tuple[int, frozenset[str]], other: tuple[int, frozenset[str]]) -> bool:
    (year, words), (other_year, other_words) = one, other
    shared = len(words & other_words)
    return 0 < year < other_year and 2 * shared >= min(len(words), len(other_words)) > 0


def _is_contradicted_by(one: Passage, other: Passage) -> bool:
    """True if a newer document of the same name gives other figures for the same subject."""
    if one.updated_at is None or other.updated_at is None or one.document_id == other.document_id:
        return False
    if other.updated_at - one.updated_at < _NEWER_BY:
        return False
    if one.heading_path[1:] != other.heading_path[1:] or not _same_name(one, other):
        return False
    words, other_words = vocabulary(one.text), vocabulary(other.text)
    figures, other_figures = _figures(words), _figures(other_words)
    shared = len((words - figures) & (other_words - other_figures))
    all_of_both = len((words - figures) | (other_words - other_figures))
    return figures != other_figures and shared >= _SAME_SUBJECT * all_of_both > 0


def _same_name(one: Passage, other: Passage) -> bool:
    names = [
        {word for word in vocabulary(passage.title.replace("_", " ")) if not word.isdigit()}
        - _OF_AN_EDITION
        for passage in (one, other)
    ]
    return names[0] <= names[1] or names[1] <= names[0]


def _figures(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(letter.isdigit() for letter in word))
