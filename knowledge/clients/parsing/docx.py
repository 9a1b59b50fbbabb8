"""DOCX: what Word shows, in order: text, tables, text boxes, notes; headers and footers once.

Not read: hidden text, text that a tracked change removes, comments, tables of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from xml.etree.ElementTree import Element

from knowledge.clients.parsing import docx_tables
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice, Outline
from knowledge.clients.parsing.docx_numbering import Numbering
from knowledge.clients.parsing.docx_runs import Inline, RunReader, alternative
from knowledge.clients.parsing.docx_styles import Styles
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.grids import table_lines
from knowledge.clients.parsing.office import Package, is_on
from knowledge.errors import NotADocx

# Where a paragraph stands: in the flow of the page, in a cell that only places its contents, or in
# the cell of a table, a text box or a note, where nothing is a heading.
_Place = Literal["page", "layout", "inset"]

_NOTHING = Element("nothing")
# Elements around paragraphs and tables that change nothing.
_WRAPPERS = frozenset("sdtContent customXml ins moveTo smartTag".split())
_REMOVED = ("del", "moveFrom")  # marks of a tracked change
_PAGE_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
_WORD = r"([^\W\d]{1,12}(\W+|(?=\d)|$))?"
_PAGE_NUMBER = re.compile(rf"\W*{_WORD}(\d+|[ivxlc]+)\W*({_WORD}\d+\W*)?{_WORD}")
_JOINED_BY_SEMICOLON = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


def parse(data: bytes, report: Report) -> Iterator[Block | Notice]:
    package = Package(data, main="word/document.xml", otherwise=NotADocx)
    document = package.tree(package.main)
    if document.tag != "document":
        raise NotADocx()  # another Office format
    reader = _Reader(package, document)
    for body in document.iterfind("body"):
        yield from reader.read(body, "page")
    yield from reader.headers_and_footers(document)
    if reader.hidden_characters:
        yield Notice("HIDDEN_TEXT_LEFT_OUT", reader.hidden_characters)


class _Reader:
    def __init__(self, package: Package, document: Element) -> None:
        def part(kind: str) -> Element:
            return package.related_tree(package.main, kind)

        self._package = package
        self._styles = Styles(part("styles"))
        self._numbering = Numbering(part("numbering"), self._styles)
        self._runs = RunReader(self._styles, is_ground_white=document.find("background") is None)
        self._has_even_pages = is_on(part("settings").find("evenAndOddHeaders")) is True
        self._notes = {
            (kind, note.get("id", "")): note
            for kind in ("footnotes", "endnotes")
            for note in part(kind)
            if note.get("type", "normal") == "normal"
        }
        self._outline = Outline()
        self._unfinished = ""  # text of a paragraph that goes on in the next

    @property
    def hidden_characters(self) -> int:
        return self._runs.hidden

    def read(self, container: Element, place: _Place) -> Iterator[Block]:
        yield from self._read(container, place)
        text, self._unfinished = self._unfinished, ""
        yield from self._outline.block(text, BlockKind.PARAGRAPH)

    def headers_and_footers(self, document: Element) -> Iterator[Block]:
        """Those that some page shows, each text once."""
        self._outline = Outline()
        parts = self._package.related(self._package.main)
        sections = list(document.iter("sectPr"))
        known: set[str] = set()
        for kind in ("headerReference", "footerReference"):
            for section in sections:
                for each in section.iterfind(kind):
                    part = parts.pop(each.get("id", ""), None)
                    if part is None or not self._is_shown(section, each.get("type")):
                        continue
                    for block in self.read(self._package.tree(part.target), "page"):
                        if block.text not in known:
                            known.add(block.text)
                            yield block

    def _is_shown(self, section: Element, pages: str | None) -> bool:
        if pages == "first":
            return is_on(section.find("titlePg")) is True
        return pages != "even" or self._has_even_pages

    def _read(self, container: Element, place: _Place) -> Iterator[Block]:
        for child in container:
            if child.tag == "p":
                yield from self._paragraph(child, place)
            elif child.tag == "tbl":
                yield from self._table(child, place)
            elif child.tag == "AlternateContent":
                yield from self._read(alternative(child), place)
            elif child.tag in _WRAPPERS:
                yield from self._read(child, place)
            elif child.tag == "sdt" and is_on(child.find("sdtPr/showingPlcHdr")) is not True:
                yield from self._read(child, place)

    def _paragraph(self, paragraph: Element, place: _Place) -> Iterator[Block]:
        found = paragraph.find("pPr")
        properties = _NOTHING if found is None else found
        inline = self._runs.read(paragraph, is_on_page=place == "page")
        if _goes_on(properties):
            self._unfinished += inline.text
        elif not self._styles.is_contents(properties):
            text, self._unfinished = self._unfinished + _without_page_numbers(inline), ""
            yield from self._block(text, properties, place)
        for box in inline.boxes:
            yield from self.read(box, "inset")
        for key in inline.notes:
            # taken out, since a note of a hostile file refers to itself
            yield from self.read(self._notes.pop(key, _NOTHING), "inset")

    def _block(self, text: str, properties: Element, place: _Place) -> Iterator[Block]:
        if not text.strip() and self._styles.is_hidden(properties, properties.find("rPr")):
            return  # all of it is hidden, its number too
        label = self._numbering.label(properties)
        if not text.strip():
            return
        level = None if place == "inset" else self._styles.heading_level(properties)
        numbered = f"{label} {text}" if label else text
        if level is not None:
            yield from self._outline.heading(numbered, level=level)
        else:
            kind = BlockKind.PARAGRAPH if label is None else BlockKind.LIST_ITEM
            yield from self._outline.block(numbered, kind)

    def _table(self, table: Element, place: _Place) -> Iterator[Block]:
        rows = []
        for row in docx_tables.rows_of(table):
            if is_on(row.find("trPr/hidden")) is True:
                self._runs.hidden += sum(len(each.text or "") for each in row.iter("t"))
            else:
                rows.append(row)
        if docx_tables.is_layout(rows):
            for cell in docx_tables.contents(rows):
                yield from self.read(cell, "layout" if place == "page" else place)
            return
        for line in table_lines(docx_tables.grid(rows, self._cell_text), assume_header=False):
            kind = BlockKind.TABLE_ROW if line.is_row else BlockKind.PARAGRAPH
            yield from self._outline.block(line.text, kind)

    def _cell_text(self, cell: Element) -> str:
        text, before = "", None
        for block in self.read(cell, "inset"):
            if text:
                kinds = (before, block.kind)
                text += "; " if any(kind in _JOINED_BY_SEMICOLON for kind in kinds) else " "
            text += block.text
            before = block.kind
        return text


def _goes_on(properties: Element) -> bool:
    """True if the paragraph's end is removed, or it is the large first letter of the next."""
    frame = properties.find("framePr")
    is_letter = frame is not None and frame.get("dropCap") in ("drop", "margin")
    return is_letter or any(properties.find(f"rPr/{name}") is not None for name in _REMOVED)


def _without_page_numbers(inline: Inline) -> str:
    """The text without parts such as "Page 3 of 10"; tabs divide parts of a header or footer."""
    if not inline.fields & _PAGE_FIELDS:
        return inline.text
    parts = inline.text.split("\t")
    return "\t".join(part for part in parts if not _PAGE_NUMBER.fullmatch(part.strip()))
