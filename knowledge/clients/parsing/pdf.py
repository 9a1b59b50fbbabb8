"""PDF: lines joined into paragraphs, headings by font size and weight, pages kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.clients.parsing.blocks import Block, BlockKind, Outline
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.pdf_lines import Line, Usual, learn, read_lines
from knowledge.errors import CorruptFile, EncryptedPdf, TooManyPages

# Bullets include those of symbol fonts, which are in the private use area.
_BULLET = re.compile("[•‣◦▪●○■□➢➤✓*\uf000-\uf0ff–-](?:\\s+|$)")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]\s+")
_SENTENCE_END = re.compile(r"[.!?:。！？][\"'”’»)\]]*$")
_NOT_A_HEADING = re.compile(r"[.,;]$")
_LEADERS = re.compile(r"(?:[.·…]\s?){4,}")  # "Double room . . . . . . . 120 EUR"
_COLUMN_STEP = 20  # points; lines starting this close to each other share a column
_MAX_PAGES = 5_000  # a minute of reading
_MAX_HEADING_WORDS = 25
_MAX_BOLD_HEADING_WORDS = 12


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line]
    page: int

    @property
    def text(self) -> str:
        return _LEADERS.sub("… ", " ".join(line.text for line in self.lines))


def parse(data: bytes, report: Report) -> Iterator[Block]:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > _MAX_PAGES:
            raise TooManyPages()
        usual = learn(document)
        yield from _blocks(_paragraphs(document, usual, report), usual)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise (EncryptedPdf() if locked else CorruptFile()) from error


def _blocks(paragraphs: Iterator[_Paragraph], usual: Usual) -> Iterator[Block]:
    outline = Outline()
    for paragraph in paragraphs:
        text, page = paragraph.text, paragraph.page
        level = _heading_level(paragraph, usual)
        bullet = _BULLET.match(text)
        if level is not None:
            yield from outline.heading(text, level=level, page=page)
        elif bullet:
            yield from outline.block(text[bullet.end() :], BlockKind.LIST_ITEM, page=page)
        elif _NUMBER.match(text):
            yield from outline.block(text, BlockKind.LIST_ITEM, page=page)
        else:
            yield from outline.block(text, BlockKind.PARAGRAPH, page=page)


def _heading_level(paragraph: _Paragraph, usual: Usual) -> float | None:
    """The heading's level; lower is further out. The larger the font, the higher the heading."""
    line, text = paragraph.lines[0], paragraph.text
    words = len(text.split())
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


def _paragraphs(
    document: pypdfium2.PdfDocument, usual: Usual, report: Report
) -> Iterator[_Paragraph]:
    """Yield paragraphs in reading order; one that continues on the next page is one paragraph."""
    pages = len(document)
    last: _Paragraph | None = None
    for number in range(pages):
        lines = [line for line in read_lines(document, number) if not usual.is_running(line)]
        for i, group in enumerate(_group(lines)):
            if last is not None and i == 0 and _goes_on(last.lines[-1], group[0]):
                last.lines.extend(group)
                continue
            if last is not None:
                yield last
            last = _Paragraph(group, number + 1)
        report(number + 1, pages)
    if last is not None:
        yield last


def _group(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Group the lines of one page into paragraphs."""
    column_ends = _column_ends(lines)
    pitch = _pitch(lines)
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group, line, pitch, column_ends[_column(group[-1])]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(group: Sequence[Line], line: Line, pitch: float, column_end: float) -> bool:
    before = group[-1]
    if _BULLET.fullmatch(before.text.strip()):
        return True  # a bullet that PDFium returned as a separate line
    alike = abs(before.size - line.size) <= 0.5 and before.bold == line.bold
    if _begins_item(line) or _LEADERS.search(before.text) or not (alike or _goes_on(before, line)):
        return False
    drop = before.last_baseline - line.first_baseline
    if abs(drop) < 0.3 * line.size:
        return True  # side by side: cells of one row
    if drop < 0:
        return _goes_on(before, line)  # at the top of the next column
    if drop > 1.25 * pitch:
        return False
    ended = _SENTENCE_END.search(before.text) is not None
    if ended and line.left - before.left > line.size and not _begins_item(group[0]):
        return False  # first line indented
    return not _broken_on_purpose(before, line, column_end)


def _broken_on_purpose(before: Line, line: Line, column_end: float) -> bool:
    """True if the first word of `line` would have fit on the line before."""
    word = line.text.split(maxsplit=1)[0]
    width = (line.right - line.left) * (len(word) + 1) / max(len(line.text), 1)
    return before.right + width < column_end - line.size


def _goes_on(before: Line, line: Line) -> bool:
    """True if a sentence continues over the end of a page or a column, or in another font."""
    return (
        abs(before.size - line.size) <= 1
        and not _SENTENCE_END.search(before.text)
        and line.text[:1].islower()
    )


def _begins_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBER.match(line.text))


def _pitch(lines: Sequence[Line]) -> float:
    """The usual line spacing for one font size; infinite if no two lines are adjacent."""
    drops = [
        before.last_baseline - line.first_baseline
        for before, line in zip(lines, lines[1:], strict=False)
        if before.size == line.size and before.last_baseline > line.first_baseline
    ]
    return median(drops) if drops else float("inf")


def _column(line: Line) -> int:
    return round(line.left / _COLUMN_STEP)


def _column_ends(lines: Sequence[Line]) -> dict[int, float]:
    """The right edge of the lines of each column."""
    ends: defaultdict[int, float] = defaultdict(float)
    for line in lines:
        for column in (_column(line) - 1, _column(line), _column(line) + 1):
            ends[column] = max(ends[column], line.right)
    return ends
