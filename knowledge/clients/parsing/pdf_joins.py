"""Joins the lines of a PDF to one text, with words that were broken at the end of a line."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from knowledge.clients.parsing.blocks import glue_between
from knowledge.clients.parsing.pdf_text import Line

HYPHENATED = re.compile(r"\w+-\w+")
_MAX_WORD = 60  # characters of a word that is looked at
_LAST_PART = re.compile(r"\w+$")
_FIRST_PART = re.compile(r"\w+")
# "Ein- und Ausgang": a word that is left out, not one that is broken.
_AFTER_LEFT_OUT = frozenset("and or to und oder bis bzw et ou y o e i en of og och".split())
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


def join(text: str, line: str, *, is_broken: bool, known: Container[str]) -> str:
    """Rejoin words that were hyphenated at the end of a line; "check-in" keeps its own hyphen."""
    if not is_cut(text, line, is_broken=is_broken):
        return text + glue_between(text, line) + line
    text = text if is_broken else text[:-1]
    before, after = _LAST_PART.search(text[-_MAX_WORD:]), _FIRST_PART.match(line)
    if after is not None and after[0] in _AFTER_LEFT_OUT:
        return f"{text}- {line}"
    has_own = (
        before is None
        or after is None
        or not after[0][0].islower()
        or f"{before[0]}-{after[0]}" in known
    )
    return f"{text}-{line}" if has_own else text + line
