"""Tells columns of text from the columns of a table, on the two sides of a gap.

Text fills its lines, and its sentences go on over the ends of lines, whatever stands beside them.
The rows of a table begin side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from knowledge.clients.parsing.pdf_paragraphs import (
    column_ends,
    ends_sentence,
    is_broken_on_purpose,
)
from knowledge.clients.parsing.pdf_tables import Table
from knowledge.clients.parsing.pdf_text import Line

_MIN_PROSE_WORDS = 4.0
_MIN_PROSE_LINES = 3
_MIN_CONTINUED = 2  # lines on either side that go on with a sentence, in text
_LONG_FLOW = 4  # the same for each pair of blocks that lie side by side, by chance
_MIN_ROWS = 3  # of a table that only the beginnings of its rows show
_MAX_BLOCKS = 200  # on either side of a gap, that are compared
_MAX_DROP = 1.7  # font sizes from one line of a sentence to the next


def are_columns(left: Sequence[Line | Table], right: Sequence[Line | Table], size: float) -> bool:
    """True if the sides of a gap are read one after the other. size: the usual font size."""
    sides = _lines(left), _lines(right)
    prose = [_is_prose(side) for side in sides]
    positions = _positions(*sides)
    if positions.as_columns:
        return True
    if positions.as_rows or not any(prose):
        return False
    levels = _levels(sides[0]), _levels(sides[1])
    together = _begin_together(*levels, size)
    if all(prose):
        return not together
    fewer, more = sorted(levels, key=len)
    side_by_side = [level for level in fewer if any(abs(level - each) < 2 for each in more)]
    return len(side_by_side) < 0.8 * len(fewer) or not together


def are_flows(left: Sequence[Line | Table], right: Sequence[Line | Table]) -> bool:
    """True if sentences go on on both sides of a gap, regardless of each other."""
    return _positions(_lines(left), _lines(right)).as_columns


def _lines(items: Sequence[Line | Table]) -> list[Line]:
    return [item for item in items if isinstance(item, Line)]


def _is_prose(lines: Sequence[Line]) -> bool:
    """True if lines are filled with words, as those of paragraphs are."""
    if len(lines) < _MIN_PROSE_LINES:
        return False
    widest = max(line.right - line.left for line in lines)
    full = [line for line in lines if line.right - line.left > 0.6 * widest]
    letters = sum(sum(map(str.isalpha, line.text)) for line in lines)
    words = sum(max(len(line.words), len(line.text) / 8) for line in lines)
    return (
        words / len(lines) >= _MIN_PROSE_WORDS
        and len(full) >= 0.5 * len(lines)
        and letters >= 0.6 * sum(len(line.text) - len(line.words) + 1 for line in lines)
    )


def _beside_gap(left: Sequence[Line], right: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines next to the gap, of one column on each side, from the top."""
    one = _outermost(left, lambda line: (line.left, line.right))
    other = _outermost(right, lambda line: (-line.right, -line.left))
    return one, other


def _outermost(lines: Sequence[Line], span: Callable[[Line], tuple[float, float]]) -> list[Line]:
    """The lines of the column that is farthest to one side, one of each row, from the top.

    span: where a line begins and ends in the direction of that side.
    """
    begin = float("inf")
    for line in sorted(lines, key=lambda line: span(line)[1], reverse=True):
        if begin < float("inf") and span(line)[1] < begin:
            break  # nothing is between here and the column's beginning
        begin = min(begin, span(line)[0])
    last = {
        round(line.baseline): line for line in sorted(lines, key=span) if span(line)[0] >= begin
    }
    return [last[at] for at in sorted(last, reverse=True)]


@dataclass(frozen=True, slots=True)
class _Block:
    """What begins somewhere in a column and goes on to its last line: a paragraph, or a cell.

    continued: the number of its lines that go on with a sentence.
    """

    top: float
    bottom: float
    size: float
    continued: int

    def is_beside(self, other: _Block) -> bool:
        """True if both begin side by side, or their middles are, as in the cells of one row."""
        near = 0.3 * self.size
        middles = self.top + self.bottom - other.top - other.bottom
        return abs(self.top - other.top) < near or abs(middles) < near

    def begins_within(self, other: _Block) -> bool:
        near = 0.5 * self.size
        return other.top > self.top + near and other.bottom < self.top + near


class _Positions(NamedTuple):
    """How the blocks on both sides of a gap lie to one another.

    fewer: blocks on the side that has fewer. beside: pairs of blocks that lie side by side.
    long_beside: those of them that are several lines long. across: blocks that begin while one on
    the other side goes on. continued: lines that go on with a sentence, on the side with fewer.
    """

    fewer: int
    beside: int
    long_beside: int
    across: int
    continued: int

    @property
    def as_columns(self) -> bool:
        if self.continued >= _LONG_FLOW * max(self.long_beside, 1):
            return True
        are_across = 2 * self.across > self.beside or 2 * self.beside < self.fewer
        return self.continued >= _MIN_CONTINUED and self.across > 0 and are_across

    @property
    def as_rows(self) -> bool:
        return not self.across and self.beside >= max(_MIN_ROWS, 0.8 * self.fewer)


def _positions(left_lines: Sequence[Line], right_lines: Sequence[Line]) -> _Positions:
    left, right = (_blocks(side)[:_MAX_BLOCKS] for side in _beside_gap(left_lines, right_lines))
    beside = long_beside = across = 0
    for here, there in ((left, right), (right, left)):
        for block in here:
            others = [other for other in there if block.is_beside(other)]
            beside += bool(others)
            long_beside += block.continued > 0 and any(other.continued for other in others)
            if not others:
                across += any(other.continued and block.begins_within(other) for other in there)
    return _Positions(
        fewer=min(len(left), len(right)),
        beside=beside // 2,
        long_beside=long_beside // 2,
        across=across,
        continued=min(sum(block.continued for block in side) for side in (left, right)),
    )


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    """lines: of a column, from the top."""
    ends = column_ends(lines)
    blocks: list[_Block] = []
    above: Line | None = None
    for line in lines:
        is_continued = above is not None and _is_continued(above, line, ends[above.size])
        if above is None or is_continued is False:
            blocks.append(_Block(line.baseline, line.baseline, line.size, 0))
        else:
            last = blocks[-1]
            blocks[-1] = replace(
                last, bottom=line.baseline, continued=last.continued + bool(is_continued)
            )
        above = line
    return blocks


def _is_continued(above: Line, line: Line, end: float) -> bool | None:
    """True if a line goes on with the sentence above it; None if that cannot be told."""
    drop = above.baseline - line.baseline
    alike = abs(above.size - line.size) <= 0.5 and above.bold == line.bold
    if not alike or drop > _MAX_DROP * line.size:
        return False
    if above.is_broken:
        return True
    if is_broken_on_purpose(above, line, end):
        return False
    is_unsure = ends_sentence(above.text) or len(above.words) == 1  # a word alone may be a name
    return None if is_unsure else line.text[:1].isalpha()


def _levels(lines: Sequence[Line]) -> list[float]:
    return sorted({round(line.baseline, 1) for line in lines})


def _begin_together(left: Sequence[float], right: Sequence[float], size: float) -> bool:
    """True if what is set apart on one side begins where something does on the other: rows."""
    fewer, more = sorted((_set_apart(left, size), _set_apart(right, size)), key=len)
    if len(fewer) < 3 or len(fewer) < 0.6 * len(more):
        return False
    return sum(any(abs(a - b) < 2 for b in more) for a in fewer) >= 0.8 * len(fewer)


def _set_apart(levels: Sequence[float], size: float) -> list[float]:
    """The heights at which lines begin that are farther from the ones above than usual."""
    levels = levels[::-1]
    drops = [above - below for above, below in pairwise(levels)]
    usual = min((drop for drop in drops if drop > 0.8 * size), default=size)
    return [
        *levels[:1],
        *(below for below, drop in zip(levels[1:], drops, strict=False) if drop > 1.25 * usual),
    ]
