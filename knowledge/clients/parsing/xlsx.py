"""XLSX: each sheet a heading, each row "column: value; column: value" with the first row's names.

A formula's value as saved is read, never the formula; hidden sheets are skipped.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from knowledge.clients.parsing import office
from knowledge.clients.parsing.blocks import Block, BlockKind, Outline
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.grids import row_text
from knowledge.errors import CorruptFile, NotAnXlsx, TooComplex

MAX_CELLS = 500_000
# Of the bounding rectangle of a sheet's cells, which the reader holds in memory, empty or not.
MAX_AREA = 1_000_000
_MIDNIGHT = datetime.time(0)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Value = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta


def parse(data: bytes, report: Report) -> Iterator[Block]:
    office.check(data, main="xl/workbook.xml", otherwise=NotAnXlsx, watch=_Extent().of)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        for number, name in enumerate(names, start=1):
            yield from _sheet(workbook.get_sheet_by_name(name))
            report(number, len(names))
    except CalamineError as error:
        raise CorruptFile() from error


class _Extent:
    """Counts a workbook's cells and measures each sheet's extent before they are read."""

    def __init__(self) -> None:
        self.cells = 0

    def of(self, entry: str) -> office.OnElement | None:
        if not entry.startswith("xl/worksheets/"):
            return None
        rows: list[int] = []
        columns: list[int] = []

        def on_element(name: str, attributes: dict[str, str]) -> None:
            if name != "c":
                return
            self.cells += 1
            at = _REFERENCE.fullmatch(attributes.get("r", ""))
            if at is not None:
                columns[:] = _range(columns, _column(at[1]))
                rows[:] = _range(rows, int(at[2]))
            if self.cells > MAX_CELLS or _length(rows) * _length(columns) > MAX_AREA:
                raise TooComplex()

        return on_element


def _range(known: Sequence[int], number: int) -> tuple[int, int]:
    return (min(known[0], number), max(known[1], number)) if known else (number, number)


def _length(known: Sequence[int]) -> int:
    return known[1] - known[0] + 1 if known else 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _sheet(sheet: CalamineSheet) -> Iterator[Block]:
    texts = ([_text(value) for value in row] for row in sheet.iter_rows())
    rows = (row for row in texts if any(row))
    outline = Outline()
    first = next(rows, None)
    if first is None:
        return
    yield from outline.heading(sheet.name, level=1)
    # A single value above a table is its title.
    while len(list(filter(None, first))) == 1 and (following := next(rows, None)) is not None:
        yield from outline.block("".join(first), BlockKind.PARAGRAPH)
        first = following
    second = next(rows, None)
    if second is None:  # only a header: use it as the text
        yield from outline.block(row_text([], first), BlockKind.TABLE_ROW)
        return
    for row in chain([second], rows):
        yield from outline.block(row_text(first, row), BlockKind.TABLE_ROW)


def _text(value: Value) -> str:
    """The value as a person would write it; the cell's own format is unknown."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        day = value.date().isoformat()
        return day if value.time() == _MIDNIGHT else f"{day} {_time(value.time())}"
    if isinstance(value, datetime.time):
        return _time(value)
    return str(value)


def _time(time: datetime.time) -> str:
    return time.isoformat("minutes" if time.second == 0 else "seconds")
