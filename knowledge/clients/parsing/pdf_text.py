"""The lines of a PDF page, cut where columns begin, with their place and font."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_LINE_END = "\r\n"  # as PDFium writes it
BROKEN = "\ufffe"  # PDFium's mark for a hyphen at the end of a line
# Control characters are no space: in fonts without names for letters, some are ligatures.
_WORD = re.compile(f"[^ \\t\\n\\r\u00a0\u2000-\u200a\u202f\u3000{BROKEN}]+{BROKEN}?")
_SEAM = re.compile(r"(?=[A-Z\d])(?<=[^\W\d_A-Z])")
_OVERLAP = 0.15  # of the font size, by which a letter covers the one before it in no word
_LIGATURES = str.maketrans(
    {
        **dict(zip("\x0b\x0c\x0d\x0e\x0f", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),  # OT1
        **dict(zip("\x1b\x1c\x1d\x1e\x1f", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),  # T1
    }
)
# A gap between two words that is wider than this share of the font size may divide columns.
_WIDE_GAP = 0.75
_ANOTHER_SIZE = 2.5  # times the size of a word, of letters that are on no line with it
_TOUCHING = 0.12  # a gap between letters of one word at most
_LEVEL = 0.1  # points
_MIN_SIZE = 1.0  # points; nobody reads smaller text
_WHITE = 250  # of 255, for each of red, green and blue
_SAMPLES = 24  # characters by whose direction a page is turned
_INVISIBLE_MODE = 3
_ASLANT = 4


class Box(NamedTuple):
    """In points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float


class Word(NamedTuple):
    text: str
    left: float
    right: float


class Style(NamedTuple):
    """hides: the text cannot be seen unless something is drawn beneath it."""

    size: float
    bold: bool
    hides: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline without a wide gap. Positions and font size in points.

    is_broken: the last word goes on in the next line.
    """

    words: tuple[Word, ...]
    text: str
    size: float
    bold: bool
    left: float
    right: float
    baseline: float
    is_broken: bool = False

    @property
    def top(self) -> float:
        return self.baseline + self.size


@dataclass(frozen=True, slots=True)
class PageText:
    """turned: text that runs in another direction than most of the page's, by quarters.
    aslant: text that runs in any other.
    hiding: text that hides unless something is drawn beneath it.
    box: of the page, turned like its text.
    """

    lines: list[Line]
    turned: list[Line]
    aslant: list[Line]
    hiding: list[Line]
    box: Box
    turn: Callable[[Box], Box]

    def shows(self, line: Line) -> bool:
        """True if a line is on the page and large enough to be read."""
        x, y = (line.left + line.right) / 2, line.baseline + line.size / 2
        box = self.box
        is_inside = box.left <= x <= box.right and box.bottom <= y <= box.top
        return is_inside and line.size >= _MIN_SIZE


def read_text(page: pypdfium2.PdfPage) -> PageText:
    """The text of a page. A broken page raises PdfiumError."""
    text_page = page.get_textpage()
    try:
        return _Reader(text_page, Box(*page.get_cropbox())).read()
    finally:
        text_page.close()


class _Reader:
    def __init__(self, text_page: pypdfium2.PdfTextpage, page: Box) -> None:
        self._page = text_page
        self._styles: dict[int, Style] = {}  # by address of the text object
        self._box = pdfium.FS_RECTF()
        self._quarter = self._usual_quarter()
        self._upright = _TURNS[self._quarter]
        self._text = PageText([], [], [], [], self._upright(page), self._upright)
        # The line that is being read.
        self._words: list[Word] = []
        self._word_styles: list[Style] = []
        self._baseline = 0.0
        self._quarter_here = self._quarter

    def read(self) -> PageText:
        begin = 0
        for raw in self._page.get_text_range().split(_LINE_END):
            self._read_line(raw, begin)
            begin += len(raw) + len(_LINE_END)
        self._end_line()
        return self._text

    def _read_line(self, raw: str, begin: int) -> None:
        may_have_seam = _SEAM.search(raw) is not None
        for match in _WORD.finditer(raw):
            text = match[0].rstrip(BROKEN)
            at = begin + match.start()
            seam = self._seam(text, at) if may_have_seam else None
            self._read_word(text[:seam], at, begins_line=match.start() == 0)
            if seam is not None:
                self._read_word(text[seam:], at + seam, begins_line=False)
            if len(text) < len(match[0]):
                self._end_line(is_broken=True)

    def _seam(self, text: str, at: int) -> int | None:
        """Where a word is two: the cut off end of one cell, and on top of it the begin of another
        one's text.
        """
        for match in _SEAM.finditer(text):
            before, after = (self._index(at + match.start() + step) for step in (-1, 0))
            overlap = self._box_of(before).right - self._box_of(after).left
            if overlap > _OVERLAP * self._style(after).size:
                return match.start()
        return None

    def _read_word(self, text: str, at: int, *, begins_line: bool) -> None:
        first = self._index(at)
        opening = self._box_of(first)
        closing = self._box_of(self._index(at + len(text) - 1)) if len(text) > 1 else opening
        word = Word(
            text if text.isprintable() else text.translate(_LIGATURES),
            opening.left if opening.left < closing.left else closing.left,
            opening.right if opening.right > closing.right else closing.right,
        )
        style = self._style(first)
        if self._words and not self._is_beside(word, opening.bottom, style, begins_line):
            if abs(opening.bottom - self._baseline) < _LEVEL:
                self._words[-1] = _cut_off(self._words[-1], word, style.size)
            self._end_line()
        if not self._words:
            self._baseline, self._quarter_here = opening.bottom, self._quarter_at(first)
        elif begins_line and _touch(self._words[-1], word, style.size):
            # PDFium breaks some lines after every letter.
            last = self._words.pop()
            word = Word(last.text + word.text, last.left, word.right)
            style = self._word_styles.pop()
        self._words.append(word)
        self._word_styles.append(style)

    def _is_beside(self, word: Word, baseline: float, style: Style, begins_line: bool) -> bool:
        """True if a word goes on the line of the ones before."""
        if style.hides != self._word_styles[-1].hides:
            return False
        if self._quarter_here != self._quarter:
            return not begins_line
        size, before = style.size, self._word_styles[-1].size
        if size != before and max(size, before) > _ANOTHER_SIZE * min(size, before):
            return False
        is_near = -_OVERLAP * style.size < _gap(self._words[-1], word) <= _WIDE_GAP * style.size
        return is_near and abs(baseline - self._baseline) <= 0.5 * style.size

    def _end_line(self, *, is_broken: bool = False) -> None:
        words, styles = self._words, self._word_styles
        self._words, self._word_styles = [], []
        if not words:
            return
        sizes: Counter[float] = Counter()
        for word, style in zip(words, styles, strict=True):
            sizes[style.size] += len(word.text)
        line = Line(
            words=tuple(words),
            text=" ".join(word.text for word in words),
            size=max(sizes, key=lambda each: (sizes[each], each)),
            bold=all(style.bold for style in styles),
            left=min(word.left for word in words),
            right=max(word.right for word in words),
            baseline=self._baseline,
            is_broken=is_broken,
        )
        if styles[0].hides or not self._text.shows(line):
            self._text.hiding.append(line)
        elif self._quarter_here == _ASLANT:
            self._text.aslant.append(line)
        elif self._quarter_here != self._quarter:
            self._text.turned.append(line)
        else:
            self._text.lines.append(line)

    def _index(self, position: int) -> int:
        return pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, position)

    def _box_of(self, index: int) -> Box:
        box = self._box
        if not pdfium.FPDFText_GetLooseCharBox(self._page, index, box):
            return Box(0, 0, 0, 0)
        return self._upright(Box(box.left, box.bottom, box.right, box.top))

    def _style(self, index: int) -> Style:
        found = pdfium.FPDFText_GetTextObject(self._page, index)
        address = ctypes.addressof(found.contents) if found else 0
        style = self._styles.get(address)
        if style is None:
            style = Style(self._size(index), self._is_bold(index), self._hides(index, found))
            self._styles[address] = style
        return style

    def _size(self, index: int) -> float:
        """Font size on the page in points, rounded to half a point."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._page, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self._page, index)
        return round(size * math.hypot(matrix.c, matrix.d) * 2) / 2

    def _is_bold(self, index: int) -> bool:
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._page, index, name, len(name), ctypes.c_int())
        return b"bold" in name.value.lower() or b"black" in name.value.lower()

    def _hides(self, index: int, text_object: object) -> bool:
        if text_object and pdfium.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE_MODE:
            return True
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium.FPDFText_GetFillColor(self._page, index, red, green, blue, alpha):
            return False
        return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE

    def _usual_quarter(self) -> int:
        count = self._page.count_chars()
        places = range(0, count, max(1, count // _SAMPLES))
        quarters = Counter(self._quarter_at(index) for index in places)
        return max(quarters, key=lambda quarter: (quarters[quarter], -quarter), default=0) % 4

    def _quarter_at(self, index: int) -> int:
        """The direction of a character in quarter turns, clockwise; or _ASLANT."""
        angle = pdfium.FPDFText_GetCharAngle(self._page, index) / (math.pi / 2)
        return round(angle) % 4 if abs(angle - round(angle)) < 0.1 else _ASLANT


def _gap(before: Word, after: Word) -> float:
    """The space between two words, in either direction of reading; negative if they overlap."""
    gap = after.left - before.right
    return gap if gap >= 0 else max(gap, before.left - after.right)


def _cut_off(word: Word, after: Word, size: float) -> Word:
    """A word without what the one that begins on top of it covers, and with a gap before that."""
    if word.left > after.right or word.right < after.left:
        return word
    right = after.left - _OVERLAP * size
    return word._replace(left=min(word.left, right), right=right)


def _touch(before: Word, after: Word, size: float) -> bool:
    return abs(after.left - before.right) < _TOUCHING * size


_TURNS: Sequence[Callable[[Box], Box]] = (
    lambda box: box,
    lambda box: Box(-box.top, box.left, -box.bottom, box.right),
    lambda box: Box(-box.right, -box.top, -box.left, -box.bottom),
    lambda box: Box(box.bottom, -box.right, box.top, -box.left),
)
