"""The blocks that every parser yields, and the cleaning of their text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

# Maximum block length, so that one line of a file never becomes one huge text downstream.
MAX_BLOCK_CHARACTERS = 8_000
MAX_HEADING_CHARACTERS = 200
MAX_HEADING_DEPTH = 8


class BlockKind(StrEnum):
    HEADING = "HEADING"
    PARAGRAPH = "PARAGRAPH"
    LIST_ITEM = "LIST_ITEM"
    TABLE_ROW = "TABLE_ROW"
    CODE = "CODE"


class Block(NamedTuple):
    """A piece of a document that can be read on its own.

    text: NFC, without control and direction characters; line breaks in CODE only. A TABLE_ROW reads
        "column: value; column: value".
    heading_path: the headings above it, outermost first; a heading is not in its own path.
    page: where it begins, from 1; None if the format has no pages.
    page_starts: (offset in the text, page) of each later page that it runs over.
    """

    text: str
    kind: BlockKind
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    page_starts: tuple[tuple[int, int], ...] = ()


class Notice(NamedTuple):
    """Something that a parser left out or could not read.

    code: one of `knowledge.notices.CODES`.
    count: of what the code counts. pages: from 1, where it was.
    """

    code: str
    count: int = 0  # type: ignore[assignment]  # a tuple has a method of this name
    pages: tuple[int, ...] = ()


# Removed: C0 and C1 controls, soft hyphens, zero-width and direction marks, overrides and isolates
# (they can disguise a text), tag characters (invisible text), lone surrogates, private use (icons
# of one font), noncharacters, and U+FFFD, which stands for a letter that somebody has lost. The
# joiners U+200C and U+200D stay: Persian and Hindi need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ufffd-\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Letters and marks of scripts that put no spaces between words. Korean does, and is not among them.
_WITHOUT_SPACES = (
    "\u2e80-\u303f\u3041-\u312f\u3190-\u319f\u31a0-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uff60\uff61-\uff9f\U00020000-\U0003134f"
    "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17f9"
)
_WITHOUT_SPACE = re.compile(f"[{_WITHOUT_SPACES}]{{2}}")
_BREAK_WITHIN = re.compile(f"(?<=[{_WITHOUT_SPACES}])[ \t]*[\n\r]+[ \t]*(?=[{_WITHOUT_SPACES}])")


def clean(text: str) -> str:
    """One line of readable text: no invisible characters, single spaces, NFC."""
    if "\n" in text or "\r" in text:
        text = _BREAK_WITHIN.sub("", text)
    return " ".join(_visible(text).split())


def clean_lines(text: str) -> str:
    """Like `clean`, but keeps lines and their indentation; for code."""
    lines = (line.expandtabs(4).rstrip() for line in _LINE_BREAK.split(_visible(text)))
    return "\n".join(lines).strip("\n")


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_LIGATURES))


class Outline:
    """Makes blocks, keeping track of the headings above them."""

    def __init__(self) -> None:
        self._headings: list[tuple[float, str]] = []

    def heading(self, text: str, *, level: float, page: int | None = None) -> Iterator[Block]:
        """level: lower is further out. A heading ends those of its own level and further in."""
        text = clean(text)
        if len(text) > MAX_HEADING_CHARACTERS:  # too long for a heading, so it is a paragraph
            yield from self.block(text, BlockKind.PARAGRAPH, page=page)
            return
        if not text:
            return
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        yield Block(text, BlockKind.HEADING, self.path, page)
        if len(self._headings) < MAX_HEADING_DEPTH:
            self._headings.append((level, text))

    def block(self, text: str, kind: BlockKind, *, page: int | None = None) -> Iterator[Block]:
        """Yield the text as a block; several if it is too long for one, none if nothing is
        visible.
        """
        text = clean_lines(text) if kind is BlockKind.CODE else clean(text)
        for _, part in _parts(text):
            yield Block(part, kind, self.path, page)

    def block_over_pages(
        self, parts: Iterable[tuple[str, int]], kind: BlockKind
    ) -> Iterator[Block]:
        """Like `block`, for a text of which each part is on another page."""
        text, starts = "", []
        for part, page in parts:
            part = clean(part)
            if part:
                text += glue_between(text, part)
                starts.append((len(text), page))
                text += part
        for begin, part in _parts(text):
            pages = [start for start in starts if start[0] < begin + len(part)]
            first = max((start for start in pages if start[0] <= begin), default=pages[0])
            later = ((offset - begin, page) for offset, page in pages if offset > begin)
            yield Block(part, kind, self.path, first[1], tuple(later))

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._headings)


def glue_between(before: str, after: str) -> str:
    """What joins two lines of one paragraph: a space, but nothing within Chinese or Japanese.

    >>> glue_between("不存在重", "大遗漏"), glue_between("the first", "line")
    ('', ' ')
    """
    if not before or not after:
        return ""
    return "" if _WITHOUT_SPACE.fullmatch(before[-1] + after[0]) else " "


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of a text that are short enough, each with where it begins."""
    begin = 0
    while len(text) - begin > MAX_BLOCK_CHARACTERS:
        end = begin + MAX_BLOCK_CHARACTERS
        # Cut at the end of a line or sentence if possible, else between words.
        for mark in ("\n", ". ", "; ", " "):
            at = text.rfind(mark, begin + MAX_BLOCK_CHARACTERS // 2, end)
            if at != -1:
                end = at + len(mark)
                break
        yield begin, text[begin:end].strip()
        begin = end
    rest = text[begin:].strip("\n") if begin == 0 else text[begin:].strip()
    if rest:
        yield begin, rest
