"""Finding a segment of the truth in the text that came out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from benchmarks.documents.truth import Cell, Segment

# Typographic variants that do not change what is read.
_ALIKE = str.maketrans({**dict.fromkeys("‘’‚`", "'"), **dict.fromkeys("“”„«»", '"'),
                        **dict.fromkeys("‐‑–—−", "-"), "\u00ad": None})  # fmt: skip
# Scripts written without spaces: each character counts as a word.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
# What neither side of a found text may continue: a number or a word.
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(rf"[^\W\d_{_UNSPACED}]")


def normalized(text: str) -> str:
    """Without differences in case, white space, compatibility forms, quotation marks and dashes."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).casefold().split())


def words(text: str) -> list[str]:
    return _WORD.findall(normalized(text))


def is_in(segment: Segment, line: str) -> bool:
    """line: normalized."""
    if segment.cells:
        return all(_is_cell_in(cell, line) for cell in segment.cells)
    return _holds(line, normalized(segment.text))


def is_seen_in(segment: Segment, line: str) -> bool:
    """For what is unwanted: found also where it is glued to its neighbors, as links often are."""
    text = normalized(segment.text)
    return line == text if segment.is_whole_line else text in line


def _is_cell_in(cell: Cell, line: str) -> bool:
    """A named cell reads "column: value", and ends with ";" or the line."""
    value = normalized(cell.value)
    if not cell.column:
        return _holds(line, value)
    named = set(words(cell.column))
    for begin in _found(value, line):
        before, after = line[:begin].rstrip(), line[begin + len(value) :].lstrip()
        name = before.removesuffix(":").rpartition(";")[2]
        if before.endswith(":") and after[:1] in ("", ";") and named <= set(words(name)):
            return True
    return False


def _holds(line: str, text: str) -> bool:
    return any(True for _ in _found(text, line))


def _found(text: str, line: str) -> Iterator[int]:
    """Where it begins, unless it would cut a longer word or number: 5 is not in 12.5 or 15."""
    begin = line.find(text)
    while begin != -1:
        end = begin + len(text)
        if not (
            _continues(line[max(begin - 2, 0) : begin][::-1], text[0])
            or _continues(line[end : end + 2], text[-1])
        ):
            yield begin
        begin = line.find(text, begin + 1)


def _continues(outside: str, inside: str) -> bool:
    """outside: the two characters beside the text, the nearer one first."""
    if _DIGIT.match(inside):
        return bool(_DIGIT.match(outside) or re.match(r"[.,]\d", outside))
    return bool(_LETTER.match(inside) and _LETTER.match(outside))
