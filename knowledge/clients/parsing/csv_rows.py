"""CSV: each row as a sentence, "column: value; column: value", with the names of the first row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

from knowledge.clients.parsing.blocks import Block, BlockKind, Outline
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.grids import Cell, table_lines
from knowledge.errors import CorruptFile

_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n|\r|\n)", re.IGNORECASE)
_SAMPLE_CHARACTERS = 16_384
_SAMPLE_ROWS = 20


def parse(data: bytes, report: Report) -> Iterator[Block]:
    text = decode(data)
    csv.field_size_limit(len(text) + 1)  # the file's size is limited already
    delimiter, begin = _delimiter(text)
    source = io.StringIO(text[begin:], newline="")
    outline = Outline()
    try:
        reader = csv.reader(source, delimiter=delimiter)

        def rows() -> Iterator[list[Cell]]:
            for row in reader:
                yield [Cell(value) for value in row]
                report(begin + source.tell(), len(text))

        for line in table_lines(rows(), assume_header=True):
            kind = BlockKind.TABLE_ROW if line.is_row else BlockKind.PARAGRAPH
            yield from outline.block(line.text, kind)
    except csv.Error as error:
        raise CorruptFile() from error


def _delimiter(text: str) -> tuple[str, int]:
    """The delimiter, and where the rows begin: Excel may name it in a first line, "sep=;"."""
    if (declared := _DECLARED.match(text)) is not None:
        return declared[1], declared.end()
    return max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter)), 0


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    """How many rows have the most common number of columns, and that number.

    A row counts half if a decimal number would be cut in two.
    """
    sample = io.StringIO(text[:_SAMPLE_CHARACTERS], newline="")
    reader = csv.reader(sample, delimiter=delimiter)
    rows = [row for row in islice(reader, _SAMPLE_ROWS) if len(row) > 1]
    if not rows:
        return 0, 0
    widths = Counter(map(len, rows))
    columns = max(widths, key=lambda width: (widths[width], width))
    fitting = [row for row in rows if len(row) == columns]
    return sum(0.5 if _cuts_numbers(row) else 1 for row in fitting), columns


def _cuts_numbers(row: list[str]) -> bool:
    return any(left[-1:].isdigit() and right[:1].isdigit() for left, right in pairwise(row))
