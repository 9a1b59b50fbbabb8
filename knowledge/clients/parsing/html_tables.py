"""HTML tables as rows that can be read on their own."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from knowledge.clients.parsing.grids import Cell, Line, spread, table_lines
from knowledge.clients.parsing.html_tree import BLOCKS, is_element, walk

_LAYOUT_ROLES = ("presentation", "none")
_HEADINGS = frozenset("h1 h2 h3 h4 pre".split())
_LISTS = frozenset("ul ol dl".split())
_CELLS = ("td", "th")
_GROUPS = ("thead", "tbody", "tfoot")
_TO_THE_END = 10_000  # rows: what `rowspan=0` means, to the end of its group
_MAX_SPAN_DIGITS = 4


def is_data_table(table: LexborNode) -> bool:
    """False for a table that only lays out other content.

    Lists are content of cells where rows have cells beside each other and a header; headings and
    further tables are not.
    """
    if (table.attributes.get("role") or "").lower() in _LAYOUT_ROLES:
        return False
    has_lists = has_header = False
    for node, is_end in walk(table):
        if is_end or not is_element(node) or node.mem_id == table.mem_id:
            continue
        if node.tag == "table" or node.tag in _HEADINGS:
            return False
        has_lists = has_lists or node.tag in _LISTS
        has_header = has_header or node.tag == "th"
    return has_header or not has_lists


def lines_of(table: LexborNode) -> Iterator[Line]:
    """The lines of a data table, without its caption."""
    rows: list[list[Cell]] = []
    for group in _groups(table):
        rows += spread(_cells(row, rows_left=len(group) - i) for i, row in enumerate(group))
    # In HTML the author marks a header; without marks, only words above other things are one.
    return table_lines(rows, assume_header=False)


def _groups(table: LexborNode) -> Iterator[list[LexborNode]]:
    """The rows of each group, the table's head first and its foot last, as browsers show them."""
    children = list(_children(table, (*_GROUPS, "tr")))
    found = [(each.tag, list(_children(each, ("tr",)))) for each in children if each.tag != "tr"]
    loose = [each for each in children if each.tag == "tr"]
    if loose:
        found.append(("tbody", loose))
    for tag in _GROUPS:
        yield from (rows for its, rows in found if its == tag)


def _children(node: LexborNode, tags: tuple[str, ...]) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        if child.tag in tags:
            yield child
        child = child.next


def _cells(row: LexborNode, *, rows_left: int) -> list[Cell]:
    """rows_left: in its group; no cell spans more."""
    in_head = row.parent is not None and row.parent.tag == "thead"
    return [
        Cell(
            _text(cell),
            is_header=in_head or cell.tag == "th",
            columns=_span(cell, "colspan") or 1,
            rows=min(_span(cell, "rowspan") or _TO_THE_END, rows_left),
        )
        for cell in _children(row, _CELLS)
    ]


def _text(cell: LexborNode) -> str:
    parts: list[str] = []
    for node, is_end in walk(cell):
        if node.tag == "-text":
            parts.append(node.text_content or "")
        elif node.tag == "li" and is_end:
            parts.append(", " if node.next is not None else " ")
        elif node.tag in BLOCKS:
            parts.append(" ")
    return " ".join("".join(parts).split()).replace(" ,", ",").removesuffix(",")


def _span(cell: LexborNode, name: str) -> int:
    """0 for `rowspan=0`; 1 without the attribute."""
    span = (cell.attributes.get(name) or "").strip()
    is_number = span.isascii() and span.isdigit() and len(span) <= _MAX_SPAN_DIGITS
    return int(span) if is_number else 1
