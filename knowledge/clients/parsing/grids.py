"""Tables of any format as rows that can be read on their own: "column: value; column: value".

A format's parser makes rows of cells. Here cells are spread over what they span, titles and header
rows are told from data (`grid_headers`), and each data row becomes one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import NamedTuple

from knowledge.clients.parsing.blocks import clean
from knowledge.clients.parsing.grid_headers import NOTHING, Cell, Layout, Row, filled, find_layout

__all__ = ["MAX_COLUMNS", "Cell", "Line", "Row", "row_text", "spread", "table_lines"]

MAX_COLUMNS = 200  # that spans may reach; a cell may claim to span a thousand
_SAMPLE_ROWS = 30  # by which a table's layout is found


class Line(NamedTuple):
    """is_row: False for a title above a table, or a remark across it."""

    text: str
    is_row: bool


def spread(rows: Iterable[Iterable[Cell]]) -> Iterator[list[Cell]]:
    """Put each cell into all columns and rows that it spans, as browsers do."""
    above: dict[int, tuple[Cell, int]] = {}  # column → cell that spans, and rows that it has left
    for cells in rows:
        row: list[Cell] = []
        below: dict[int, tuple[Cell, int]] = {}
        for cell in cells:
            _fill(row, above, below, until=None)
            for _ in range(max(1, min(cell.columns, MAX_COLUMNS - len(row)))):
                above.pop(len(row), None)  # overlapping spans: the later cell wins
                if cell.rows > 1:
                    below[len(row)] = (cell, cell.rows - 1)
                row.append(cell)
        _fill(row, above, below, until=max(above, default=-1))
        above = below
        yield row


def _fill(
    row: list[Cell],
    above: dict[int, tuple[Cell, int]],
    below: dict[int, tuple[Cell, int]],
    until: int | None,
) -> None:
    """Append the cells from above that stand next in the row; those until a column, with gaps."""
    while len(row) in above or (until is not None and len(row) <= until):
        cell, left = above.pop(len(row), (NOTHING, 1))
        if left > 1:
            below[len(row)] = (cell, left - 1)
        row.append(cell)


def table_lines(rows: Iterable[Row], *, assume_header: bool) -> Iterator[Line]:
    """The lines of a table, or of several that empty rows divide.

    assume_header: the first row names the columns unless something speaks against it; if False,
        only if something speaks for it.
    """
    layout: Layout | None = None
    waiting: list[Row] = []  # titles, or a header, with an empty row below
    for is_empty, group in groupby(rows, _is_empty):
        if is_empty:
            continue
        block = iter(group)
        head = waiting + list(islice(block, _SAMPLE_ROWS))
        if len(head) < _SAMPLE_ROWS and _is_incomplete(head):
            waiting = head
            continue
        waiting = []
        layout = find_layout(head, assume_header=assume_header, above=layout)
        yield from _lines(layout, head, block)
    if waiting:
        yield from _lines(
            find_layout(waiting, assume_header=assume_header, above=layout), waiting, ()
        )


def row_text(names: Sequence[str], values: Sequence[str]) -> str:
    """One row as a sentence; values without a name stand alone, empty values are left out.

    >>> row_text(["Room", "Price"], ["Double", "120 EUR"])
    'Room: Double; Price: 120 EUR'
    """
    cells = []
    for i, value in enumerate(values):
        name = clean(names[i]).rstrip(": ") if i < len(names) else ""
        value = clean(value)
        if value:
            cells.append(f"{name}: {value}" if name else value)
    return "; ".join(cells)


def _lines(layout: Layout, head: Sequence[Row], rest: Iterable[Row]) -> Iterator[Line]:
    for row in head[: layout.titles]:
        yield Line(_values(row), is_row=False)
    data = head[layout.titles + layout.headers :]
    if not data:  # only a header: use it as the text
        yield from (Line(_values(row), is_row=True) for row in head[layout.titles :])
    for row in chain(data, rest):
        if text := _text(layout, row):
            yield Line(text, is_row=not _is_remark(row))


def _text(layout: Layout, row: Row) -> str:
    if _is_remark(row):
        return _values(row)
    if layout.is_name_and_value:
        first, *others = filled(row)
        values = "; ".join(clean(cell.text) for cell in others)
        return row_text([first.text], [values]) if others else clean(first.text)
    names: list[str] = []
    values_: list[str] = []
    for column, cell in enumerate(row):
        name = layout.names[column] if column < len(layout.names) else ""
        if column and cell is row[column - 1] and name == names[-1]:
            continue  # it spans columns of one name, or none
        names.append(name)
        values_.append(cell.text)
    return row_text(names, values_)


def _values(row: Row) -> str:
    return row_text([], [cell.text for cell in filled(row)])


def _is_remark(row: Row) -> bool:
    """True for a row whose only cell goes over several columns."""
    return len(filled(row)) == 1 and sum(1 for cell in row if cell.text.strip()) > 1


def _is_incomplete(rows: Sequence[Row]) -> bool:
    """True for what stands above a table: titles, and at most one row."""
    wide = [index for index, row in enumerate(rows) if len(filled(row)) > 1]
    return not wide or wide[0] == len(rows) - 1


def _is_empty(row: Row) -> bool:
    return not any(cell.text.strip() for cell in row)
