"""CSV: each row as a sentence, "column: value; column: value", with the names of the first row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from knowledge.clients.parsing.blocks import Block, BlockKind, Outline, clean
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.formats import Report
from knowledge.errors import CorruptFile

_DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 16_384
_SAMPLE_ROWS = 20


def parse(data: bytes, report: Report) -> Iterator[Block]:
    text = decode(data)
    csv.field_size_limit(len(text) + 1)  # the file's size is limited already
    outline = Outline()
    source = io.StringIO(text, newline="")
    try:
        reader = csv.reader(source, delimiter=_delimiter(text))
        rows = (row for row in reader if any(map(str.strip, row)))
        names = next(rows, [])
        any_row = False
        for row in rows:
            any_row = True
            yield from outline.block(row_text(names, row), BlockKind.TABLE_ROW)
            report(source.tell(), len(text))
        if not any_row:  # only a header: use it as the text
            yield from outline.block(row_text([], names), BlockKind.TABLE_ROW)
    except csv.Error as error:
        raise CorruptFile() from error


def row_text(names: Sequence[str], values: Sequence[str]) -> str:
    """One row as a sentence; values without a name stand alone, empty values are left out.

    >>> row_text(["Room", "Price"], ["Double", "120 EUR"])
    'Room: Double; Price: 120 EUR'
    """
    cells = []
    for i, value in enumerate(values):
        name = clean(names[i]).rstrip(": ") if i < len(names) else ""
        value = clean(value)
        if value:
            cells.append(f"{name}: {value}" if name else value)
    return "; ".join(cells)


def _delimiter(text: str) -> str:
    """The delimiter that splits the most rows into as many columns as the first row has."""
    sample = text[:_SAMPLE_CHARACTERS]

    def fit(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(rows, _SAMPLE_ROWS) if row]
        columns = widths[0] if widths else 0
        return (widths.count(columns) if columns > 1 else 0), columns

    return max(_DELIMITERS, key=fit)
