"""TXT: paragraphs between blank lines; lines wrapped by an editor or mailer are joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from knowledge.clients.parsing.blocks import Block, BlockKind, Outline, glue_between
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.grids import table_lines
from knowledge.clients.parsing.text_tables import with_tables

_LINE_END = re.compile("\r\n?|[\x85\u2029]")
_PARAGRAPH_BREAK = re.compile(r"[\n\x0c][ \t]*(?:\n[ \t]*)+|\x0c")
_ITEM = re.compile(r"[ \t]*(?:([-*+•‣◦▪●–])|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t]+")
_UNDERLINE = re.compile(r"[ \t]*([=\-~_*#])\1{2,}[ \t]*")
_NO_HEADING_END = re.compile(r"[.,;!?:…][\"'”’)\]]*$")
# Without spaces a line may end a few letters early, since some marks must not begin the next one.
_MAX_RAGGED_COLUMNS = 6
_MIN_WRAP_COLUMNS = 50  # no editor wraps shorter lines,
_MIN_WRAP_COLUMNS_EAST = 36  # but for letters as wide as they are high
_MAX_HEADING_CHARACTERS = 80
_MAX_HEADING_WORDS = 10


def parse(data: bytes, report: Report) -> Iterator[Block]:
    outline = Outline()
    paragraphs = _PARAGRAPH_BREAK.split(_LINE_END.sub("\n", decode(data)))
    for i, paragraph in enumerate(paragraphs):
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else ""
        yield from _blocks(paragraph.splitlines(), following, outline)
        report(i + 1, len(paragraphs))


def _blocks(lines: list[str], following: str, outline: Outline) -> Iterator[Block]:
    if len(lines) >= 2 and _UNDERLINE.fullmatch(lines[1]) and _may_be_heading(lines[0]):
        level = 1 if lines[1].lstrip().startswith("=") else 2
        yield from outline.heading(lines[0], level=level)
        lines = lines[2:]
    elif len(lines) == 1 and _may_be_heading(lines[0]) and _is_longer(following, lines[0]):
        yield from outline.heading(lines[0], level=3)
        return
    for part in with_tables(lines):
        if isinstance(part[0], str):
            yield from _texts(part, outline)
        else:
            for line in table_lines(part, assume_header=False):
                kind = BlockKind.TABLE_ROW if line.is_row else BlockKind.PARAGRAPH
                yield from outline.block(line.text, kind)


def _texts(lines: list[str], outline: Outline) -> Iterator[Block]:
    for text in _unwrap(lines):
        item = _ITEM.match(text)
        if _UNDERLINE.fullmatch(text):
            continue
        if item is None:
            yield from outline.block(text, BlockKind.PARAGRAPH)
        else:
            # A bullet is dropped; a number or letter is kept, since text may refer to it.
            yield from outline.block(text[item.end() if item[1] else 0 :], BlockKind.LIST_ITEM)


def _may_be_heading(line: str) -> bool:
    line = line.strip()
    return (
        0 < len(line) <= _MAX_HEADING_CHARACTERS
        and len(line.split()) <= _MAX_HEADING_WORDS
        and (line[0].isupper() or line[0].isdigit())
        and any(character.isalpha() for character in line)
        and not _NO_HEADING_END.search(line)
    )


def _is_longer(following: str, line: str) -> bool:
    """True if text follows that is longer: a heading has it, a signature or a lone name does
    not.
    """
    return len(following.strip()) > len(line.strip())


def _unwrap(lines: list[str]) -> Iterator[str]:
    """Yield unwrapped lines: a line is joined if its first word would not have fit on the one
    before.
    """
    limit = max(map(_width, lines), default=0)
    parts: list[str] = []
    before = ""
    for line in lines:
        glue = glue_between(before.rstrip(), line.lstrip())
        needed = len(glue) + _width(_first_word(line)) if glue else _MAX_RAGGED_COLUMNS
        fits = _width(before.rstrip()) + needed <= limit
        is_narrow = limit < (_MIN_WRAP_COLUMNS if glue else _MIN_WRAP_COLUMNS_EAST)
        if parts and not (fits or is_narrow or _ITEM.match(line)):
            parts += [glue, line.strip()]
        else:
            if parts:
                yield "".join(parts)
            parts = [line.rstrip()]
        before = line
    if parts:
        yield "".join(parts)


def _first_word(line: str) -> str:
    """What an editor moves to the next line as a whole."""
    return line.split(maxsplit=1)[0] if line.strip() else ""


def _width(text: str) -> int:
    """The columns that a text takes in an editor: two for each letter as wide as it is high."""
    if text.isascii():
        return len(text)
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)
