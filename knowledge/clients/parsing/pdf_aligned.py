"""Tables of a PDF page that no lines divide into cells: by what stands below one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from knowledge.clients.parsing.grids import Cell
from knowledge.clients.parsing.pdf_joins import joined
from knowledge.clients.parsing.pdf_tables import Table
from knowledge.clients.parsing.pdf_text import Line

_MAX_CELL_WORDS = 40
_MIN_ROWS = 2
_TITLE_SIZE = 1.12  # times the size of the rows below it
_ROUNDING = 0.1  # points
_MARK = re.compile(
    r"[•‣◦▪●○■□➢➤✓*\uf000-\uf0ff–-]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivx]+)[.)]?"
)


class Strip(NamedTuple):
    """A gap from top to bottom between columns."""

    left: float
    right: float


Row = list[Line]


def aligned_table(
    rows: Sequence[Sequence[Line | Table]], gap: float, size: float, rules: Sequence[float]
) -> tuple[Table | None, int, int]:
    """A table, and the rows that it takes: begin and end. None if the rows make none.

    rules: the heights of lines across the page.
    """
    none = None, 0, 0
    lines = [[item for item in row if isinstance(item, Line)] for row in rows]
    wide = [i for i, row in enumerate(lines) if len(row) > 1 and len(row) == len(rows[i])]
    while len(wide) > _MIN_ROWS and _is_title(lines[wide[0]], [lines[i] for i in wide[1:]], gap):
        del wide[0]
    if len(wide) < _MIN_ROWS:
        return none
    begin, end = wide[0], wide[-1] + 1
    if any(len(lines[i]) < len(rows[i]) for i in range(begin, end)):
        return none  # another table is among them
    strips = _between_columns([lines[i] for i in wide], gap)
    lefts = _lefts([lines[i] for i in wide], strips)
    spacing = _Spacing.of(lines[begin:end], size)
    while end < len(lines) and _goes_on(lines[end - 1], lines[end], lefts, spacing):
        end += 1
    core = lines[begin:end]
    if len(wide) < 0.5 * len(core) or not strips or _are_items(core):
        return none
    merged = _merged([_placed(row, strips) for row in core], spacing, rules)
    longest = max(sum(len(line.words) for line in cell) for row in merged for cell in row)
    if longest > _MAX_CELL_WORDS:
        return none
    every = [line for row in core for line in row]
    table = Table(
        rows=_as_cells(merged, every),
        lefts=lefts,
        left=min(line.left for line in every),
        right=max(line.right for line in every),
        baseline=min(line.baseline for line in every),
        top=max(line.top for line in every),
    )
    return table, begin, end


def _strips(rows: Sequence[Row], gap: float) -> list[Strip]:
    """The gaps that all of the rows leave."""
    taken: list[list[float]] = []
    within_rows = [b.left - a.right for row in rows for a, b in pairwise(row) if b.left > a.right]
    least = min(gap, 4.0, *within_rows)
    for line in sorted((line for row in rows for line in row), key=lambda each: each.left):
        if taken and line.left - taken[-1][1] < least - _ROUNDING:
            taken[-1][1] = max(taken[-1][1], line.right)
        else:
            taken.append([line.left, line.right])
    return [Strip(a[1], b[0]) for a, b in zip(taken, taken[1:], strict=False)]


def _is_title(row: Row, below: Sequence[Row], gap: float) -> bool:
    """True if a first row is larger than the rows below it, and does not stand above columns."""
    usual = median(line.size for each in below for line in each)
    if min(line.size for line in row) < _TITLE_SIZE * usual:
        return False
    strips = _strips(below, gap)
    begins = [min(line.left for each in below for line in each), *(strip.right for strip in strips)]
    ends = [*(strip.left for strip in strips), max(line.right for each in below for line in each)]
    columns = list(zip(begins, ends, strict=True))
    above = [
        tuple(left < line.right and line.left < right for left, right in columns) for line in row
    ]
    return any(sum(each) != 1 for each in above) or len(set(above)) < len(row)


def _between_columns(rows: Sequence[Row], gap: float) -> list[Strip]:
    """The strips, without those between a name on the left and its numbers on the right."""
    strips = _strips(rows, gap)
    for index in reversed(range(len(strips))):
        placed = [_placed(row, strips) for row in rows]
        left = {number for number, row in enumerate(placed) if row[index]}
        right = {number for number, row in enumerate(placed) if row[index + 1]}
        if len(rows) > _MIN_ROWS and {0} in (left, right) and not left & right:
            del strips[index]
    return strips


def _lefts(rows: Sequence[Row], strips: Sequence[Strip]) -> tuple[float, ...]:
    lefts = [min(line.left for row in rows for line in row)]
    return (*lefts, *(strip.right for strip in strips))


class _Spacing(NamedTuple):
    """tight: the smallest distance of two rows. is_apart: True if rows of several lines are set
    apart from one another.
    """

    size: float
    tight: float
    is_apart: bool

    @classmethod
    def of(cls, rows: Sequence[Row], size: float) -> _Spacing:
        drops = [a[0].baseline - b[0].baseline for a, b in pairwise(rows)]
        tight = min(drops, default=size)
        is_apart = max(drops, default=size) > 1.35 * tight and tight < 1.45 * size
        spacing = cls(size, tight, is_apart)
        most = max(map(len, rows), default=0)
        closer = [row for row, drop in zip(rows[1:], drops, strict=True) if drop <= 1.15 * tight]
        if is_apart and all(
            len(row) == most and not any(line.text[0].islower() for line in row) for row in closer
        ):
            return spacing._replace(is_apart=False)  # only a header, or a group of rows, is
        return spacing

    def is_same_row(self, drop: float) -> bool:
        return self.is_apart and drop <= 1.15 * self.tight


def _goes_on(above: Row, row: Row, lefts: Sequence[float], spacing: _Spacing) -> bool:
    """True if a row below the table only continues its last cells."""
    if not row:
        return False
    drop = above[0].baseline - row[0].baseline
    places = [min(range(len(lefts)), key=lambda i: abs(lefts[i] - line.left)) for line in row]
    if any(abs(line.left - lefts[i]) > 2 for line, i in zip(row, places, strict=True)):
        return False
    return spacing.is_same_row(drop) or (min(places) > 0 and drop < 1.4 * spacing.size)


def are_fields(*sides: Sequence[Line | Table]) -> bool:
    """True if one of two sides is made of pairs of "label: value", as above a letter."""
    return any(
        len(side) > 1
        and sum(isinstance(each, Line) and ": " in each.text for each in side) > 0.7 * len(side)
        for side in sides
    )


def _are_items(rows: Sequence[Row]) -> bool:
    """True for a list whose bullets or numbers stand apart from its text."""
    marks = [row[0] for row in rows if len(row) > 1]
    return max(map(len, rows)) == 2 and (
        sum(_MARK.fullmatch(line.text) is not None for line in marks) > 0.7 * len(marks)
    )


def _column(line: Line, strips: Sequence[Strip]) -> int:
    """The column in which a line begins."""
    return sum(line.left >= strip.right - 1 for strip in strips)


def _placed(row: Row, strips: Sequence[Strip]) -> list[list[Line]]:
    cells: list[list[Line]] = [[] for _ in range(len(strips) + 1)]
    for line in row:
        cells[_column(line, strips)].append(line)
    return cells


def _merged(
    rows: list[list[list[Line]]], spacing: _Spacing, rules: Sequence[float]
) -> list[list[list[Line]]]:
    """Join the lines of cells that have several."""
    levels = [max(line.baseline for cell in row for line in cell) for row in rows]
    merged = [rows[0]]
    for row, above, level in zip(rows[1:], levels, levels[1:], strict=False):
        if any(level + 0.2 * spacing.size < rule < above for rule in rules):
            is_new = True
        elif spacing.is_apart:
            is_new = not spacing.is_same_row(above - level)
        else:
            is_new = bool(row[0]) or sum(map(bool, row)) > max(1, len(row) // 2)
        if is_new:
            merged.append(row)
        else:
            merged[-1] = [one + other for one, other in zip(merged[-1], row, strict=True)]
    return merged


def _as_cells(rows: Sequence[Sequence[list[Line]]], lines: Sequence[Line]) -> list[list[Cell]]:
    some_plain = any(not line.bold for line in lines)
    cells: list[list[Cell]] = []
    for row in rows:
        made = [
            Cell(joined(cell), is_header=some_plain and all(line.bold for line in cell))
            if cell
            else Cell("")
            for cell in row
        ]
        filled = sum(bool(cell.text) for cell in made)
        if cells and not made[0].text and filled == len(made) - 1 > 1:
            made[0] = cells[-1][0]  # its label is not repeated
        cells.append(made)
    return cells
