"""XLSX: each sheet a heading, each row "column: value; column: value", as the sheet shows them.

A formula's value as saved is read, never the formula. Not read: hidden sheets, rows and columns,
comments, drawings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge.clients.parsing.blocks import Block, BlockKind, Notice, Outline
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.grids import table_lines
from knowledge.clients.parsing.office import Package, feed_xml
from knowledge.clients.parsing.xlsx_formats import CellStyles
from knowledge.clients.parsing.xlsx_sheets import Sheet
from knowledge.errors import NotAnXlsx, TooComplex

MAX_CELLS = 500_000


def parse(data: bytes, report: Report) -> Iterator[Block | Notice]:
    package = Package(data, main="xl/workbook.xml", otherwise=NotAnXlsx)
    workbook = package.tree(package.main)
    if workbook.tag != "workbook":
        raise NotAnXlsx()  # another Office format
    properties = workbook.find("workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    styles = CellStyles(package.related_tree(package.main, "styles"), is_1904=is_1904)
    shared = _shared_strings(package)
    related = package.related(package.main)
    listed = [
        (each, related[each.get("id", "")].target)
        for each in workbook.iterfind("sheets/sheet")
        if each.get("id", "") in related and related[each.get("id", "")].kind == "worksheet"
    ]
    shown = [each for each in listed if each[0].get("state", "visible") == "visible"]
    count_cell = _cell_counter()
    sheets = []
    for done, (entry, target) in enumerate(shown, start=1):
        sheet = Sheet(shared, styles, count_cell)
        sheet.read(package.read(target))
        for each in package.related(target).values():
            if each.kind == "table":
                sheet.add_table(package.read(each.target))
        yield from _blocks(entry.get("name", ""), sheet)
        sheets.append(sheet)
        report(done, len(shown))
    yield from _notices(sheets, hidden_sheets=len(listed) - len(shown))


def _blocks(name: str, sheet: Sheet) -> Iterator[Block]:
    outline = Outline()
    is_first = True
    for line in table_lines(sheet.rows(), assume_header=True):
        if is_first:
            is_first = False
            yield from outline.heading(name, level=1)
        kind = BlockKind.TABLE_ROW if line.is_row else BlockKind.PARAGRAPH
        yield from outline.block(line.text, kind)


def _notices(sheets: list[Sheet], *, hidden_sheets: int) -> Iterator[Notice]:
    counts = {
        "HIDDEN_SHEETS_LEFT_OUT": hidden_sheets,
        "HIDDEN_ROWS_LEFT_OUT": sum(sheet.hidden_rows for sheet in sheets),
        "FILTERED_ROWS_LEFT_OUT": sum(sheet.filtered_rows for sheet in sheets),
        "HIDDEN_COLUMNS_LEFT_OUT": sum(sheet.hidden_columns for sheet in sheets),
        "HIDDEN_TEXT_LEFT_OUT": sum(sheet.hidden_characters for sheet in sheets),
        "FORMULAS_WITHOUT_VALUES": sum(sheet.formulas_without_values for sheet in sheets),
    }
    return (Notice(code, count) for code, count in counts.items() if count)


def _cell_counter() -> Callable[[], None]:
    cells = 0

    def count_cell() -> None:
        nonlocal cells
        cells += 1
        if cells > MAX_CELLS:
            raise TooComplex()

    return count_cell


def _shared_strings(package: Package) -> list[str]:
    """The texts that cells refer to by number, without their pronunciation."""
    strings: list[str] = []
    parts: list[str] = []
    inside: list[str] = []

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            strings.append("".join(parts))
            parts.clear()

    def data(text: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            parts.append(text)

    targets = [
        each.target
        for each in package.related(package.main).values()
        if each.kind == "sharedStrings"
    ]
    for target in targets[:1]:
        feed_xml(
            package.read(target), start=lambda name, _: inside.append(name), end=end, data=data
        )
    return strings
