"""Follow-up questions, completed from the history so that they stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.answering.calendar_words import days_meant
from voice.answering.small_talk import small_talk
from voice.answering.types import Turn
from voice.answering.words import subject_words

_LONGEST = 200  # characters; a longer message is complete in itself
_MAX_DEPTH = 3  # earlier questions considered: "and on Sundays?" may follow "and on Saturdays?"

_ADDITION = re.compile(
    r"^\W*(?:(?:and|but|or|also|und|et|y)\b[\s,]*)?"
    r"(?:(?:what|how) about|what if it is|was ist mit)\b[\s,]*"
    r"|^\W*(?:and|but|or|also|plus|und|aber|oder|et|ou|y|o)\b[\s,]*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:[Tt]h(?:ey|em|ese|ose)|[Tt]h(?:is|at)(?: one)?|[Ii]t|[Hh]e|[Ss]he|[Hh]im|ones?)\b"
    r"(?<!time is it)"  # "What time is it in Tokyo?" refers to nothing
)
_POSSESSIVE = re.compile(r"\b(?:her|his|its|their)(?= \w)", re.IGNORECASE)
_PREPOSITION = r"(?:for|on|in|at|to|from|with|by|during|before|after|without|per)"
_PHRASE = re.compile(rf"^({_PREPOSITION})\b(.+?)\W*$", re.IGNORECASE)
_ASKS = re.compile(
    r"^\W*(?:(?:by|until|till|on|in|at|for|from|to|with) )?"
    r"(?:who|whom|whose|what|when|where|which|why|how|do|does|did|is|are|was|were"
    r"|can|could|may|must|should|will|would)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(rf"^\W*{_PREPOSITION} (?:which|what) \w+\W*$", re.IGNORECASE)
_MEASURE = re.compile(r"\bhow \w+", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:you|your|i|we|us)\b", re.IGNORECASE)  # "Where are you?" is complete
_FEW = 2  # subject words; up to this number a question with a pronoun refers back


def search_query(question: str, history: Sequence[Turn]) -> str:
    """Return the question as it would be asked without any history.

    "And on Sundays?" after "When do you open on Saturdays?" becomes "When do you open on Sundays?";
    a question that stands alone is returned unchanged. Use the result for retrieval too.
    """
    asked = [
        turn.content for turn in history if turn.role == "user" and not small_talk(turn.content)
    ]
    return _standalone(question.strip(), asked[-_MAX_DEPTH:])


def _standalone(question: str, asked: Sequence[str]) -> str:
    if not asked or len(question) > _LONGEST or not _points_back(question):
        return question
    earlier = _standalone(asked[-1].strip(), asked[:-1])
    rest = question[match.end() :] if (match := _ADDITION.match(question)) else question
    if _ASKS.match(rest) is None and (match or _PHRASE.match(rest)):
        return _with_other_part(earlier, rest)
    topic = " ".join(earlier[word.start : word.end] for word in subject_words(earlier))
    if not topic:
        return question
    if len(pronouns := list(_PRONOUN.finditer(rest))) == 1:
        pronoun = pronouns[0]
        return f"{rest[: pronoun.start()]}{topic}{rest[pronoun.end() :]}"
    if (owner := _POSSESSIVE.search(rest)) is not None:
        return f"{rest[: owner.start()]}the {topic}'s{rest[owner.end() :]}"
    return f"{rest.rstrip(' ?')} {topic}?"


def _points_back(question: str) -> bool:
    subject = subject_words(_MEASURE.sub("", question))
    if _ADDITION.match(question):
        return len(subject) <= 2 * _FEW
    if _PRONOUN.search(question) or _POSSESSIVE.search(question):
        return len(subject) <= _FEW
    if _WHICH.match(question):
        return True
    if not subject:
        return _PERSON.search(question) is None
    # A part without a question around it: "on Sundays?", "for students?".
    return (
        len(subject) <= _FEW and _PHRASE.match(question) is not None and not _ASKS.match(question)
    )


def _with_other_part(earlier: str, part: str) -> str:
    """Return the earlier question with its comparable part replaced by `part`."""
    part, earlier = part.strip(" ?!."), earlier.strip(" ?!.")
    if (phrase := _PHRASE.match(part)) is not None:
        stood = re.search(rf"\b{phrase[1]}\b(?!.*\b{phrase[1]}\b).*$", earlier, re.IGNORECASE)
        if stood is not None and _is_alike(stood[0], part):
            return f"{earlier[: stood.start()]}{part}?"
    if (like := _ending_alike(earlier, part)) is not None:
        return like
    if days_meant(part):
        earlier = _without_days(earlier)
    return f"{earlier} {part}?"


def _ending_alike(earlier: str, part: str) -> str | None:
    """The part of the earlier question that ends alike:

    "the Standard plan" replaces "the Flex plan".
    """
    words, new = earlier.split(), part.split()
    places = [i for i, word in enumerate(words) if word.lower() == new[-1].lower()] if new else []
    if not places or len(new) < 2 or places[-1] + 1 < len(new):
        return None
    end = places[-1] + 1
    return " ".join([*words[: end - len(new)], *new, *words[end:]]) + "?"


def _is_alike(stood: str, part: str) -> bool:
    return bool(days_meant(stood)) == bool(days_meant(part)) or len(stood.split()) <= 3


def _without_days(text: str) -> str:
    kept = [word for word in text.split() if not days_meant(word)]
    while kept and re.fullmatch(_PREPOSITION, kept[-1], re.IGNORECASE):
        kept.pop()
    return " ".join(kept)
