"""PDF: paragraphs, headings by font, tables by row, in reading order; with their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.clients.parsing.blocks import Block, BlockKind, Notice, Outline
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.grid_headers import find_layout
from knowledge.clients.parsing.grids import Cell, table_lines
from knowledge.clients.parsing.pdf_forms import Forms
from knowledge.clients.parsing.pdf_joins import hyphenated_words
from knowledge.clients.parsing.pdf_justified import rejoined
from knowledge.clients.parsing.pdf_layout import Region, TextRegion, arrange
from knowledge.clients.parsing.pdf_paragraphs import (
    Paragraph,
    Usual,
    column_ends,
    goes_on,
    group,
    without_bullet,
)
from knowledge.clients.parsing.pdf_running import Running, learn
from knowledge.clients.parsing.pdf_shapes import Shapes, read_shapes
from knowledge.clients.parsing.pdf_tables import Table, ruled_tables
from knowledge.clients.parsing.pdf_text import Line, PageText, read_text
from knowledge.errors import CorruptFile, EncryptedPdf, TooManyPages
from knowledge.notices import MAX_PAGES

_SAMPLED_PAGES = 32  # to learn the usual font and the running headers
_SAMPLE_ROWS = 30  # of a table, by which its header is found
_MAX_HYPHENATED = 20_000
_PICTURE_SHARE = 0.05  # of a page's area, for a picture that may hold text
_MIN_RULE_SHARE = 0.2  # of a page's width, for a line that divides rows
_MAX_PAGES = 5_000  # a minute of reading


def parse(data: bytes, report: Report) -> Iterator[Block | Notice]:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > _MAX_PAGES:
            raise TooManyPages()
        yield from _Reader(document, report).read()
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise (EncryptedPdf() if locked else CorruptFile()) from error


class _Reader:
    def __init__(self, document: pypdfium2.PdfDocument, report: Report) -> None:
        self._document = document
        self._report = report
        self._forms = Forms(document)
        self._running = self._learn()
        self._usual = Usual(self._running.size, self._running.bold)
        self._outline = Outline()
        self._last: Paragraph | None = None  # may go on with what comes next
        self._header: tuple[tuple[float, ...], list[list[Cell]]] | None = None
        self._hyphenated: set[str] = set()
        self._unread: list[int] = []  # pages that show pictures and no text
        self._hidden: dict[int, int] = {}  # by page, the number of characters left out

    def _notices(self) -> Iterator[Notice]:
        if self._unread:
            yield Notice("PAGES_WITHOUT_TEXT", len(self._unread), tuple(self._unread[:MAX_PAGES]))
        if self._hidden:
            pages = tuple(self._hidden)[:MAX_PAGES]
            yield Notice("HIDDEN_TEXT_LEFT_OUT", sum(self._hidden.values()), pages)

    def read(self) -> Iterator[Block | Notice]:
        pages = len(self._document)
        for number in range(1, pages + 1):
            yield from self._read_page(number)
            self._report(number, pages)
        yield from self._notices()
        yield from self._end_paragraph()
        for text, number in self._running.contacts.items():
            yield from Outline().block(text, BlockKind.PARAGRAPH, page=number)

    def _learn(self) -> Running:
        step = max(1, len(self._document) // _SAMPLED_PAGES)
        numbers = range(1, len(self._document) + 1, step)
        return learn({number: self._text_of(number) for number in numbers})

    def _text_of(self, number: int) -> PageText:
        page = self._document[number - 1]
        try:
            return _text_of_page(page)
        finally:
            page.close()

    def _read_page(self, number: int) -> Iterator[Block]:
        page = self._document[number - 1]
        try:
            text = _text_of_page(page)
            shapes = read_shapes(page, text.turn)
            values = self._forms.values(page, text)
        finally:
            page.close()
        hidden = _restore_hidden(text, shapes)
        if hidden:
            self._hidden[number] = hidden
        lines = [*self._running.without_running(text, number), *values]
        turned = self._running.turned(text)
        if not lines and not turned:
            if _shows_picture(text, shapes):
                self._unread.append(number)
            return
        if len(self._hyphenated) < _MAX_HYPHENATED:
            for line in lines:
                if "-" in line.text:
                    self._hyphenated.update(hyphenated_words(line.text))
        for region in chain(_regions(lines, text, shapes), _turned(turned)):
            if isinstance(region, TextRegion):
                yield from self._read_text(region.lines, number)
            else:
                yield from self._end_paragraph()
                yield from self._read_table(region, number)

    def _read_text(self, lines: Sequence[Line], page: int) -> Iterator[Block]:
        self._header = None
        ends = column_ends(lines)
        for index, grouped in enumerate(group(lines, ends)):
            end = ends[grouped[-1].size]
            if self._last is not None and index == 0 and goes_on(self._last, grouped[0], page):
                self._last.add(grouped, page, end)
                continue
            yield from self._end_paragraph()
            self._last = Paragraph([(line, page) for line in grouped], end)

    def _end_paragraph(self) -> Iterator[Block]:
        paragraph, self._last = self._last, None
        if paragraph is None:
            return
        parts = paragraph.parts(self._hyphenated)
        text = " ".join(text for text, _ in parts)
        kind, level = paragraph.kind(text, self._usual)
        if kind is BlockKind.HEADING:
            yield from self._outline.heading(text, level=level, page=parts[0][1])
            return
        parts[0] = without_bullet(parts[0][0]), parts[0][1]
        yield from self._outline.block_over_pages(parts, kind)

    def _read_table(self, table: Table, page: int) -> Iterator[Block]:
        rows = table.rows
        assume_header = len(table.lefts) > 2
        layout = find_layout(rows[:_SAMPLE_ROWS], assume_header=assume_header, above=None)
        head = rows[layout.titles : layout.titles + layout.headers]
        if self._header is not None and _are_alike(self._header[0], table.lefts):
            # The table goes on from the page before, with or without its header.
            above = self._header[1]
            if head and [c.text for c in head[0]] == [c.text for c in above[0]]:
                pass
            elif not any(cell.is_header for row in head for cell in row):
                head, rows = above, [*above, *rows]
        self._header = (table.lefts, head) if head else None
        for line in table_lines(rows, assume_header=assume_header):
            kind = BlockKind.TABLE_ROW if line.is_row else BlockKind.PARAGRAPH
            yield from self._outline.block(line.text, kind, page=page)


def _text_of_page(page: pypdfium2.PdfPage) -> PageText:
    text = read_text(page)
    return replace(text, lines=rejoined(text.lines))


def _are_alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < 4 for a, b in zip(one, other, strict=True))


def _restore_hidden(text: PageText, shapes: Shapes) -> int:
    """Add the text that is white or invisible, but has something beneath: a colored box, or the
    picture whose words it repeats. Return the number of characters that stay hidden.
    """
    hidden = 0
    for line in text.hiding:
        middle = (line.left + line.right) / 2, line.baseline + line.size / 2
        if shapes.is_beneath(*middle) and text.shows(line):
            text.lines.append(line)
        else:
            hidden += len(line.text)
    return hidden


def _regions(lines: Sequence[Line], text: PageText, shapes: Shapes) -> Iterator[Region]:
    tables, others = ruled_tables(lines, shapes)
    width = text.box.right - text.box.left
    rules = [
        rule.at for rule in shapes.horizontal if rule.end - rule.begin > _MIN_RULE_SHARE * width
    ]
    return arrange([*others, *tables], rules)


def _turned(lines: list[Line]) -> Iterator[Region]:
    if lines:
        yield TextRegion(lines)


def _shows_picture(text: PageText, shapes: Shapes) -> bool:
    box = text.box
    area = (box.right - box.left) * (box.top - box.bottom)
    return any(
        (each.right - each.left) * (each.top - each.bottom) > _PICTURE_SHARE * area
        for each in shapes.pictures
    )
