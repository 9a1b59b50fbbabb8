"""Corrects typos in a question by the words of the retrieved passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.clients.embedding import Token
from voice.answering.kinds import SAID
from voice.answering.words import (
    FUNCTION_WORDS,
    GENERIC_WORDS,
    Word,
    is_identifier,
    words,
)

_SHORTEST = 4  # letters; shorter words have too many neighbors


def correct(question: str, tokens: Sequence[Token], vocabulary: Iterable[str]) -> str:
    """Return `question` with its typos corrected.

    Corrections are words of `vocabulary`, or words that questions are made of.

    tokens: the question as the embedder reads it. A word that it does not know as a whole (it reads
        "stud", "##net") is a typo if a known word is one edit away, or two from eight letters on: a
        letter left out, added, replaced, or two swapped. The first letter must agree.
    """
    known = FUNCTION_WORDS.union(GENERIC_WORDS, *SAID.values(), vocabulary)
    candidates = [word for word in known if len(word) >= _SHORTEST and word.isalpha()]
    corrected, offset = question, 0
    for word in words(question):
        if not _is_unknown(word, tokens) or word.text in known:
            continue
        better = _nearest(word.text, candidates)
        if better is not None:
            corrected = corrected[: word.start + offset] + better + corrected[word.end + offset :]
            offset += len(better) - (word.end - word.start)
    return corrected


def _is_unknown(word: Word, tokens: Sequence[Token]) -> bool:
    if len(word.text) < _SHORTEST or word.text in FUNCTION_WORDS or is_identifier(word.text):
        return False
    return any(
        word.start < token.start < word.end and token.text.startswith("##") for token in tokens
    )


def _nearest(word: str, candidates: Iterable[str]) -> str | None:
    allowed = 2 if len(word) >= 8 else 1
    best: tuple[int, bool, str] | None = None
    for candidate in candidates:
        if candidate[0] != word[0] or abs(len(candidate) - len(word)) > allowed:
            continue
        distance = slips(word, candidate, at_most=allowed)
        # Most typos leave letters out, so of two equally near words prefer the one that keeps all
        # of them.
        rank = (distance, not set(word) <= set(candidate), candidate)
        if distance <= allowed and (best is None or rank < best):
            best = rank
    return best[2] if best else None


def slips(one: str, other: str, *, at_most: int) -> int:
    """Count the letters left out, added, replaced or swapped between two words.

    Stops counting past `at_most`. (The optimal string alignment distance.)
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, counterpart in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != counterpart))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == counterpart:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return at_most + 1
        before_last, last = last, row
    return last[-1]
