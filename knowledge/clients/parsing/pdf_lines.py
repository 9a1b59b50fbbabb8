"""Lines of a PDF page with position and font, and the usual values of the document."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

# Pages sampled to learn the body font and the running headers.
_SAMPLED_PAGES = 32
# Running headers and footers are in this share of a page's height at its top and bottom ...
_MARGIN_SHARE = 0.08
# ... and repeat on so many of the sampled pages. A chapter's header is on few of them.
_RUNNING_PAGES = 3

_LINE_END = "\r\n"  # as PDFium writes it
_BROKEN_WORD = re.compile("(\\w+)\ufffe(\\w+)")  # PDFium's mark for a hyphen at the end of a line
_HYPHENATED = re.compile(r"\w+-\w+")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:\w+\s)?(?:#|[ivxlc]+)(?:\s*(?:/|\w+)\s*#)?[-–\s]*")


@dataclass(frozen=True, slots=True)
class Line:
    """Positions and font size in points; y grows upwards. A broken word joins its two lines."""

    text: str
    size: float
    bold: bool  # for all of its characters
    left: float
    right: float
    first_baseline: float
    last_baseline: float
    in_margin: bool  # at the top or bottom edge of the page


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual look of a document's text, and the lines that repeat on its pages."""

    size: float
    bold: bool
    running: frozenset[str]

    def is_running(self, line: Line) -> bool:
        if not line.in_margin or line.size > self.size * 1.05:
            return False
        pattern = _pattern(line)
        return pattern in self.running or _PAGE_NUMBER.fullmatch(pattern) is not None


def learn(document: pypdfium2.PdfDocument) -> Usual:
    count = len(document)
    step = max(1, count // _SAMPLED_PAGES)
    styles: Counter[tuple[float, bool]] = Counter()
    in_margins: Counter[str] = Counter()
    for number in range(0, count, step):
        lines = read_lines(document, number)
        for line in lines:
            styles[line.size, line.bold] += len(line.text)
        in_margins.update({_pattern(line) for line in lines if line.in_margin})
    (size, bold), _ = styles.most_common(1)[0] if styles else ((0.0, False), 0)
    running = (text for text, pages in in_margins.items() if pages >= _RUNNING_PAGES)
    return Usual(size, bold, frozenset(running))


def read_lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of page `number` (from 0) in reading order. A broken page raises PdfiumError."""
    page = document[number]
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        known = frozenset(_HYPHENATED.findall(text))
        _, bottom, _, top = page.get_cropbox()
        margin = (top - bottom) * _MARGIN_SHARE
        lines = []
        begin = 0
        for raw in text.split(_LINE_END):
            if raw.strip():
                lines.append(_line(text_page, raw, begin, known, bottom + margin, top - margin))
            begin += len(raw) + len(_LINE_END)
        return lines
    finally:
        text_page.close()
        page.close()


def _line(
    text_page: pypdfium2.PdfTextpage,
    raw: str,
    begin: int,
    known: frozenset[str],
    lower_margin: float,
    upper_margin: float,
) -> Line:
    seen = [i for i, character in enumerate(raw) if not character.isspace()]
    places = (seen[0], *(seen[len(seen) * share // 4] for share in (1, 2, 3)), seen[-1])
    first, *inner, last = (
        pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, begin + place) for place in places
    )
    left, first_bottom, _, _ = text_page.get_charbox(first, loose=True)
    _, last_bottom, right, _ = text_page.get_charbox(last, loose=True)
    return Line(
        text=_rejoin_words(raw, known),
        # Leave out a bullet before the line and a footnote's mark after it, whose sizes differ.
        size=median(_size(text_page, index) for index in inner),
        bold=_is_bold(text_page, first) and _is_bold(text_page, last),
        left=left,
        right=right,
        first_baseline=first_bottom,
        last_baseline=last_bottom,
        in_margin=not lower_margin <= first_bottom <= upper_margin,
    )


def _size(text_page: pypdfium2.PdfTextpage, index: int) -> float:
    """Font size on the page in points: the font's size times its scale, rounded to half a point."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    points = pdfium.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
    return round(points * 2) / 2


def _rejoin_words(raw: str, known: Iterable[str]) -> str:
    """Rejoin words that were hyphenated at the end of a line; "check-in" keeps its own hyphen."""

    def whole(match: re.Match[str]) -> str:
        hyphenated = f"{match[1]}-{match[2]}"
        own = not match[2][0].islower() or hyphenated in known
        return hyphenated if own else match[1] + match[2]

    return _BROKEN_WORD.sub(whole, raw).replace("\ufffe", "-")


def _is_bold(text_page: pypdfium2.PdfTextpage, index: int) -> bool:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text_page, index, name, len(name), ctypes.byref(ctypes.c_int()))
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


def _pattern(line: Line) -> str:
    """The line with its numbers normalized, so that "Page 3" and "Page 4" are equal."""
    return _DIGITS.sub("#", line.text.strip())
