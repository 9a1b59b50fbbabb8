"""One sheet of a workbook: the texts of its cells as shown, and what it hides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from knowledge.clients.parsing.grids import Cell, Row
from knowledge.clients.parsing.office import feed_xml, number
from knowledge.clients.parsing.xlsx_formats import CellStyles, number_text
from knowledge.errors import TooComplex

# Of the bounding rectangle of a sheet's cells, empty or not, which its rows are made of.
MAX_AREA = 1_000_000
_MAX_RANGES = 50_000
_NOTHING = Cell("")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ON = ("1", "true")


class Range:
    """A rectangle of cells, its ends included."""

    __slots__ = ("bottom", "left", "right", "top")

    def __init__(self, top: int, left: int, bottom: int, right: int) -> None:
        self.top, self.left, self.bottom, self.right = top, left, bottom, right

    @classmethod
    def parse(cls, reference: str) -> Range | None:
        """The range of a reference such as A1:C4; None if it is none."""
        begin, _, end = reference.partition(":")
        first, last = _REFERENCE.fullmatch(begin), _REFERENCE.fullmatch(end or begin)
        if first is None or last is None:
            return None
        return cls(int(first[2]), _column(first[1]), int(last[2]), _column(last[1]))

    def include(self, row: int, column: int) -> None:
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def area(self) -> int:
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def within(self, other: Range) -> Range:
        return Range(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )


class Sheet:
    """A sheet, read element by element.

    count_cell: called for each cell; raises if the workbook has too many.
    """

    def __init__(
        self, shared: list[str], styles: CellStyles, count_cell: Callable[[], None]
    ) -> None:
        self._shared, self._styles, self._count_cell = shared, styles, count_cell
        self._cells: dict[int, dict[int, Cell]] = {}
        self._bounds: Range | None = None
        self._row = self._column = 0
        self._cell: dict[str, str] = {}  # the attributes of the one that is being read
        self._parts: list[str] = []  # of its value
        self._is_value = self._has_value = self._has_formula = self._is_phonetic = False
        self._white: list[tuple[int, int]] = []
        self._may_be_filled = False  # by a rule or a table's style
        self._merged: list[Range] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._hidden_rows: set[int] = set()
        self._filter: Range | None = None
        self._filters: list[Range] = []
        self._headers: list[Range] = []
        self.hidden_characters = 0
        self.hidden_rows = 0
        self.hidden_columns = 0
        self.filtered_rows = 0
        self.formulas_without_values = 0

    def read(self, content: bytes) -> None:
        feed_xml(content, start=self._start, end=self._end, data=self._data)

    def add_table(self, content: bytes) -> None:
        """A table on the sheet, with a header and a filter of its own."""
        feed_xml(content, start=self._start_of_table, end=lambda name: None, data=len)

    def rows(self) -> Iterator[Row]:
        """The rows that are shown, an empty one for each without cells."""
        if self._bounds is None:
            return
        self._drop_white()
        self._spread()
        self._mark_headers()
        left, right = self._bounds.left, self._bounds.right
        is_hidden = bytearray(right + 2)
        for first, last in self._hidden_columns:
            last = min(last, right)
            is_hidden[first : last + 1] = b"\1" * max(0, last + 1 - first)
        shown = [column for column in range(left, right + 1) if not is_hidden[column]]
        hidden: set[int] = set()
        for row in range(self._bounds.top, self._bounds.bottom + 1):
            cells = self._cells.get(row, {})
            if row in self._hidden_rows:
                self._count_hidden_row(row, cells)
                continue
            hidden.update(column for column in cells if is_hidden[column])
            yield [cells.get(column, _NOTHING) for column in shown] if cells else []
        self.hidden_columns = len(hidden)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._is_value = not self._is_phonetic
            self._has_value = True
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._is_phonetic = True
        elif name == "row":
            self._row, self._column = number(attributes.get("r"), otherwise=self._row + 1), 0
            if attributes.get("hidden") in _ON or attributes.get("ht") in ("0", "0.0"):
                self._hidden_rows.add(self._row)
        elif name == "col":
            if attributes.get("hidden") in _ON or attributes.get("width") in ("0", "0.0"):
                first, last = number(attributes.get("min")), number(attributes.get("max"))
                self._hidden_columns.append((max(first, 1), last))
                _check_count(self._hidden_columns)
        elif name == "mergeCell":
            if (merged := Range.parse(attributes.get("ref", ""))) is not None:
                self._merged.append(merged)
                _check_count(self._merged)
        elif name == "conditionalFormatting":
            self._may_be_filled = True
        else:
            self._start_of_filter(name, attributes)

    def _start_of_table(self, name: str, attributes: dict[str, str]) -> None:
        self._may_be_filled = True
        if name == "table" and attributes.get("headerRowCount") != "0":
            self._add_header(Range.parse(attributes.get("ref", "")))
        self._start_of_filter(name, attributes)

    def _start_of_filter(self, name: str, attributes: dict[str, str]) -> None:
        if name == "autoFilter":
            self._filter = Range.parse(attributes.get("ref", ""))
            self._add_header(self._filter)
        elif name == "filterColumn" and self._filter is not None:
            self._filters.append(self._filter)
            _check_count(self._filters)

    def _add_header(self, table: Range | None) -> None:
        if table is not None:
            self._headers.append(Range(table.top, table.left, table.top, table.right))
            _check_count(self._headers)

    def _data(self, text: str) -> None:
        if self._is_value:
            self._parts.append(text)

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._is_value = False
        elif name == "rPh":
            self._is_phonetic = False
        elif name == "c":
            self._end_cell()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._count_cell()
        at = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._row = max(1, self._row if at is None else int(at[2]))
        self._column = self._column + 1 if at is None else _column(at[1])
        if self._bounds is None:
            self._bounds = Range(self._row, self._column, self._row, self._column)
        self._bounds.include(self._row, self._column)
        if self._bounds.area > MAX_AREA:
            raise TooComplex()
        self._cell = attributes
        self._parts = []
        self._has_value = self._has_formula = False

    def _end_cell(self) -> None:
        raw = "".join(self._parts)
        kind, style = self._cell.get("t", "n"), self._cell.get("s", "")
        if self._has_formula and not raw and not (kind == "str" and self._has_value):
            self.formulas_without_values += 1
            return
        text = self._text(kind, raw, style).strip()
        if text:
            self._cells.setdefault(self._row, {})[self._column] = Cell(text)
            if self._styles.is_white(style):
                self._white.append((self._row, self._column))

    def _text(self, kind: str, raw: str, style: str) -> str:
        format_ = self._styles.format(style)
        if kind == "n":
            text = number_text(raw.strip(), format_) if raw.strip() else ""
        elif kind == "b":
            return "yes" if raw.strip() in _ON else "no"
        elif kind == "e":  # such as #REF!
            return ""
        elif kind == "d":
            return raw.removesuffix("T00:00:00").replace("T", " ").removesuffix("Z")
        else:
            if kind == "s":
                index = number(raw.strip(), otherwise=-1)
                raw = self._shared[index] if 0 <= index < len(self._shared) else ""
            text = format_.text(raw)
        if not text.strip():  # by a format such as ;;;
            self.hidden_characters += len(raw.strip())
        return text

    def _drop_white(self) -> None:
        """White text on no ground, unless a rule or a table may give it one."""
        for row, column in [] if self._may_be_filled else self._white:
            self.hidden_characters += len(self._cells[row].pop(column, _NOTHING).text)

    def _spread(self) -> None:
        """Put the value of merged cells into each of them."""
        assert self._bounds is not None
        area = 0
        for merged in self._merged:
            cell = self._cells.get(merged.top, {}).get(merged.left)
            inside = merged.within(self._bounds)
            area += inside.area
            if area > MAX_AREA:
                raise TooComplex()
            if cell is not None:
                for row in range(inside.top, inside.bottom + 1):
                    columns = self._cells.setdefault(row, {})
                    columns.update(dict.fromkeys(range(inside.left, inside.right + 1), cell))

    def _mark_headers(self) -> None:
        """Mark the first rows of tables and filters."""
        for header in self._headers:
            cells = self._cells.get(header.top, {})
            for column, cell in cells.items():
                if header.left <= column <= header.right and not cell.is_header:
                    cells[column] = cell._replace(is_header=True)

    def _count_hidden_row(self, row: int, cells: dict[int, Cell]) -> None:
        if not cells:
            return
        if any(each.top < row <= each.bottom for each in self._filters):
            self.filtered_rows += 1
        else:
            self.hidden_rows += 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _check_count(ranges: list[Range] | list[tuple[int, int]]) -> None:
    if len(ranges) > _MAX_RANGES:
        raise TooComplex()
