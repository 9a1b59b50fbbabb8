"""CSV: each row as a sentence, "column: value; column: value", with the names of the first row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import TypedDict

from knowledge.clients.parsing.blocks import Block, BlockKind, Outline
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.grids import Cell, table_lines
from knowledge.errors import CorruptFile

_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n|\r|\n)", re.IGNORECASE)
_SAMPLE_CHARACTERS = 16_384
_SAMPLE_ROWS = 20


# What programs do besides doubling quotes: a backslash before a quote, single quotes.
_BACKSLASH_QUOTE = re.compile(r'[^\\]\\"(?![,;\t|\r\n]|$)')
_DOUBLED_QUOTE = re.compile(r'[^,;\t|\r\n"\\]""|""[^,;\t|\r\n"]')
_SINGLE_QUOTED = re.compile(r"'[^'\r\n]*'(?:[,;\t|]'[^'\r\n]*')+(?:\r\n|\r|\n)")


def parse(data: bytes, report: Report) -> Iterator[Block]:
    text = decode(data)
    csv.field_size_limit(len(text) + 1)  # the file's size is limited already
    text = _without_outer_quotes(text)
    quoting = _quoting(text)
    delimiter, begin = _delimiter(text, quoting)
    source = io.StringIO(text[begin:], newline="")
    outline = Outline()
    try:
        reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True, **quoting)

        def rows() -> Iterator[list[Cell]]:
            for row in reader:
                yield [Cell(value) for value in row]
                report(begin + source.tell(), len(text))

        for line in table_lines(rows(), assume_header=True):
            kind = BlockKind.TABLE_ROW if line.is_row else BlockKind.PARAGRAPH
            yield from outline.block(line.text, kind)
    except csv.Error as error:
        raise CorruptFile() from error


def _without_outer_quotes(text: str) -> str:
    """The text, of whose lines each was quoted once more as a whole: `"Bolt;""0,20"";500"`."""
    if not text.startswith('"'):
        return text
    lines = [line for line in text.splitlines() if line]
    if not all(len(line) > 1 and line[0] == line[-1] == '"' for line in lines):
        return text
    rows = [line[1:-1].replace('""', "\0") for line in lines]
    if any('"' in row for row in rows):
        return text
    inner = "\n".join(rows).replace("\0", '"')
    is_table = any(_is_even(inner, delimiter) for delimiter in _DELIMITERS)
    return inner if is_table else text


def _is_even(text: str, delimiter: str) -> bool:
    """True if the delimiter makes as many columns of each row, and is not one of sentences."""
    rows = list(islice(csv.reader(text.splitlines(), delimiter=delimiter), _SAMPLE_ROWS))
    widths = {len(row) for row in rows}
    return len(rows) > 1 and len(widths) == 1 < max(widths) and f"{delimiter} " not in text


class _Quoting(TypedDict, total=False):
    quotechar: str
    escapechar: str


def _quoting(text: str) -> _Quoting:
    """How the file quotes a cell, if not as usual."""
    if '"' not in text:
        return {"quotechar": "'"} if _SINGLE_QUOTED.match(text) else {}
    has_backslashes = _BACKSLASH_QUOTE.search(text) and not _DOUBLED_QUOTE.search(text)
    return {"escapechar": "\\"} if has_backslashes else {}


def _delimiter(text: str, quoting: _Quoting) -> tuple[str, int]:
    """The delimiter, and where the rows begin: Excel may name it in a first line, "sep=;"."""
    if (declared := _DECLARED.match(text)) is not None:
        return declared[1], declared.end()
    return max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter, quoting)), 0


def _fit(text: str, delimiter: str, quoting: _Quoting) -> tuple[float, int]:
    """How many rows have the most common number of columns, and that number.

    A row counts half if a decimal number would be cut in two.
    """
    sample = io.StringIO(text[:_SAMPLE_CHARACTERS], newline="")
    reader = csv.reader(sample, delimiter=delimiter, skipinitialspace=True, **quoting)
    rows = [row for row in islice(reader, _SAMPLE_ROWS) if len(row) > 1]
    if not rows:
        return 0, 0
    widths = Counter(map(len, rows))
    columns = max(widths, key=lambda width: (widths[width], width))
    fitting = [row for row in rows if len(row) == columns]
    return sum(0.5 if _cuts_numbers(row) else 1 for row in fitting), columns


def _cuts_numbers(row: list[str]) -> bool:
    return any(left[-1:].isdigit() and right[:1].isdigit() for left, right in pairwise(row))
