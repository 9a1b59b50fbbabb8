"""Expectations: checks answers against them, and derives them from a given answer."""

from __future__ import annotations

import re
import unicodedata

from core import ids
from knowledge.models import Document
from voice.answers.models import Answer
from voice.evaluations.models import EvaluationCase

MAX_FACTS = 10

_SEPARATED = re.compile(r"(?<=\d)[.,'’\u00a0\u202f](?=\d{3}(?!\d))")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_PART = re.compile(r"\d+|[^\W\d]+|[^\w\s]")
_CURRENCY = r"(?:€|\$|£|¥|CHF|EUR|USD|GBP)"
_FACT = re.compile(
    rf"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?:{_CURRENCY}\s?)?
      \d(?:[\d.,:'’]*\d)?
      (?:\s?(?:%|{_CURRENCY}|[ap]\.?m\b|(?:Uhr|o'clock)\b))?""",
    re.VERBOSE | re.IGNORECASE,
)


def unmet_expectations(case: EvaluationCase, answer: Answer) -> list[str]:
    """Sentences that say what the answer lacks; empty if it meets all expectations."""
    found = []
    if case.expects_answer and answer.is_answered is False:
        found.append("The fallback was given instead of an answer.")
    if not case.expects_answer and answer.is_answered is not False:
        found.append("There was an answer where the fallback was expected.")
    found += [
        f"“{phrase}” is not in the answer."
        for phrase in case.contains
        if not contains_phrase(answer.text, phrase)
    ]
    found += [
        f"“{phrase}” is in the answer."
        for phrase in case.excludes
        if contains_phrase(answer.text, phrase)
    ]
    if case.document_uuid is not None and case.document_uuid not in {
        source.document_uuid for source in answer.sources
    }:
        document = ids.encode(Document.id_prefix, case.document_uuid)
        found.append(f"{document} is not among the sources.")
    if case.min_confidence is not None and answer.confidence < case.min_confidence:
        found.append(
            f"The confidence is {answer.confidence:.2f}, less than {case.min_confidence:.2f}."
        )
    return found


def contains_phrase(text: str, phrase: str) -> bool:
    """True if a text contains a phrase, ignoring case and spacing.

    Numbers are compared by value: 1,000 is 1.000 and ١٠٠٠, and neither 5 nor 15 is in 155.
    """
    parts = _PART.findall(_normal(phrase))
    if not parts:
        return False
    pattern = r"\s*".join(map(re.escape, parts))
    if parts[0].isdigit():
        pattern = r"(?<!\d)(?<!\d\.)" + pattern
    if parts[-1].isdigit():
        pattern += r"(?!\d)(?!\.\d)"
    return re.search(pattern, _normal(text)) is not None


def facts(text: str) -> list[str]:
    """The numbers, times, amounts and e-mail addresses of a text, each once."""
    return list(dict.fromkeys(match[0].strip() for match in _FACT.finditer(text)))[:MAX_FACTS]


def _normal(text: str) -> str:
    """Normalize spellings that read the same."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    figures = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in folded)
    return _DECIMAL_COMMA.sub(".", _SEPARATED.sub("", figures))
