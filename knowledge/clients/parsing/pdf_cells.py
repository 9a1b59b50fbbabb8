"""Cuts lines of a table whose cells are no farther apart than words: where the cells above or below
begin, or where their numbers end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from knowledge.clients.parsing.pdf_tables import part_of
from knowledge.clients.parsing.pdf_text import Line

_WIDER = 1.25  # times the space between words
_ALIGNED = 0.6  # points
_MAX_DROP = 3.0  # font sizes to the next row
_MAX_LINES = 2_000  # of a page that is looked at

Row = list[Line]


def cut_into_cells(lines: Sequence[Line]) -> list[Line]:
    """lines: in any order, of one page."""
    rows = _rows(lines)
    if len(lines) > _MAX_LINES or all(len(row) == 1 for row in rows):
        return list(lines)
    for order in (range(len(rows)), reversed(range(len(rows)))):
        for index in order:
            near = [rows[i] for i in (index - 1, index + 1) if 0 <= i < len(rows)]
            cells = [_Cells(row) for row in near if len(row) > 1]
            if cells:
                rows[index] = [part for line in rows[index] for part in _parts(line, cells)]
    return [line for row in rows for line in row]


def _rows(lines: Iterable[Line]) -> list[Row]:
    rows: list[Row] = []
    for line in sorted(lines, key=lambda each: -each.baseline):
        if rows and rows[-1][0].baseline - line.baseline <= 0.35 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]


class _Cells:
    """The cells of a row."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._right = max(line.right for line in row)

    def cuts(self, line: Line) -> set[int]:
        """The numbers of the words of a line next to the row that begin a cell."""
        first = self._row[0]
        near = abs(first.size - line.size) <= 0.5
        near = near and abs(first.baseline - line.baseline) <= _MAX_DROP * line.size
        if not near or line.right > self._right + 2 * line.size:
            return set()
        inner = [
            (before.right, cell.left)
            for before, cell in pairwise(self._row)
            if line.left < before.right and cell.left < line.right
        ]
        is_name = line.bold and not first.bold and line.baseline > first.baseline
        found = {_in_gap(line, *gap) if is_name else _at(line, gap[1]) for gap in inner}
        return {number for number in found if number} if all(found) else self._cut_number(line)

    def _cut_number(self, line: Line) -> set[int]:
        """The last number of a line, if one in the row ends where it does."""
        last = self._row[-1]
        gaps = [after.left - word.right for word, after in pairwise(line.words)]
        if len(gaps) < 2 or abs(last.right - line.right) > _ALIGNED or not _has_digit(last.text):
            return set()
        number = max(range(len(gaps)), key=gaps.__getitem__) + 1
        is_apart = gaps[number - 1] >= _WIDER * min(gaps)
        is_number = _has_digit(line.words[number].text) and len(line.words) - number <= 2
        return {number} if is_apart and is_number else set()


def _at(line: Line, left: float) -> int:
    """The number of the word that begins at a place; 0 if none does."""
    return next((i for i, w in enumerate(line.words) if i and abs(w.left - left) <= _ALIGNED), 0)


def _in_gap(line: Line, begin: float, end: float) -> int:
    """The number of the first word that begins in a gap, or near it; 0 if none does."""
    return next(
        (
            number
            for number, (word, after) in enumerate(pairwise(line.words), 1)
            if begin - line.size < word.right and after.left < end + line.size
        ),
        0,
    )


def _parts(line: Line, near: Sequence[_Cells]) -> Iterator[Line]:
    begin = 0
    for end in sorted(set().union(*(cells.cuts(line) for cells in near))):
        yield part_of(line, line.words[begin:end])
        begin = end
    yield part_of(line, line.words[begin:])


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
