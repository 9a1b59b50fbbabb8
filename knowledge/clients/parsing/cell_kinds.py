"""What kind of value a table's cell holds: columns of one kind tell a header from data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

# Kinds: "" (empty), "text", "mixed" (words with digits), "date", "time", "flag", "address", and
# "number", with its unit if it has one: "number €".
EMPTY, TEXT, MIXED = "", "text", "mixed"

_MAX_LENGTH = 60  # of a value that is anything but words
_MOST = 0.6
_NUMBER = re.compile(
    r"(?P<before>[^\d\s.,+-]{0,3}) ?[+-]? ?(?P<digits>\d[\d.,'’ \u00a0\u202f]*)\)?"
    r" ?(?P<after>[^\d]{0,20})"
)
_TIME = re.compile(r"\d{1,2}[:h]\d{2}(:\d{2})?( ?[ap]\.?m\.?)?", re.IGNORECASE)
_TIMES = re.compile(rf"{_TIME.pattern}( ?(-|–|to|bis) ?{_TIME.pattern})?", re.IGNORECASE)
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[./]\d{1,2}[./](\d{2}|\d{4})|\d{1,2}\.? \w{3,10} \d{4}"
    r"|\w{3,10} \d{1,2}, \d{4}"
)
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+", re.IGNORECASE)
_FLAGS = frozenset("yes no true false ja nein oui non sí si x ✓ ✔ ✗ – -".split())


def kind_of(text: str) -> str:
    text = text.strip()
    if not text:
        return EMPTY
    if text.casefold() in _FLAGS:
        return "flag"
    if len(text) <= _MAX_LENGTH:
        for kind, pattern in (("time", _TIMES), ("date", _DATE), ("address", _ADDRESS)):
            if pattern.fullmatch(text):
                return kind
        if (number := _NUMBER.fullmatch(text)) is not None:
            unit = (number["before"] + number["after"]).strip().casefold()
            return f"number {unit}".strip()
    return MIXED if any(character.isdigit() for character in text) else TEXT


def main_kind(texts: Sequence[str]) -> str:
    """The kind of most of the values that are not empty; "" if there is none."""
    kinds = [kind for text in texts if (kind := kind_of(text))]
    if not kinds:
        return EMPTY
    kind, count = Counter(kinds).most_common(1)[0]
    return kind if count >= _MOST * len(kinds) else EMPTY


def is_typed(kind: str) -> bool:
    """True for a value that only data have: a number, a date, an address."""
    return kind not in (EMPTY, TEXT, MIXED)


def is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4 and text[:2] in ("19", "20")
