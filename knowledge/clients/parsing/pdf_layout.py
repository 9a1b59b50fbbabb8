"""The order in which a PDF page is read: columns one after the other, tables by row.

Where a gap divides several lines one below the other, there are columns of text, or a table: text
fills its lines; the cells of a table are short, or begin side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from knowledge.clients.parsing.pdf_aligned import Strip, aligned_table, are_fields
from knowledge.clients.parsing.pdf_cells import cut_into_cells
from knowledge.clients.parsing.pdf_columns import are_columns, are_flows
from knowledge.clients.parsing.pdf_tables import Table
from knowledge.clients.parsing.pdf_text import Line

Item = Line | Table

_BELOW_COLUMNS = 2.0  # font sizes to a line that is below both columns, however short it is
_MIN_GAP = 0.75  # between columns, of the font size
_MIN_CELL_GAP = 0.12  # the same before a cell that begins where those above do
_TITLE = 1.12  # times the usual size
_MAX_ITEMS = 2_000  # of a page that is arranged at all
_MAX_DEPTH = 8
_MIN_COLUMN_LINES = 3
_MAX_MARGINS = 16  # at which columns of text are looked for
_MAX_GUTTERS = 32  # between them


@dataclass(frozen=True, slots=True)
class TextRegion:
    """Lines that are read one after the other, in one column."""

    lines: list[Line]


Region = TextRegion | Table


def arrange(items: Sequence[Item], rules: Sequence[float]) -> Iterator[Region]:
    """Yield the regions of a page in reading order.

    items: in the order in which they are drawn. rules: the heights of lines across the page.
    """
    if len(items) > _MAX_ITEMS:
        yield TextRegion([item for item in items if isinstance(item, Line)])
    elif items:
        yield from _merged(_Arranger(items, rules).arrange(items, 0))


def _merged(regions: Iterator[Region]) -> Iterator[Region]:
    """Text regions that follow one another in one column are one."""
    before: Region | None = None
    for region in regions:
        if isinstance(before, TextRegion) and isinstance(region, TextRegion):
            if _are_one_column(before.lines, region.lines):
                before = TextRegion(before.lines + region.lines)
                continue
        if before is not None:
            yield before
        before = region
    if before is not None:
        yield before


def _are_one_column(above: Sequence[Line], below: Sequence[Line]) -> bool:
    left = max(min(each.left for each in lines) for lines in (above, below))
    right = min(max(each.right for each in lines) for lines in (above, below))
    width = max(max(e.right for e in ls) - min(e.left for e in ls) for ls in (above, below))
    return above[-1].baseline > below[0].baseline and right - left > 0.8 * width


class _Arranger:
    def __init__(self, items: Sequence[Item], rules: Sequence[float]) -> None:
        sizes = [item.size for item in items if isinstance(item, Line)]
        self._size = median(sizes) if sizes else 10.0
        self._gap = _MIN_GAP * self._size
        self._rules = rules

    def arrange(self, items: Sequence[Item], depth: int) -> Iterator[Region]:
        rows = self._rows(items)
        found = self._columns(rows) if depth < _MAX_DEPTH else None
        if found is None:
            yield from self._without_columns(items, depth)
            return
        begin, end, strip = found
        end = begin + self._end_of_columns(rows[begin:end], strip)
        above, below = (
            [item for row in part for item in row] for part in (rows[:begin], rows[end:])
        )
        for part in (above, *_sides(rows[begin:end], strip), below):
            if part:
                yield from self.arrange(part, depth + 1)

    def _columns(self, rows: Sequence[Sequence[Item]]) -> tuple[int, int, Strip] | None:
        """The most rows that a gap divides into columns of text: begin, end, the gap."""
        found = []
        for left in _margins(rows)[1:]:
            begin = 0
            for end in range(len(rows) + 1):
                if end < len(rows) and not any(_runs_over(item, left) for item in rows[end]):
                    continue
                if end - begin >= _MIN_COLUMN_LINES:
                    found.append((begin, end, left))
                begin = end + 1
        found.sort(key=lambda each: each[0] - each[1])
        for begin, end, left in found[:_MAX_GUTTERS]:
            sides = _sides(rows[begin:end], Strip(left, left))
            strip = Strip(max((item.right for item in sides[0]), default=left), left)
            if strip.right - strip.left >= self._gap and are_flows(*sides):
                while self._is_title(rows[begin], left):
                    begin += 1
                return begin, end, strip
        return None

    def _is_title(self, row: Sequence[Item], left: float) -> bool:
        """True for a larger line above the columns, however short it is."""
        return all(
            isinstance(item, Line) and item.right < left and item.size > _TITLE * self._size
            for item in row
        )

    def _without_columns(self, items: Sequence[Item], depth: int) -> Iterator[Region]:
        lines = [item for item in items if isinstance(item, Line)]
        tables = [item for item in items if not isinstance(item, Line)]
        rows = self._rows([*cut_into_cells(lines), *tables])
        plain: list[list[Item]] = []
        at = 0
        while at < len(rows):
            found = self._divided(rows, at) if depth < _MAX_DEPTH else None
            if found is None:
                plain.append(rows[at])
                at += 1
                continue
            begin, end, strip = found
            begin = max(begin, at - len(plain))  # rows above that stand beside the gap
            plain = plain[: len(plain) - (at - begin)]
            regions, taken = self._regions(rows[begin:end], strip, depth)
            if not taken:
                plain += rows[begin : at + 1]
                at += 1
                continue
            yield from self._plain(plain + rows[begin : begin + taken[0]])
            plain = []
            yield from regions
            at = begin + taken[1]
        yield from self._plain(plain)

    def _rows(self, items: Sequence[Item]) -> list[list[Item]]:
        """Items side by side, from the top; each row from left to right."""
        rows: list[list[Item]] = []
        for item in sorted(items, key=lambda each: (-each.top, each.left)):
            row = rows[-1] if rows else None
            if row and isinstance(item, Line) and isinstance(row[0], Line):
                if abs(row[0].baseline - item.baseline) <= 0.35 * item.size:
                    row.append(item)
                    continue
            rows.append([item])
        for row in rows:
            row.sort(key=lambda each: each.left)
        return rows

    def _divided(self, rows: Sequence[Sequence[Item]], at: int) -> tuple[int, int, Strip] | None:
        """The rows around a row that the same gap divides: begin, end, the gap. The gap that
        divides the most rows counts.
        """
        best: tuple[int, int, Strip] | None = None
        for strip in self._gaps(rows, at):
            begin, end = at, at + 1
            while end < len(rows) and (narrower := self._narrowed(strip, rows[end])):
                strip, end = narrower, end + 1
            while begin > 0 and (narrower := self._narrowed(strip, rows[begin - 1])):
                strip, begin = narrower, begin - 1
            if end - at > 1 and (best is None or end - begin > best[1] - best[0]):
                best = begin, end, strip
        return best

    def _gaps(self, rows: Sequence[Sequence[Item]], at: int) -> Iterator[Strip]:
        """The gaps within a row, or between it and the next one, if that overlaps it in height."""
        row = list(rows[at])
        if at + 1 < len(rows):
            below = rows[at + 1]
            if row[0].baseline - below[0].baseline < 0.8 * self._size:
                row = sorted([*row, *below], key=lambda each: each.left)
        end = row[0].right
        for item in row[1:]:
            if item.left - end >= self._gap:
                yield Strip(end, item.left)
            end = max(end, item.right)

    def _narrowed(self, strip: Strip, row: Sequence[Item]) -> Strip | None:
        """What a row leaves of a gap."""
        left, right = strip
        for item in row:
            if item.right <= left or item.left >= right:
                continue
            # Something is in the gap: it may still be free on one side of it.
            if item.left <= left:
                left = item.right
            elif item.right >= right:
                right = item.left
            else:
                return None
        if right - left >= self._gap:
            return Strip(left, right)
        is_beside = any(
            0 <= item.left - right <= 1 and right - left >= _MIN_CELL_GAP * item.size
            for item in row
            if isinstance(item, Line)
        )
        return Strip(left, right) if is_beside else None

    def _regions(
        self, rows: Sequence[list[Item]], strip: Strip, depth: int
    ) -> tuple[Iterator[Region], tuple[int, int] | None]:
        """The regions of divided rows, and which of the rows are in them; None if they are only
        lines with gaps.
        """
        left, right = _sides(rows, strip)
        if are_columns(left, right, self._size) or are_fields(left, right):
            end = self._end_of_columns(rows, strip)
            below = {id(item) for row in rows[end:] for item in row}
            sides = ([item for item in side if id(item) not in below] for side in (left, right))
            regions = (region for side in sides for region in self.arrange(side, depth + 1))
            return regions, (0, end)
        table, begin, end = aligned_table(rows, self._gap, self._size, self._rules)
        if table is None:
            return iter(()), None
        return iter([table]), (begin, end)

    def _end_of_columns(self, rows: Sequence[Sequence[Item]], strip: Strip) -> int:
        """The end of the rows, without what is set apart below both columns."""
        last = max(i for i, row in enumerate(rows) if row[-1].left >= strip.left)
        if last + 1 < len(rows):
            drop = rows[last][0].baseline - rows[last + 1][0].baseline
            if drop > _BELOW_COLUMNS * self._size:
                return last + 1
        return len(rows)

    def _plain(self, rows: Sequence[Sequence[Item]]) -> Iterator[Region]:
        lines: list[Line] = []
        for row in rows:
            for item in row:
                if isinstance(item, Line):
                    lines.append(item)
                else:
                    if lines:
                        yield TextRegion(lines)
                        lines = []
                    yield item
        if lines:
            yield TextRegion(lines)


def _sides(rows: Sequence[Sequence[Item]], strip: Strip) -> tuple[list[Item], list[Item]]:
    left = [item for row in rows for item in row if item.left < strip.left]
    right = [item for row in rows for item in row if item.left >= strip.left]
    return left, right


def _margins(rows: Sequence[Sequence[Item]]) -> list[float]:
    """Where the most lines begin, from the left."""
    counts = Counter(round(item.left) for row in rows for item in row if isinstance(item, Line))
    lefts = {left: counts[left - 1] + counts[left] for left in counts}
    usual = sorted(lefts, key=lambda left: -lefts[left])[:_MAX_MARGINS]
    return [left - 1.5 for left in sorted(usual) if lefts[left] >= _MIN_COLUMN_LINES]


def _runs_over(item: Item, left: float) -> bool:
    return item.left < left < item.right
