"""Checks each sentence of a language model against the passages.

A sentence is supported if (1) every number, time, day, amount, address and name in it is in the
passages, (2) none of its facts belongs to something else there, (3) it does not contradict them,
and (4) it is close in meaning to one of their sentences. The first three are rules over clauses;
the last is measured with the embedded model. Thresholds were measured on the pairs of
`grounding_pairs.py` in this app's tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from knowledge.clients.embedding import Embedder
from knowledge.clients.language import detect_language
from knowledge.sentences import sentences
from voice.answering.clauses import Clause, clauses, is_compound
from voice.answering.evidence import candidates, headings
from voice.answering.facts import stated_facts, supported_facts
from voice.answering.injection import addresses_the_assistant
from voice.answering.synonyms import meanings, meant_by
from voice.answering.types import Passage
from voice.answering.words import Word, stem, subject_words, vocabulary

_SUPPORTED_FROM = 0.64  # mean similarity of the sentence and of its words
_ABOUT = 0.5  # share of a clause's words that another must contain to be about the same
_BELONGS_ELSEWHERE = 0.15  # margin by which another clause fits better
_FEWEST_WORDS = 2  # of a clause, needed to tell what its facts are about
_READ = 12  # sentences of the passages that are embedded for one check, the likeliest ones

_SAYS_NOTHING = re.compile(
    r"^\W*(?:(?:yes|no|sure|certainly|of course|great question|good question|hello|hi|thank you"
    r"|thanks|sorry|i'?m sorry|we apologi[sz]e)\b[^.!?]{0,30}[.!?]*$"
    r"|(?:please )?(?:let (?:me|us) know|feel free|don'?t hesitate)\b"
    r"|(?:i|we)(?:'m|'re|'d| am| are| would| will be| hope)\b[^.!?]*"
    r"\b(?:happy|glad|pleased|helps?|helpful)\b"
    r"|(?:here (?:is|are)|this is) (?:what|the (?:answer|information|details))\b"
    r"|(?:is|was) there anything else\b|(?:have|enjoy) a\b)",
    re.IGNORECASE,
)
_DECLINES = re.compile(
    r"\b(?:i|we) (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t) (?:know|have|find|say)\b"
    r"|\b(?:documents?|excerpts?|text|information|context) (?:do|does|is|are)(?: not|n['’]t)\b",
    re.IGNORECASE,
)


class Grounding:
    """The passages that a model was given, prepared for checking its sentences against.

    also_known: texts whose names are allowed too, such as the question and the agent's name.
    """

    def __init__(
        self, passages: Sequence[Passage], *, also_known: str = "", embedder: Embedder
    ) -> None:
        self._passages = [
            replace(passage, text=part, before="", after="")
            for passage in passages
            for part in (passage.before, passage.text, passage.after)
            if part
        ]
        self._also_known = frozenset(map(stem, vocabulary(also_known)))
        self._embedder = embedder
        self._vectors: dict[str, np.ndarray] = {}
        texts = _supporting_texts(self._passages)
        self._text = "\n".join(texts)
        self._facts = frozenset[str]().union(*map(supported_facts, texts))
        stems = frozenset(map(stem, vocabulary(self._text)))
        self._terms = stems | meant_by(stems)
        self._units = candidates(self._passages)
        self._clauses = [
            clause
            for unit in self._units
            for clause in clauses(unit.passage.text[unit.core : unit.end], unit.over)
        ]
        self._compounds = [
            Clause.of(unit.text, unit.over) for unit in self._units if is_compound(unit.text)
        ]

    def supports(self, sentence: str) -> bool:
        """True if the sentence may be sent.

        A courtesy always may; an excuse for not knowing never.
        """
        if _DECLINES.search(sentence):
            return False
        facts = stated_facts(sentence)
        if not facts and (_SAYS_NOTHING.search(sentence) or not subject_words(sentence)):
            return True
        if not facts <= self._facts or self._foreign_names(sentence):
            return False
        if sentence.rstrip().endswith("?"):
            return True  # states nothing beyond these
        for clause in clauses(sentence, generous=False):
            if self._is_of_another_currency(clause.facts):
                return False
            if self._belongs_elsewhere(clause) or self._is_mixed_up(clause):
                return False
            if self._is_contradicted(clause):
                return False
        return self._closeness(sentence) >= _SUPPORTED_FROM or self._is_translated(sentence)

    def _foreign_names(self, sentence: str) -> bool:
        """True if it has capitalized words that are in no given text.

        German nouns prove nothing.
        """
        unknown = [
            word
            for word in subject_words(sentence)
            if _is_name(word, sentence) and stem(word.text) not in self._terms
        ]
        return any(
            self._also_known.isdisjoint(stem(part) for part in vocabulary(word.text))
            for word in unknown
        ) and (detect_language(sentence) != "de")

    def _is_of_another_currency(self, facts: frozenset[str]) -> bool:
        """True if the passages give each of its amounts only in other currencies."""
        currencies = _currencies(facts)
        if not currencies:
            return False
        for amount in (fact for fact in facts if fact.startswith("n:")):
            found = [_currencies(other.facts) for other in self._clauses if amount in other.facts]
            named = [each for each in found if each]
            if named and all(currencies.isdisjoint(each) for each in named):
                return True
        return False

    def _belongs_elsewhere(self, clause: Clause) -> bool:
        """True if a fact of the clause belongs to something else in the passages."""
        for fact in clause.facts:
            kind = fact.partition(":")[0]
            if kind == "currency" or len(clause.words) < _FEWEST_WORDS:
                continue
            own = [other for other in self._clauses if fact in other.facts]
            others = [
                other
                for other in self._clauses
                if fact not in other.facts and any(f.startswith(f"{kind}:") for f in other.facts)
            ]
            fits = max((clause.likeness(other) for other in own), default=0.0)
            better = max((clause.likeness(other) for other in others), default=0.0)
            if own and better >= fits + _BELONGS_ELSEWHERE:
                return True
        return False

    def _is_mixed_up(self, clause: Clause) -> bool:
        """True if it pairs a day with a fact that the passages pair with other days only.

        "Until 8 pm on Saturdays" where it is 8 pm on weekdays, and 4 pm on Saturdays.
        """
        days = [fact for fact in clause.facts if fact.startswith("day:")]
        for day, other in product(days, clause.facts.difference(days)):
            kind = f"{other.partition(':')[0]}:"
            beside = frozenset[str]().union(*(c.facts for c in self._clauses if day in c.facts))
            if other not in beside and any(fact.startswith(kind) for fact in beside):
                return True
        return False

    def _is_contradicted(self, clause: Clause) -> bool:
        """True if a clause and the passages' statement about the same thing negate each other."""
        if clause.denies is None or not clause.words:
            return False
        texts = [*self._clauses, *self._compounds]
        fits = [(clause.shared(other) / len(clause.words), other) for other in texts]
        best = max((fit for fit, _ in fits), default=0.0)
        if best < _ABOUT:
            return False
        same = [other for fit, other in fits if fit == best]
        return all(other.denies is not None and other.denies != clause.denies for other in same)

    def _closeness(self, sentence: str) -> float:
        words = subject_words(sentence)
        nearest = self._nearest(sentence)
        read, near = self._embedder.embed_tokens([sentence, nearest[1]])
        aligned = []
        for word in words:
            one = stem(word.text)
            if one in self._terms or not meanings().get(one, frozenset()).isdisjoint(self._terms):
                aligned.append(1.0)
                continue
            own = [
                i for i, t in enumerate(read.tokens) if t.start < word.end and t.end > word.start
            ]
            cosines = read.vectors[own] @ near.vectors.T
            aligned.append(float(cosines.max(axis=1).mean()) if cosines.size else 0.0)
        of_words = float(np.mean(aligned)) if aligned else 1.0
        return (nearest[0] + of_words) / 2

    def _nearest(self, sentence: str) -> tuple[float, str]:
        """The sentence of the passages that is closest in meaning, and its similarity."""
        clause = Clause.of(sentence)
        texts = list(dict.fromkeys(unit.text for unit in self._units))
        texts.sort(key=lambda text: -clause.likeness(Clause.of(text)))
        texts = texts[:_READ]
        new = [text for text in texts if text not in self._vectors]
        self._vectors.update(zip(new, self._embedder.embed_passages(new), strict=True))
        if not texts:
            return 0.0, ""
        vector = self._embedder.embed_query(sentence)
        return max((float(vector @ self._vectors[text]), text) for text in texts)

    def _is_translated(self, sentence: str) -> bool:
        """True if the answer is in another language than the passages.

        The embedding model reads one language well, so only the facts of such an answer can be
        checked.
        """
        spoken, written = detect_language(sentence), detect_language(self._text)
        return spoken is not None and written is not None and spoken != written


def _supporting_texts(passages: Sequence[Passage]) -> list[str]:
    """Headings and sentences of the passages, without those that address the assistant."""
    kept = [
        passage.text[start:end]
        for passage in passages
        for start, end in sentences(passage.text)
        if not addresses_the_assistant(passage.text[start:end])
    ]
    return [*map(headings, passages), *kept]


def _currencies(facts: frozenset[str]) -> frozenset[str]:
    return frozenset(fact for fact in facts if fact.startswith("currency:"))


def _is_name(word: Word, sentence: str) -> bool:
    spelling = sentence[word.start : word.end]
    before = sentence[: word.start].rstrip(" \"'“(*_")
    starts = not before or before[-1] in ".!?:\n-•"
    return spelling[0].isupper() and not starts and not any(c.isdigit() for c in spelling)
