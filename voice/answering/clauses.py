"""Splits sentences into statements that can be compared: subject, facts, and affirmed or denied."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from voice.answering.facts import stated_facts, supported_facts
from voice.answering.synonyms import meanings, meant_by
from voice.answering.words import Word, stem, subject_words

_JOINT = re.compile(
    r"[;,]\s+|\s+[–—-]\s+|\s+(?:and|but|or|except|whereas|while|und|aber)\s+"  # noqa: RUF001
    r"|\s+(?=(?:without|ohne|sans|sin)\b)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|no|never|cannot|nor|none|without|excluded?|forbidden|prohibited|nicht|keine?[nmrs]?"
    r"|ohne|pas|sans|sin)\b|n['’]t\b",
    re.IGNORECASE,
)
# Can be read either way: "only members" denies and affirms, "free" is "need not pay".
_EITHER = re.compile(r"\b(?:only|free|nothing|unless|nur|kostenlos|gratuit|gratis)\b", re.I)
_OF_QUANTITIES = frozenset(
    "am pm minute minutes hour hours day days week weeks month months year years".split()
)
# sentences of an answer are compared with the same document sentences again and again
_REMEMBERED = 4096
_CONTRARY = {"open": "clos", "clos": "open"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that makes one statement.

    words: stems of the words that carry its meaning, without those of `facts`.
    denies: None where it can be read either way.
    """

    words: frozenset[str]
    facts: frozenset[str]
    denies: bool | None

    @classmethod
    @lru_cache(maxsize=_REMEMBERED)
    def of(cls, text: str, over: str = "", *, generous: bool = True) -> Clause:
        denies = len(_NOT.findall(text)) % 2 == 1
        found = {stem(word.text) for word in subject_words(f"{over} {text}") if _is_plain(word)}
        if denies and not found.isdisjoint(_CONTRARY):
            found = {_CONTRARY.get(word, word) for word in found}
            denies = False
        facts = supported_facts(text) if generous else stated_facts(text)
        either = _EITHER.search(text) is not None
        return cls(frozenset(found), facts, None if either else denies)

    def shared(self, other: Clause) -> int:
        """The number of words that the other has too, literally or as a synonym."""
        held = other.words | meant_by(other.words)
        table = meanings()
        nothing: frozenset[str] = frozenset()
        return sum(
            word in held or not table.get(word, nothing).isdisjoint(held) for word in self.words
        )

    def likeness(self, other: Clause) -> float:
        shared = self.shared(other)
        return shared / max(len(self.words) + len(other.words) - shared, 1)


def clauses(sentence: str, over: str = "", *, generous: bool = True) -> list[Clause]:
    """The statements of a sentence, in order.

    over: the heading above it. generous: with every reading of its facts, as evidence is read.
    """
    is_row = sum(": " in cell for cell in sentence.split("; ")) > 1  # of a table
    found: list[Clause] = []
    for part in [sentence] if is_row else _JOINT.split(sentence):
        clause = Clause.of(part, over, generous=generous)
        if not clause.words and found:  # "…, on Thursdays until 9 pm" continues the same statement
            clause = replace(clause, words=found[-1].words, denies=found[-1].denies)
        found.append(clause)
    return found


def _is_plain(word: Word) -> bool:
    """True if the word is not part of a fact."""
    if word.text in _OF_QUANTITIES or any(c.isdigit() for c in word.text):
        return False
    return not stated_facts(word.text)


def is_compound(sentence: str) -> bool:
    return _JOINT.search(sentence) is not None
