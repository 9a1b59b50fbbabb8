"""What is known of a candidate, as numbers: first what is cheap, then what the model sees."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from voice.answering.closeness import Closeness
from voice.answering.evidence import Candidate
from voice.answering.kinds import Kind, holds
from voice.answering.question import Question
from voice.answering.terms import Floats, Subject
from voice.answering.types import Passage
from voice.answering.words import vocabulary

Features = dict[str, float]

# By `Subject.found`: in the sentence by itself or a synonym; there or over it.
_IN_SENTENCE, _FOUND = 0.9, 0.7

# In a title or heading.
_OUTDATED_TITLE = re.compile(
    r"\b(?:archived?|superseded|outdated|obsolete|deprecated|withdrawn"
    r"|(?:old|previous|former) (?:\w+ )?"
    r"(?:rules?|prices?|rates?|fees?|version|edition|policy|terms))\b",
    re.IGNORECASE,
)
# In the text.
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
_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|nor|without|forbidden|prohibited|except|only|closed|none|un\w+able)\b|n't\b",
    re.IGNORECASE,
)


def first_look(
    candidate: Candidate, found: Floats, subject: Subject, question: Question, outdated: bool
) -> Features:
    """What words, order and shape say, without any vector of the sentence."""
    specific = found[subject.specific]
    return {
        "passage_cosine": candidate.passage.cosine,
        "passage_rank": float(candidate.rank),
        "coverage": float(subject.weights @ found),
        "coverage_sentence": float(subject.weights @ (found >= _IN_SENTENCE)),
        "all_found": float(len(found) > 0 and found.min() >= _FOUND),
        "all_in_sentence": float(len(found) > 0 and found.min() >= _IN_SENTENCE),
        "key_found": float(found[subject.weights.argmax()]) if len(found) else 0.0,
        "specific_found": float((specific >= _FOUND).sum()),
        "specific_missing": float((specific < _FOUND).sum()),
        "holds_kind": float(question.kind is not Kind.ANY and holds(question.kind, candidate.text)),
        "lacks_kind": float(not holds(question.kind, candidate.text)),
        "is_row": float(candidate.is_row),
        "length": math.log(len(candidate.text)),
        "outdated": float(outdated),
    }


def closer_look(found: Floats, subject: Subject, closeness: Closeness) -> Features:
    """What the vectors add. `aligned` takes a word as found that is spelt so or meant so."""
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
    }


_CLEAR = 0.6  # from here on a word is as good as found


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _min(values: Floats) -> float:
    return float(values.min()) if len(values) else 0.0


def of_the_winner(
    ranked: Sequence[tuple[Candidate, float]], question: Question, subject: Subject
) -> Features:
    """What is known only after ranking: how clear the winner is.

    ranked: candidates with their ranking scores, best first, at least one.
    """
    (winner, score), *others = ranked
    elsewhere = [s for candidate, s in others if not _says_the_same(candidate, winner)]
    return {
        "margin": min(score - max(elsewhere), _WIDE) if elsewhere else _WIDE,
        "closed": float(question.closed),
        "any_kind": float(question.kind is Kind.ANY),
        "subject_words": float(min(len(subject.stems), 6)),
        "negation": float(_NEGATION.search(winner.text) is not None),
    }


_WIDE = 3.0  # a margin past which it makes no difference


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return one.text == other.text or (
        one.passage.chunk_id == other.passage.chunk_id
        and one.start < other.end
        and other.start < one.end
    )


def outdated(question: str, passages: Sequence[Passage]) -> list[bool]:
    """Which passages no longer hold: by their own words, or since a later edition is there.

    None when the question asks for the past or names a year.
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
