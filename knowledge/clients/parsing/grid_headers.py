"""Tells a table's titles and header rows from its data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.clients.parsing.blocks import clean
from knowledge.clients.parsing.cell_kinds import (
    EMPTY,
    MIXED,
    TEXT,
    is_typed,
    is_year,
    kind_of,
    main_kind,
)

_MAX_HEADERS = 4
_MAX_NAME = 80  # characters; more is a sentence
_SENTENCE_ENDS = (".", "?", "!", ":")


class Cell(NamedTuple):
    """is_header: marked as such, like `<th>`. columns, rows: what it spans."""

    text: str
    is_header: bool = False
    columns: int = 1
    rows: int = 1


# One cell per column. A cell that spans several stands in each of them as the same object.
Row = Sequence[Cell]

NOTHING = Cell("")


class Layout(NamedTuple):
    """titles, headers: the number of leading rows. names: of the columns, "" if unknown.

    is_name_and_value: each row is a name with its value, without a header.
    """

    titles: int
    headers: int
    names: list[str]
    is_name_and_value: bool = False


def find_layout(rows: Sequence[Row], *, assume_header: bool, above: Layout | None) -> Layout:
    """The layout of a table by its first rows.

    assume_header: see `grids.table_lines`. above: of the table that an empty row ends; its columns
        go on unless the new rows have a header of their own.
    """
    titles = _titles(rows)
    rows = rows[titles:]
    marked = _marked(rows)
    if marked:
        headers = _header_rows(rows, known=marked)
        return Layout(titles, headers, _names(rows[:headers]))
    if above is not None and not _is_header_below(rows, above):
        below = above._replace(titles=titles, headers=0)
        return below if _width(rows) > 1 else below._replace(names=[])
    if _is_title_of_two_cells(rows):
        titles, rows = titles + 1, rows[1:]
    if _is_header(rows, assume_header=assume_header):
        headers = _header_rows(rows, known=1)
        return Layout(titles, headers, _names(rows[:headers]))
    return Layout(titles, 0, [], is_name_and_value=_width(rows) == 2)


def _is_header_below(rows: Sequence[Row], above: Layout) -> bool:
    """True if rows below a table begin a new one: the first names columns, some as above."""
    pairs = zip(rows[0], above.names, strict=False)
    repeats = any(clean(cell.text) == name != "" for cell, name in pairs)
    return repeats or _is_header(rows, assume_header=None)


def filled(row: Row) -> list[Cell]:
    """The cells with text, those that span several columns once."""
    cells = [cell for cell in row if cell.text.strip()]
    return [cell for i, cell in enumerate(cells) if i == 0 or cell is not cells[i - 1]]


def _titles(rows: Sequence[Row]) -> int:
    """The leading rows of one cell, above wider ones."""
    for count, row in enumerate(rows):
        if len(filled(row)) > 1:
            return count
    return 0


def _marked(rows: Sequence[Row]) -> int:
    """The leading rows of marked headers, unless nothing is below."""
    for count, row in enumerate(rows):
        if not all(cell.is_header for cell in filled(row)):
            return count
    return 0


def _is_title_of_two_cells(rows: Sequence[Row]) -> bool:
    """True for a first row like "Price list 2027 | | | from March" above the header."""
    if len(rows) < 3 or 2 * len(filled(rows[0])) > len(filled(rows[1])):
        return False
    if _spans(rows[0]) or _is_above_repeated_names(rows):
        return False
    return _is_header(rows[1:], assume_header=None)


def _is_header(rows: Sequence[Row], *, assume_header: bool | None) -> bool:
    """True if the first row names the columns; None: only if the data below say so."""
    if len(rows) < 2:
        return bool(rows) and assume_header is True
    width = _width(rows)
    if width == 1:
        assume_header = None
    is_above = _is_above_repeated_names(rows) or (_spans(rows[0]) > 0 and _is_above_names(rows))
    if width > 2 and is_above and _is_header(rows[1:], assume_header=None):
        return True
    if width == 2 and (found := _of_two_columns(rows, assume_header=assume_header)) is not None:
        return found
    if _is_run(rows[0]) and not _is_run(rows[1]):
        return True
    score = sum(_score(rows, column) for column in range(max(map(len, rows))))
    names = [cell.text.strip() for cell in filled(rows[0])]
    if len(set(names)) < len(names):
        score -= 3
    if score != 0:
        return score > 0
    return assume_header is True or (assume_header is False and _reads_like_names(rows[0]))


def _of_two_columns(rows: Sequence[Row], *, assume_header: bool | None) -> bool | None:
    """None if the rows may be a table with a header, or names with values."""
    first, *below = ([cell.text.strip() for cell in filled(row)] for row in rows)
    if len(first) < 2 or first[0].endswith(_SENTENCE_ENDS):
        return False
    if kind_of(first[1]) != TEXT:
        return is_year(first[1]) and is_typed(main_kind([row[-1] for row in below]))
    values = [row[1] for row in below if len(row) > 1]
    kind = main_kind(values)
    if len(values) > 1 and (is_typed(kind) or kind == MIXED):
        return True
    if len(values) > 1 and any(kind_of(value) != TEXT for value in values):
        return False
    if assume_header is False or len(first[1].split()) > 1:  # "Owner | Ada Byron"
        return False
    return None


def _score(rows: Sequence[Row], column: int) -> int:
    """How much the column says for a header, or against one."""
    cell, *others = (row[column] if column < len(row) else NOTHING for row in rows)
    first, below = cell.text.strip(), [each.text.strip() for each in others if each is not cell]
    kind, kind_below = kind_of(first), main_kind(below)
    if kind == EMPTY:
        return 0
    if len(first) > _MAX_NAME or first.endswith("."):
        return -1
    if kind == TEXT:
        if is_typed(kind_below):
            return 1
        return -2 if first in below else 0
    if is_year(first) and not all(is_year(text) for text in below if text):
        return 0
    if kind == kind_below:
        return -2
    return -1 if kind.startswith("number") and "." in first else 0


def _is_run(row: Row) -> bool:
    """True for three or more numbers that count up, such as sizes or numbers of rooms."""
    numbers = [int(cell.text) for cell in filled(row)[1:] if _is_whole(cell.text)]
    return len(numbers) >= 3 and all(b == a + 1 for a, b in pairwise(numbers))


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _reads_like_names(row: Row) -> bool:
    texts = [cell.text.strip() for cell in row]
    return (
        len(texts) >= 3
        and all(kind_of(text) == TEXT for text in texts)
        and len(set(texts)) == len(texts)
    )


def _header_rows(rows: Sequence[Row], *, known: int) -> int:
    """The number of header rows, if the first are: more if a name stands above several."""
    count = known
    while (
        count < min(_MAX_HEADERS, len(rows) - 1)
        and _is_above_names(rows[count - 1 :])
        and all(kind_of(cell.text) == TEXT or is_year(cell.text) for cell in filled(rows[count]))
    ):
        count += 1
    return count


def _is_above_names(rows: Sequence[Row]) -> bool:
    """True if the first row is a header, and the second tells apart what its names stand above."""
    row, below = rows[0], rows[1]
    if any(cell is other and cell.text for cell, other in zip(row, below, strict=False)):
        return True  # a name that spans the rows
    texts = [cell.text.strip() for cell in below]
    names = list(filter(None, texts))
    are_repeated = len(set(names)) < len(names)
    if _spans(row):
        return are_repeated or len(names) < len(texts) or _is_header(rows[1:], assume_header=None)
    if not texts[0] and row[0].text.strip() and _is_header(rows[1:], assume_header=None):
        return True  # units below the names
    return _is_above_repeated_names(rows)


def _is_above_repeated_names(rows: Sequence[Row]) -> bool:
    """True for a first row with gaps above names that come twice: merged cells that a CSV file
    cannot say, as in "Branch, Summer, , Winter, " above ", opens, closes, opens, closes".
    """
    row, below = rows[0], rows[1]
    texts = [cell.text.strip() for cell in below]
    names = [text for text in texts if kind_of(text) == TEXT]
    groups = [cell.text.strip() for cell in row if cell.text.strip()]
    gaps = sum(1 for cell, text in zip(row, texts, strict=False) if text and not cell.text.strip())
    return gaps > 0 and len(set(names)) < len(names) and len(groups) == len(set(groups)) > 1


def _spans(row: Row) -> int:
    """The number of columns that belong to the cell before."""
    return sum(1 for cell, other in pairwise(row) if cell is other and cell.text.strip())


def _names(rows: Sequence[Row]) -> list[str]:
    """The names of the columns: those of several header rows, outermost first."""
    names: list[list[str]] = [[] for _ in range(max(map(len, rows), default=0))]
    for number, row in enumerate(rows):
        above = ""
        for column, parts in enumerate(names):
            text = clean(row[column].text).rstrip(": ") if column < len(row) else ""
            if not text and number + 1 < len(rows) and _has_text(rows[number + 1], column):
                text = above  # it stands above several
            above = text
            if text and text not in parts:
                parts.append(text)
    return [" ".join(parts) for parts in names]


def _has_text(row: Row, column: int) -> bool:
    return column < len(row) and bool(row[column].text.strip())


def _width(rows: Sequence[Row]) -> int:
    """The number of columns that hold anything."""
    return len({column for row in rows for column, cell in enumerate(row) if cell.text.strip()})
