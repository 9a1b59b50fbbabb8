"""Tables that are drawn with ruling lines on a PDF page, as rows of cells."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.clients.parsing.grids import Cell
from knowledge.clients.parsing.pdf_joins import joined
from knowledge.clients.parsing.pdf_shapes import Rule, Shapes
from knowledge.clients.parsing.pdf_text import Line, Word

_NEAR = 3.0  # points between lines that meet
_MAX_CROSSINGS = 200_000  # pairs of lines that are compared on a page
_MAX_CELLS = 20_000
_MAX_CELL_LINES = 25  # a cell with more is the frame of a page
_MIN_OWN_LINES = 3  # lines that stand side by side in all columns are rows of their own


@dataclass(frozen=True, slots=True)
class Table:
    """lefts: of the columns. Rows as `grids` takes them: a cell that spans is in each place."""

    rows: list[list[Cell]]
    lefts: tuple[float, ...]
    left: float
    right: float
    baseline: float  # its lower edge
    top: float


def ruled_tables(lines: Sequence[Line], shapes: Shapes) -> tuple[list[Table], list[Line]]:
    """The tables of a page, and the lines that are in none of them."""
    tables = []
    for grid in _grids(shapes):
        inside = [line for line in lines if grid.holds(line)]
        rows = grid.rows(inside)
        if rows:
            tables.append(
                Table(rows, grid.xs[:-1], grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1])
            )
            lines = [line for line in lines if not grid.holds(line)]
    return tables, list(lines)


@dataclass(frozen=True, slots=True)
class _Grid:
    """xs, ys: where its lines are, ascending."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    horizontal: list[Rule]
    vertical: list[Rule]

    def holds(self, line: Line) -> bool:
        x, y = (line.left + line.right) / 2, line.baseline + line.size / 3
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def rows(self, lines: Sequence[Line]) -> list[list[Cell]]:
        """Rows from the top; none if this is a frame around text and no table."""
        roots = self._roots()
        parts: defaultdict[int, list[Line]] = defaultdict(list)
        for line in lines:
            for column, part in _cut(line, self.xs):
                row = bisect_right(self.ys, line.baseline + line.size / 3) - 1
                parts[roots[self._place(column, row)]].append(part)
        filled = {root: sorted(each, key=_from_top) for root, each in parts.items()}
        if len({root % (len(self.xs) - 1) for root in filled}) < 2:
            return []
        some_plain = any(not line.bold for each in filled.values() for line in each)
        cells = {
            root: Cell(joined(each), is_header=some_plain and all(line.bold for line in each))
            for root, each in filled.items()
        }
        rows = []
        for row in reversed(range(len(self.ys) - 1)):
            places = [roots[self._place(column, row)] for column in range(len(self.xs) - 1)]
            own = self._own_rows(places, filled)
            if not own and any(len(filled.get(at, ())) > _MAX_CELL_LINES for at in places):
                return []
            rows += own or [[cells.setdefault(at, Cell("")) for at in places]]
        return [row for row in rows if any(cell.text for cell in row)]

    def _own_rows(self, places: Sequence[int], filled: dict[int, list[Line]]) -> list[list[Cell]]:
        """The rows of one row of the grid that has no lines between them."""
        texts = [filled.get(at, []) for at in places]
        counts = {len(each) for each in texts if each}
        if len(set(places)) < 2 or len(counts) != 1 or min(counts) < _MIN_OWN_LINES:
            return []
        if sum(map(bool, texts)) < 2:
            return []
        for side_by_side in zip(*(each for each in texts if each), strict=True):
            levels = [line.baseline for line in side_by_side]
            if max(levels) - min(levels) > 0.3 * side_by_side[0].size:
                return []
        return [
            [Cell(each[index].text) if each else Cell("") for each in texts]
            for index in range(min(counts))
        ]

    def _place(self, column: int, row: int) -> int:
        column = min(max(column, 0), len(self.xs) - 2)
        return min(max(row, 0), len(self.ys) - 2) * (len(self.xs) - 1) + column

    def _roots(self) -> list[int]:
        """For each place, the first place of the cell that spans it: no line is between them."""
        across, down = len(self.xs) - 1, len(self.ys) - 1
        roots = list(range(across * down))

        def root_of(place: int) -> int:
            while roots[place] != place:
                roots[place] = roots[roots[place]]
                place = roots[place]
            return place

        def merge(one: int, other: int) -> None:
            first, second = sorted((root_of(one), root_of(other)))
            roots[second] = first

        for row in range(down):
            middle = (self.ys[row] + self.ys[row + 1]) / 2
            for column in range(1, across):
                if not _is_drawn(self.vertical, self.xs[column], middle):
                    merge(self._place(column - 1, row), self._place(column, row))
        for column in range(across):
            middle = (self.xs[column] + self.xs[column + 1]) / 2
            for row in range(1, down):
                if not _is_drawn(self.horizontal, self.ys[row], middle):
                    merge(self._place(column, row - 1), self._place(column, row))
        return [root_of(place) for place in range(across * down)]


def _grids(shapes: Shapes) -> Iterator[_Grid]:
    """Groups of lines that cross or meet, if they make rows and columns."""
    horizontal, vertical = shapes.horizontal, shapes.vertical
    if len(horizontal) * len(vertical) > _MAX_CROSSINGS:
        return
    groups = _Groups(len(horizontal) + len(vertical))
    for i, across in enumerate(horizontal):
        for j, down in enumerate(vertical):
            if (
                across.begin - _NEAR <= down.at <= across.end + _NEAR
                and down.begin - _NEAR <= across.at <= down.end + _NEAR
            ):
                groups.merge(i, len(horizontal) + j)
    for members in groups.all():
        rows = [horizontal[i] for i in members if i < len(horizontal)]
        columns = [vertical[i - len(horizontal)] for i in members if i >= len(horizontal)]
        if not rows or not columns:
            continue
        xs = _distinct([r.at for r in columns] + [x for r in rows for x in (r.begin, r.end)])
        ys = _distinct([r.at for r in rows] + [y for r in columns for y in (r.begin, r.end)])
        if len(xs) > 2 and len(ys) > 2 and len(xs) * len(ys) <= _MAX_CELLS:
            yield _Grid(xs, ys, rows, columns)


class _Groups:
    """Things that belong together, by number."""

    def __init__(self, count: int) -> None:
        self._roots = list(range(count))

    def merge(self, one: int, other: int) -> None:
        self._roots[self._root(one)] = self._root(other)

    def all(self) -> Iterable[list[int]]:
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for each in range(len(self._roots)):
            groups[self._root(each)].append(each)
        return groups.values()

    def _root(self, each: int) -> int:
        while self._roots[each] != each:
            self._roots[each] = self._roots[self._roots[each]]
            each = self._roots[each]
        return each


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    """The values in order, without those that are as good as another."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return tuple(found)


def _is_drawn(rules: Sequence[Rule], at: float, middle: float) -> bool:
    return any(
        abs(rule.at - at) <= _NEAR and rule.begin - 1 <= middle <= rule.end + 1 for rule in rules
    )


def _cut(line: Line, xs: Sequence[float]) -> Iterator[tuple[int, Line]]:
    """Yield the parts of a line by the column in which they stand."""
    columns = [bisect_right(xs, (word.left + word.right) / 2) - 1 for word in line.words]
    for column in dict.fromkeys(columns):
        words = [w for w, at in zip(line.words, columns, strict=True) if at == column]
        yield column, part_of(line, words)


def part_of(line: Line, words: Sequence[Word]) -> Line:
    """Some words of a line, as a line."""
    if len(words) == len(line.words):
        return line
    return replace(
        line,
        words=tuple(words),
        text=" ".join(word.text for word in words),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        is_broken=line.is_broken and words[-1] is line.words[-1],
    )


def _from_top(line: Line) -> tuple[float, float]:
    return -line.baseline, line.left
