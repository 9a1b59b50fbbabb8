"""Joins the pieces of justified lines, whose words stand as far apart as columns may.

A cell of a table has its like above and below it; the words of a justified line are all equally far
apart, end where other lines end, and the lines around run across its gaps.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.clients.parsing.pdf_text import Line

_EVEN = 0.02  # font sizes by which such spaces differ
_EQUAL = 1.35  # the widest space of a line to its narrowest
_AFTER_SENTENCE = 3.2  # the same for the space behind a sentence, which TeX stretches further
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "”", "»", ")")
_MAX_GAP = 6.0  # font sizes
_SAME_EDGE = 1.0  # points
_HYPHEN = 0.45  # font sizes, which the hyphen of a broken word takes at most
_MAX_NEIGHBOR = 2.0  # font sizes to the next line above or below
_MAX_ROUNDS = 3  # a line that is joined shows that the next one is justified
_MAX_LINES = 2_000  # of a page that is looked at


def rejoined(lines: Sequence[Line]) -> list[Line]:
    """lines: in the order in which they are drawn."""
    if len(lines) > _MAX_LINES:
        return list(lines)
    for _ in range(_MAX_ROUNDS):
        before = list(lines)
        if not any(_are_beside(*pair) for pair in pairwise(before)):
            break
        page = _Page(before)
        lines = [line for run in _runs(before) for line in page.joined(run)]
        if len(lines) == len(before):
            break
    return list(lines)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that are drawn one behind the other on one baseline."""
    run: list[Line] = []
    for line in lines:
        if run and not _are_beside(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _are_beside(one: Line, other: Line) -> bool:
    return (
        one.size == other.size
        and abs(one.baseline - other.baseline) < 0.25 * one.size
        and 0 < other.left - one.right < _MAX_GAP * one.size
    )


class _Page:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = sorted(lines, key=lambda line: line.baseline)
        self._heights = [line.baseline for line in self._lines]
        self._by_end: defaultdict[int, list[Line]] = defaultdict(list)
        for line in lines:
            self._by_end[round(line.right)].append(line)

    def joined(self, run: Sequence[Line]) -> list[Line]:
        """The lines of a run: pieces of one justified line are one."""
        if len(run) < 2:
            return list(run)
        near = self._near(run[0])
        if len(run) > 2 and _are_even(run) and self._ends_at_edge(run[-1], near, least_words=1):
            return [_one(run)]
        lines: list[Line] = []
        pieces = [run[0]]
        for piece in run[1:]:
            if _is_between_columns(near, pieces[-1].right, piece.left):
                lines += self._whole(pieces, near)
                pieces = []
            pieces.append(piece)
        return [*lines, *self._whole(pieces, near)]

    def _whole(self, pieces: Sequence[Line], near: Sequence[Line]) -> Sequence[Line]:
        if len(pieces) < 2:
            return pieces
        words = [word for piece in pieces for word in piece.words]
        is_justified = _are_equal(pieces) if len(words) > 2 else _are_two_words(pieces, near)
        if not is_justified or not self._ends_at_edge(pieces[-1], near):
            return pieces
        return [_one(pieces)]

    def _near(self, line: Line) -> list[Line]:
        """The lines right above and below, in any column."""
        distance = _MAX_NEIGHBOR * line.size
        begin = bisect_left(self._heights, line.baseline - distance)
        end = bisect_left(self._heights, line.baseline + distance)
        return [
            each
            for each in self._lines[begin:end]
            if abs(each.baseline - line.baseline) > 0.5 * line.size
        ]

    def _ends_at_edge(self, piece: Line, near: Sequence[Line], least_words: int = 2) -> bool:
        """True if other text ends at the same edge: a line next to it, or two on the page."""
        reach = round(_HYPHEN * piece.size) + 1
        end = round(piece.right)
        at_edge = [
            line
            for at in range(end - reach, end + reach + 1)
            for line in self._by_end.get(at, ())
            if len(line.words) >= least_words and _end_together(line, piece)
        ]
        return len(at_edge) > 2 or any(line in near for line in at_edge)


def _one(pieces: Sequence[Line]) -> Line:
    words = tuple(word for piece in pieces for word in piece.words)
    return replace(
        pieces[-1],
        words=words,
        text=" ".join(word.text for word in words),
        bold=all(piece.bold for piece in pieces),
        left=pieces[0].left,
    )


def _are_even(pieces: Sequence[Line]) -> bool:
    """True if words are spread evenly, as numbers below one another are in few rows."""
    words = [word for piece in pieces for word in piece.words]
    spaces = [after.left - word.right for word, after in pairwise(words)]
    letters = sum(word.text[0].isalpha() for word in words)
    return max(spaces) - min(spaces) <= _EVEN * pieces[0].size and 2 * letters > len(words)


def _is_between_columns(near: Sequence[Line], left: float, right: float) -> bool:
    """True if the lines above or below a gap have one there as well, between two pieces of text."""
    reach = 2 * (right - left)
    before = after = False
    for line in near:
        if line.left < left and line.right > right:
            return False
        before = before or left - reach < line.right <= right
        after = after or left <= line.left < right + reach
    return before and after


def _are_equal(pieces: Sequence[Line]) -> bool:
    """True if the words of all pieces are as far apart as those of one justified line."""
    spaces: list[float] = []
    behind_sentences: list[float] = []
    for word, after in pairwise(word for piece in pieces for word in piece.words):
        ends = word.text.endswith(_SENTENCE_ENDS)
        (behind_sentences if ends else spaces).append(after.left - word.right)
    narrowest = min(spaces or behind_sentences)
    return max(spaces, default=narrowest) <= _EQUAL * narrowest and all(
        space <= _AFTER_SENTENCE * narrowest for space in behind_sentences
    )


def _are_two_words(pieces: Sequence[Line], near: Sequence[Line]) -> bool:
    """True if a line next to two words fills the same width, as no name above a price does."""
    first, last = pieces
    return last.text[0].isalpha() and any(
        len(line.words) > 2
        and abs(line.left - first.left) <= _SAME_EDGE
        and _end_together(line, last)
        for line in near
    )


def _end_together(line: Line, other: Line) -> bool:
    is_cut = line.is_broken != other.is_broken
    near = _HYPHEN * other.size if is_cut else _SAME_EDGE
    return abs(line.right - other.right) <= near
