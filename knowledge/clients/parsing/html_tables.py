"""HTML tables as rows that can be read on their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from knowledge.clients.parsing.grids import row_text

_MAX_COLUMNS = 200  # a cell may claim to span a thousand
_NEVER_IN_CELLS = frozenset("table h1 h2 h3 h4 pre ul ol".split())
_SEPARATING = frozenset("br p div li tr td th h1 h2 h3 h4 h5 h6".split())


class _Cell(NamedTuple):
    text: str
    is_header: bool


def is_data_table(table: LexborNode) -> bool:
    """False for a table that only lays out other content."""
    if (table.attributes.get("role") or "").lower() in ("presentation", "none"):
        return False
    inside = (node for node in table.traverse() if node.mem_id != table.mem_id)
    return not any(node.tag in _NEVER_IN_CELLS for node in inside)


def table_rows(table: LexborNode) -> Iterator[str]:
    """Yield one text per data row, "column: value; column: value".

    The names are the header row's. Without one, a first row of words over three or more columns
    serves as the header, and two columns are read as name and value.
    """
    rows = [cells for row in table.css("tr") if (cells := _cells(row))]
    names: list[str] = []
    headers = 0
    while headers < len(rows) - 1 and all(cell.is_header for cell in rows[headers]):
        names = [cell.text for cell in rows[headers]]
        headers += 1
    if not names and _reads_like_header(rows):
        names = [cell.text for cell in rows[0]]
        headers = 1
    for cells in rows[headers:]:
        values = [cell.text for cell in cells]
        if not names and len(values) == 2:
            yield row_text(values[:1], values[1:]) or values[0]
        else:
            yield row_text(names, values)


def _cells(row: LexborNode) -> list[_Cell]:
    cells: list[_Cell] = []
    child = row.first_child
    while child is not None:
        if child.tag in ("td", "th"):
            cell = _Cell(_text(child), child.tag == "th")
            cells.extend([cell] * min(_span(child), _MAX_COLUMNS - len(cells)))
        child = child.next
    return cells if any(cell.text for cell in cells) else []


def _reads_like_header(rows: Sequence[Sequence[_Cell]]) -> bool:
    first = [cell.text for cell in rows[0]] if rows else []
    return (
        len(rows) > 1
        and len(first) >= 3
        and all(first)
        and len(set(first)) == len(first)
        and not any(character.isdigit() for text in first for character in text)
    )


def _text(cell: LexborNode) -> str:
    parts: list[str] = []
    for node in cell.traverse(include_text=True):
        if node.tag == "-text":
            parts.append(node.text_content or "")
        elif node.tag in _SEPARATING:
            parts.append(" ")
    return "".join(parts).strip()


def _span(cell: LexborNode) -> int:
    span = cell.attributes.get("colspan") or ""
    return max(1, int(span)) if span.isascii() and span.isdigit() and len(span) < 5 else 1
