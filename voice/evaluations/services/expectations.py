"""What is expected of an answer: how one falls short, and what an answer given leads to expect."""

from __future__ import annotations

import re
import unicodedata

from core import ids
from knowledge.models import Document
from voice.answers.models import Answer
from voice.evaluations.models import AgentTest

MOST_FACTS = 10

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


def shortcomings(test: AgentTest, answer: Answer) -> list[str]:
    """Sentences that say in what an answer is not as the test expects; none when it is."""
    found = []
    if test.expects_answer and answer.is_answered is False:
        found.append("The fallback was said instead of an answer.")
    if not test.expects_answer and answer.is_answered is not False:
        found.append("There was an answer where the fallback was expected.")
    found += [
        f"“{phrase}” is not in the answer."
        for phrase in test.contains
        if not says(answer.text, phrase)
    ]
    found += [
        f"“{phrase}” is in the answer." for phrase in test.excludes if says(answer.text, phrase)
    ]
    if test.document_public_id is not None and test.document_public_id not in {
        source.document_uuid for source in answer.sources
    }:
        document = ids.encode(Document.id_prefix, test.document_public_id)
        found.append(f"{document} is not among the sources.")
    if test.min_confidence is not None and answer.confidence < test.min_confidence:
        found.append(
            f"The confidence is {answer.confidence:.2f}, less than {test.min_confidence:.2f}."
        )
    return found


def says(text: str, phrase: str) -> bool:
    """Whether a phrase is in a text, in whatever case and spacing.

    Numbers are read as such: 1,000 is 1.000 and ١٠٠٠, and neither 5 nor 15 is in 155.
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
    """The numbers, times, sums of money and e-mail addresses of a text, each once."""
    return list(dict.fromkeys(match[0].strip() for match in _FACT.finditer(text)))[:MOST_FACTS]


def _normal(text: str) -> str:
    """One spelling of what is the same to a reader."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    figures = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in folded)
    return _DECIMAL_COMMA.sub(".", _SEPARATED.sub("", figures))
