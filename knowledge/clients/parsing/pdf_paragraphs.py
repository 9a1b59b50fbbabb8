"""Groups the lines of a PDF into paragraphs, headings and list items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from knowledge.clients.parsing.blocks import BlockKind, glue_between
from knowledge.clients.parsing.pdf_joins import is_cut, join
from knowledge.clients.parsing.pdf_text import Line

# Bullets include those of symbol fonts, which are in the private use area.
_BULLET = re.compile("[•‣◦▪●○■□➢➤✓*\uf000-\uf0ff–-](?:\\s+|$)")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]\s+")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?:。！？：][\"'”’»)\]」』）]*$")
_NOT_A_HEADING = re.compile(r"[.,;。，；]$")
_LEADERS = re.compile(r"(?:[.·…]\s?){4,}")  # "Double room . . . . . . . 120 EUR"
_MAX_PITCH = 2.2  # font sizes from one line of a paragraph to the next
_RAGGED_SHARE = 0.07  # of a column's width: how far its lines may end from one another
_MAX_HEADING_WORDS = 25
_MAX_BOLD_HEADING_WORDS = 12


@dataclass(frozen=True, slots=True)
class Usual:
    """The font of most of the text."""

    size: float
    bold: bool


@dataclass(slots=True)
class Paragraph:
    """lines: each with its page. column_end: the right edge of the column of the last line."""

    lines: list[tuple[Line, int]]
    column_end: float

    def add(self, group: Sequence[Line], page: int, column_end: float) -> None:
        self.lines += [(line, page) for line in group]
        self.column_end = column_end

    def parts(self, known: Container[str]) -> list[tuple[str, int]]:
        """The text by page. known: words that have a hyphen of their own."""
        parts: list[tuple[str, int]] = []
        is_broken = False
        for line, page in self.lines:
            if parts and parts[-1][1] == page:
                text = join(parts[-1][0], line.text, is_broken=is_broken, known=known)
                parts[-1] = text, page
            elif parts and is_cut(parts[-1][0], line.text, is_broken=is_broken):
                # The word stays whole, on the page where it begins.
                word, _, rest = line.text.partition(" ")
                whole = join(parts[-1][0], word, is_broken=is_broken, known=known)
                parts[-1] = whole, parts[-1][1]
                parts.append((rest, page))
            else:
                parts.append((line.text, page))
            is_broken = line.is_broken
        return [(_LEADERS.sub("… ", text), page) for text, page in parts]

    def kind(self, text: str, usual: Usual) -> tuple[BlockKind, float]:
        """The kind, with a heading's level: the larger the font, the higher."""
        level = self._heading_level(text, usual)
        if level is not None:
            return BlockKind.HEADING, level
        is_item = _BULLET.match(text) or _NUMBER.match(text)
        return (BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH), 0.0

    def _heading_level(self, text: str, usual: Usual) -> float | None:
        line = self.lines[0][0]
        words = max(len(text.split()), len(text) // 12)
        if not any(character.isalpha() for character in text) or _BULLET.match(text):
            return None
        if _LEADERS.search(line.text):
            return None  # a line of a table of contents
        if line.size >= usual.size * 1.12 and words <= _MAX_HEADING_WORDS:
            return -line.size
        stands_out = line.bold and not usual.bold and line.size >= usual.size * 0.95
        if stands_out and words <= _MAX_BOLD_HEADING_WORDS and not _NOT_A_HEADING.search(text):
            return -usual.size
        return None


def without_bullet(text: str) -> str:
    """A bullet is dropped; a number or letter is kept, since text may refer to it."""
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def column_ends(lines: Sequence[Line]) -> dict[float, float]:
    """The right edge of the lines of one column, by their font size."""
    ends: defaultdict[float, float] = defaultdict(lambda: float("-inf"))
    for line in lines:
        for size in (line.size - 0.5, line.size, line.size + 0.5):
            ends[size] = max(ends[size], line.right)
    return ends


def group(lines: Sequence[Line], ends: Mapping[float, float]) -> Iterator[list[Line]]:
    """Group the lines of one column into paragraphs. ends: see `column_ends`."""
    pitch = _pitch(lines)
    grouped: list[Line] = []
    for line in lines:
        if grouped and not _continues(grouped, line, pitch, ends[grouped[-1].size]):
            yield grouped
            grouped = []
        grouped.append(line)
    if grouped:
        yield grouped


def goes_on(paragraph: Paragraph, line: Line, page: int) -> bool:
    """True if a sentence continues over the end of a page or a column, or around something."""
    before, last_page = paragraph.lines[-1]
    if abs(before.size - line.size) > 1 or _begins_item(line) or _LEADERS.search(before.text):
        return False
    if before.is_broken:
        return True
    if _SENTENCE_END.search(before.text) or before.bold != line.bold:
        return False
    if line.text[:1].islower():
        return True
    is_below = page == last_page and line.baseline < before.baseline
    is_full = len(paragraph.lines) > 1 and before.right > paragraph.column_end - 1.5 * before.size
    return is_full and not is_below and line.text[:1].isalpha()


def _continues(group: Sequence[Line], line: Line, pitch: float, column_end: float) -> bool:
    before = group[-1]
    if before.is_broken or _BULLET.fullmatch(before.text.strip()):
        return True  # a bullet that PDFium returned as a separate line
    drop = before.baseline - line.baseline
    if abs(drop) < 0.3 * line.size:
        return True  # side by side
    alike = abs(before.size - line.size) <= 0.5 and before.bold == line.bold
    in_sentence = not _SENTENCE_END.search(before.text) and line.text[:1].islower()
    if _begins_item(line) or _LEADERS.search(before.text):
        return False
    if line.bold and before.bold and drop > 0 and _SECTION.match(line.text):
        return False
    if not alike and not (in_sentence and abs(before.size - line.size) <= 1):
        return False
    if drop < 0:
        return in_sentence
    if drop > 1.25 * pitch * before.size:
        return False
    if in_sentence and 2 * (before.right - before.left) > column_end - before.left:
        return True
    ended = _SENTENCE_END.search(before.text) is not None
    if ended and line.left - before.left > line.size and not _begins_item(group[0]):
        return False  # first line indented
    return not is_broken_on_purpose(before, line, column_end)


def is_broken_on_purpose(before: Line, line: Line, column_end: float) -> bool:
    """True if the first word of `line` would have fit on the line before."""
    first = line.words[0]
    width = first.right - first.left
    if not glue_between(before.text, line.text):
        width = line.size  # between any two letters
    ragged = max(line.size, _RAGGED_SHARE * (column_end - line.left))
    return before.right + width < column_end - ragged


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def _begins_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBER.match(line.text))


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance of two lines, in font sizes."""
    drops = [
        (before.baseline - line.baseline) / line.size
        for before, line in zip(lines, lines[1:], strict=False)
        if before.size == line.size and before.baseline - line.baseline > 0.3 * line.size
    ]
    return min(median(drops), _MAX_PITCH) if drops else _MAX_PITCH
