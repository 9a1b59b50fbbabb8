"""Analysis of a question: its subject, the kind of answer it wants, and whether it is yes-or-no."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice.answering.calendar_words import MONTHS, days_meant
from voice.answering.kinds import SAID, Kind, kind_asked_for
from voice.answering.words import Word, is_identifier, subject_words


@dataclass(frozen=True, slots=True)
class Question:
    """An analyzed question.

    subject: the words that carry its meaning, in order, each once.
    specific: those that identify one thing: numbers, codes, names, days, months.
    asks_only: the subject is only what is asked for ("phone number?", "Where are you?").
    closed: can be answered by yes or no ("Do you …?", "Can I …?").
    """

    text: str
    kind: Kind
    subject: tuple[Word, ...]
    specific: frozenset[str]
    asks_only: bool
    closed: bool


# "how long", "how high" ask for a kind of answer and do not describe the subject.
_MEASURE = re.compile(r"\bhow (\w+)", re.IGNORECASE)
_CLOSED = re.compile(
    r"^\W*(?:(?:and|but|so|hi|hello)\b[\s,]*)*"
    r"(?:do|does|did|is|are|was|were|can|could|may|might|must|should|shall|will|would|have|has|am"
    r"|gibt|kann|darf|ist|sind|hat|haben|est-ce|puis-je|avez|puedo|hay|tienen)\b",
    re.IGNORECASE,
)


def analyze(text: str) -> Question:
    """Analyze a question."""
    kind = kind_asked_for(text)
    found = subject_words(text)
    asking = SAID[kind] | {match[1].lower() for match in _MEASURE.finditer(text)}
    subject = tuple(word for word in found if word.text not in asking)
    return Question(
        text=text,
        kind=kind,
        subject=subject or tuple(found),
        specific=frozenset(word.text for word in found if _is_specific(word, text)),
        asks_only=not subject,
        closed=_CLOSED.match(text) is not None,
    )


def _is_specific(word: Word, text: str) -> bool:
    if is_identifier(word.text) or word.text in MONTHS or days_meant(word.text):
        return True
    # A capital marks a name unless every sentence has one; an abbreviation does so anywhere, unless
    # the whole question is in capitals.
    spelling, before = text[word.start : word.end], text[: word.start].rstrip(" \"'¿¡(")
    if sum(letter.isupper() for letter in spelling) > 1:
        return not text.isupper()
    return bool(before) and before[-1] not in ".!?" and spelling[0].isupper() and not text.istitle()
