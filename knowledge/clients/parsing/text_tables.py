"""Tables in plain text: columns that are set below one another, by tabs, or behind leader dots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from knowledge.clients.parsing.grids import Cell

_LEADER = re.compile(r"[ \t]*(?:\.{4,}|(?: \.){4,}|…{2,})[ \t]*")
_TABS = re.compile(r" *\t[ \t]*")
_GAP = re.compile(r"(?<=\S)[ \u3000]{2,}(?=\S)|(?<=\S)\u3000(?=\S)")
_WIDE_SPACES = re.compile("\u3000+")
_MARK = re.compile(r"[-*+•‣◦▪●–]|\(?(?:\d{1,3}|[a-zA-Z])[.)]")  # of an item of a list
_MIN_ROWS = 2
_MIN_STRIP = 2  # columns of an editor that all rows leave empty
_SURE_STRIP = 3  # of two rows, which justified text may leave by chance
_WIDE = "\0"  # the second half of a wide character


def with_tables(lines: Sequence[str]) -> Iterator[list[str] | list[list[Cell]]]:
    """Yield the lines in order: runs of lines that are text, and tables."""
    text: list[str] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (_has_gap(lines[end]) or (end > at and _goes_on(lines[end]))):
            end += 1
        table = _table(lines[at:end])
        if table:
            if text:
                yield text
                text = []
            yield table
            at = end
        else:
            text += lines[at : max(end, at + 1)]
            at = max(end, at + 1)
    if text:
        yield text


def _has_gap(line: str) -> bool:
    line = line.strip()
    return any(pattern.search(line) is not None for pattern in (_LEADER, _TABS, _GAP))


def _goes_on(line: str) -> bool:
    """True for a line that only continues a cell behind the first."""
    return line.startswith((" " * 4, "\t"))


def _table(lines: Sequence[str]) -> list[list[Cell]]:
    """The rows of a table; none if the lines are text."""
    if len(lines) < _MIN_ROWS:
        return []
    rows = _divided(lines) or _by_columns(lines)
    marks = sum(_MARK.fullmatch(row[0]) is not None for row in rows)
    return [] if 2 * marks > len(rows) else _merged(rows)


def _divided(lines: Sequence[str]) -> list[list[str]]:
    for divider in (_LEADER, _TABS, _WIDE_SPACES):
        rows = [divider.split(line.strip()) for line in lines]
        widths = set(map(len, rows))
        if min(widths) > 1 and (divider is not _WIDE_SPACES or len(widths) == 1):
            return [[*row, *[""] * (max(widths) - len(row))] for row in rows]
    return []


def _by_columns(lines: Sequence[str]) -> list[list[str]]:
    spaced = [_spaced(line) for line in lines]
    width = max(map(len, spaced))
    is_taken = [False] * (width + 1)
    for line in spaced:
        for column, character in enumerate(line):
            is_taken[column] = is_taken[column] or character != " "
    least = _MIN_STRIP if len(lines) > _MIN_ROWS else _SURE_STRIP
    begins = _begins(is_taken, least)
    if len(begins) < 2:
        return []
    slices = [slice(*each) for each in zip(begins, [*begins[1:], width], strict=True)]
    return [[line[each].replace(_WIDE, "").strip() for each in slices] for line in spaced]


def _begins(is_taken: Sequence[bool], least: int) -> list[int]:
    """Where columns begin: behind as many empty ones as `least`."""
    begins: list[int] = []
    empty = least
    for column, taken in enumerate(is_taken):
        if taken and empty >= least:
            begins.append(column)
        empty = 0 if taken else empty + 1
    return begins


def _spaced(line: str) -> str:
    """The line with as many characters as it takes columns."""
    line = line.expandtabs().rstrip().replace("\u3000", "  ")
    if line.isascii():
        return line
    return "".join(f"{each}{_WIDE}" if east_asian_width(each) in "WF" else each for each in line)


def _merged(rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    """Rows, with what goes on below a cell in it; none if few have several cells."""
    merged: list[list[str]] = []
    for row in rows:
        if merged and not row[0]:
            pairs = zip(merged[-1], row, strict=True)
            merged[-1] = [f"{above} {below}".strip() for above, below in pairs]
        else:
            merged.append(list(row))
    several = sum(sum(map(bool, row)) > 1 for row in merged)
    if several < _MIN_ROWS or 2 * several < len(merged):
        return []
    return [[Cell(text) for text in row] for row in merged]
