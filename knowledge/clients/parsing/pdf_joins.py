"""Joins the lines of a PDF to one text, with words that were broken at the end of a line."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from knowledge.clients.parsing.blocks import glue_between
from knowledge.clients.parsing.pdf_text import Line

_HYPHENATED = re.compile(r"\w+-\w+")
_MIN_BEGIN = 4  # letters, of a part of a word that tells of others
_OFTEN_JOINED = frozenset(("over-", "under-", "inter-", "super-"))
_MAX_WORD = 60  # characters of a word that is looked at
_LAST_PART = re.compile(r"\w+$")
_FIRST_PART = re.compile(r"\w+")
# "Ein- und Ausgang": a word that is left out, not one that is broken.
_AFTER_LEFT_OUT = frozenset("and or to und oder bis bzw et ou y o e i en of og och".split())
_TENS = frozenset(
    "twenty thirty forty fifty sixty seventy eighty ninety dix vingt trente quarante cinquante"
    " soixante quatre cent".split()
)
_UNITS = frozenset(
    "one two three four five six seven eight nine first second third fourth fifth sixth seventh"
    " eighth ninth un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
    " quinze seize vingt vingts".split()
)
_APPENDED = frozenset("vous nous même mêmes là".split())  # "rendez-vous"
_WITH_SMALL_WORD = re.compile(r"\w-(?:to|of|the|and|by|et|à|de|sur|und)$", re.I)  # "face-to-face"
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010]$")


def joined(lines: Sequence[Line], known: Container[str] = frozenset()) -> str:
    """known: words that have a hyphen of their own."""
    text = ""
    for before, line in zip((None, *lines), lines, strict=False):
        if before is None:
            text = line.text
        else:
            text = join(text, line.text, is_broken=before.is_broken, known=known)
    return text


def is_cut(text: str, line: str, *, is_broken: bool) -> bool:
    """True if the last word of a text goes on in a line."""
    return is_broken or (_HYPHEN.search(text[-2:]) is not None and line[:1].islower())


def hyphenated_words(text: str) -> Iterator[str]:
    """What tells of a word broken at its hyphen that it has that of its own: the words of a text
    that do ("check-in"), and how they begin ("check-").
    """
    for word in _HYPHENATED.findall(text.lower()):
        yield word
        begin = word[: word.index("-") + 1]
        if len(begin) > _MIN_BEGIN and begin not in _OFTEN_JOINED:
            yield begin


def join(text: str, line: str, *, is_broken: bool, known: Container[str]) -> str:
    """Rejoin words that were hyphenated at the end of a line; "check-in" keeps its own hyphen.

    known: see `hyphenated_words`.
    """
    if not is_cut(text, line, is_broken=is_broken):
        return text + glue_between(text, line) + line
    text = text if is_broken else text[:-1]
    before, after = _LAST_PART.search(text[-_MAX_WORD:]), _FIRST_PART.match(line)
    if after is not None and after[0] in _AFTER_LEFT_OUT:
        return f"{text}- {line}"
    if before is None or after is None:
        return f"{text}-{line.lstrip('-')}"  # Polish repeats it
    has_own = _has_own_hyphen(text, before[0], after[0], known)
    return f"{text}-{line}" if has_own else text + line


def _has_own_hyphen(text: str, before: str, after: str, known: Container[str]) -> bool:
    """True if the hyphen between two parts of a word is there wherever the line ends."""
    if not after[0].islower():
        in_capitals = before.isupper() and after.isupper() and min(len(before), len(after)) > 1
        return not in_capitals or f"{before}-{after}".lower() in known
    before = before.lower()
    is_number = before in _TENS and after in _UNITS
    return (
        is_number
        or len(before) == 1  # "e-mail": no word is broken behind its first letter
        or before[-1].isdigit()  # "24-hour"
        or after in _APPENDED
        or _WITH_SMALL_WORD.search(text[-_MAX_WORD:]) is not None
        or f"{before}-{after}" in known
        or f"{before}-" in known
    )
