"""The grid of a Word table: rows of cells, with what they span."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from knowledge.clients.parsing.grids import MAX_COLUMNS, Cell, Row
from knowledge.clients.parsing.office import is_on, number

_NOTHING = Cell("")
_WRAPPERS = frozenset("sdt sdtContent customXml ins moveTo".split())


def rows_of(table: Element) -> list[Element]:
    """The rows without those that a tracked change removes."""
    return [row for row in _inside(table, "tr") if row.find("trPr/del") is None]


def is_layout(rows: list[Element]) -> bool:
    """True for a table that only places its contents: one column, or texts side by side."""
    cells = [cell for row in rows for cell in _inside(row, "tc")]
    return len(cells) == len(rows) or (len(rows) == 1 and any(map(_has_several_texts, cells)))


def contents(rows: list[Element]) -> Iterator[Element]:
    """The cells in order."""
    return (cell for row in rows for cell in _inside(row, "tc"))


def grid(rows: list[Element], cell_text: Callable[[Element], str]) -> Iterator[Row]:
    above: list[Cell] = []
    for row in rows:
        is_header = is_on(row.find("trPr/tblHeader")) is True
        cells = [_NOTHING] * min(_number(row, "trPr/gridBefore"), MAX_COLUMNS)
        for cell in _inside(row, "tc"):
            if cell.find("tcPr/cellDel") is not None:
                continue
            span = max(1, min(_number(cell, "tcPr/gridSpan"), MAX_COLUMNS - len(cells)))
            if _continues(cell, "vMerge") and len(cells) < len(above):
                placed = above[len(cells)]
            elif _continues(cell, "hMerge") and cells:
                placed = cells[-1]
            else:
                placed = Cell(cell_text(cell), is_header)
            cells.extend([placed] * span)
        above = cells
        yield cells


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also in content controls."""
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _continues(cell: Element, merge: str) -> bool:
    """True for a cell that the one above, or before it, covers."""
    found = cell.find(f"tcPr/{merge}")
    return found is not None and found.get("val", "continue") == "continue"


def _has_several_texts(cell: Element) -> bool:
    texts = [each for each in cell.iterfind("p") if any(part.text for part in each.iter("t"))]
    return len(texts) > 1 or cell.find("tbl") is not None


def _number(parent: Element, path: str) -> int:
    found = parent.find(path)
    return 0 if found is None else max(0, number(found.get("val")))
