"""Tells columns of text from the columns of a table, on the two sides of a gap.

Text fills its lines, and its sentences go on over the ends of lines, whatever stands beside them. The
rows of a table begin side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.clients.parsing.pdf_paragraphs import ends_sentence
from knowledge.clients.parsing.pdf_tables import Table
from knowledge.clients.parsing.pdf_text import Line

_MIN_PROSE_WORDS = 4.0
_MIN_PROSE_LINES = 3
_MIN_CROSSED = 2  # starts that a sentence of the other side crosses, in text
_MIN_CONTINUED = 2  # lines on either side that go on with a sentence, in text
_MAX_DROP = 1.7  # font sizes from one line of a sentence to the next
_FULL = 2.5  # font sizes from the end of a full line to that of the widest


def are_columns(left: Sequence[Line | Table], right: Sequence[Line | Table], size: float) -> bool:
    """True if the sides of a gap are read one after the other. size: the usual font size."""
    sides = _lines(left), _lines(right)
    prose = [_is_prose(side) for side in sides]
    if _is_crossed(*_beside_gap(*sides)):
        return True
    if not any(prose):
        return False
    levels = [_levels(side) for side in sides]
    together = _begin_together(*levels, size)
    if all(prose):
        return not together
    fewer, more = sorted(levels, key=len)
    side_by_side = [level for level in fewer if any(abs(level - each) < 2 for each in more)]
    return len(side_by_side) < 0.8 * len(fewer) or not together


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
    """The lines next to the gap, from the top: of each row the last on its left side, and the
    first on its right.
    """
    one = {round(line.baseline): line for line in sorted(left, key=lambda line: line.left)}
    other = {round(line.baseline): line for line in sorted(right, key=lambda line: -line.left)}
    return [one[at] for at in sorted(one)[::-1]], [other[at] for at in sorted(other)[::-1]]


class _Start(NamedTuple):
    """is_continued: the line goes on with the sentence above it; None if that cannot be told."""

    line: Line
    is_continued: bool | None


def _is_crossed(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """True if sentences on both sides go on where something begins on the other one."""
    one, other = _starts(left), _starts(right)
    if any(sum(each.is_continued is True for each in side) < _MIN_CONTINUED for side in (one, other)):
        return False
    crossed = together = 0
    for here, there in ((one, other), (other, one)):
        for start in here:
            if start.is_continued is not False:
                continue
            beside = [
                each
                for each in there
                if abs(each.line.baseline - start.line.baseline) < 0.5 * start.line.size
            ]
            crossed += any(each.is_continued is True for each in beside)
            together += any(each.is_continued is False for each in beside)
    return crossed >= _MIN_CROSSED and 2 * crossed > together


def _starts(lines: Sequence[Line]) -> list[_Start]:
    """How each line of a column begins."""
    if not lines:
        return []
    end = max(line.right for line in lines)
    starts = [_Start(lines[0], is_continued=False)]
    for above, line in pairwise(lines):
        starts.append(_Start(line, is_continued=_is_continued(above, line, end)))
    return starts


def _is_continued(above: Line, line: Line, end: float) -> bool | None:
    drop = above.baseline - line.baseline
    alike = abs(above.size - line.size) <= 0.5 and above.bold == line.bold
    if not alike or drop > _MAX_DROP * line.size:
        return False
    if above.is_broken:
        return True
    is_full = above.right > end - _FULL * above.size and len(above.words) > 1
    if ends_sentence(above.text):
        return None if is_full else False
    return line.text[:1].islower() or (is_full and line.text[:1].isalpha())


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
