"""What repeats on the pages of a PDF: headers, footers, page numbers; and the usual font."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from knowledge.clients.parsing.pdf_text import Line, PageText

# Where a page has its header and footer: shares of its height. In the inner part of the zone there
# may be text as well: what is set apart from it is looked at.
_MARGIN, _ZONE, _NUMBER_ZONE = 0.08, 0.14, 0.2
_EDGE_ROWS = 3
_APART = 1.3  # times the distance of the next lines from one another
_RUNNING_PAGES = 2  # on which the same row stands, but for its numbers
_COUNTING_PAGES = 3  # on which a row at the same height ends or begins with the page's number
_LARGEST = 1.5  # times the size of the text
_STAMPED = 2.0  # the same, for the letters of a watermark
_MIN_COVERED = 2  # lines that a watermark lies across
_SAME_HEIGHT = 4.0  # points
_MAX_TOLD = 20

_DIGITS = re.compile(r"\d+")
_OUTER_NUMBER = re.compile(r"^\d{1,5}\b|\b\d{1,5}$")
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:\w+\s)?(?:#|[ivxlc]+)(?:\s*(?:/|\w+)\s*#)?[-–\s]*")
# What a header tells that is worth to be read once: how to reach somebody.
_CONTACT = re.compile(r"@|www\.|https?://|\+?\d[\d ()/.-]{5,}\d")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_COUNT_BEHIND = re.compile(
    r"\s*(?:[|·•–—,]\s*(?:\w+\.?\s)?|\b(?:page|seite|página|pagina|side|sida|strona|p|s)\.?\s)"
    r"\d{1,4}(?:\s*(?:/|\w+)\s*\d{1,4})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row of text at the top or bottom of a page."""

    lines: tuple[Line, ...]
    text: str
    height: int
    in_margin: bool
    is_apart: bool

    @property
    def key(self) -> tuple[str, int]:
        return _DIGITS.sub("#", self.text), self.height

    def counts(self, page: int) -> Iterator[tuple[str, int]]:
        """What its first and last numbers say if they count the pages, whatever else it says."""
        numbers = {int(each) for each in _OUTER_NUMBER.findall(self.text)}
        yield from ((f"{number - page:+d}", self.height) for number in numbers)


@dataclass(slots=True)
class Running:
    """The usual look of a document's text, and the rows that repeat on its pages."""

    size: float = 0.0
    bold: bool = False
    _rows: Counter[tuple[str, int]] = field(default_factory=Counter)
    _told: dict[str, int] = field(default_factory=dict)

    @property
    def contacts(self) -> dict[str, int]:
        """Rows that tell how to reach somebody, with the page on which they were first."""
        return self._told

    def without_running(self, text: PageText, page: int) -> list[Line]:
        """The lines of a page that are only on it. page: from 1."""
        dropped: set[int] = set()
        for edge in _edges(text):
            if self._is_running(edge, page):
                dropped.update(map(id, edge.lines))
                self._tell_contacts(edge, page)
        return [
            line
            for line in text.lines
            if id(line) not in dropped and not self._is_watermark(line, text.lines)
        ]

    def turned(self, text: PageText) -> list[Line]:
        """The lines of a page that run in another direction, without watermarks."""
        aslant = [line for line in text.aslant if not self._is_stamped(line)]
        return [*text.turned, *aslant]

    def _tell_contacts(self, edge: _Edge, page: int) -> None:
        for line in edge.lines:
            text = _COUNT_BEHIND.sub("", line.text)
            if _CONTACT.search(_DATE.sub("", text)) and len(self._told) < _MAX_TOLD:
                self._told.setdefault(text, page)

    def _is_watermark(self, line: Line, lines: Sequence[Line]) -> bool:
        """True for large letters under, or over, the lines of the text."""
        return self._is_stamped(line) and _MIN_COVERED <= sum(
            line.baseline < other.baseline < line.top - other.size
            and other.left < line.right
            and other.right > line.left
            and other.size < line.size / 2
            for other in lines
        )

    def _is_stamped(self, line: Line) -> bool:
        return 0 < _STAMPED * self.size <= line.size and not _DIGITS.search(line.text)

    def _is_running(self, edge: _Edge, page: int) -> bool:
        pattern, height = edge.key
        is_number = _PAGE_NUMBER.fullmatch(pattern) is not None
        size = max(line.size for line in edge.lines)
        if size > _LARGEST * self.size:
            return False
        if size > 1.05 * self.size:
            # A heading may stand there as well, and say the same but for its number.
            is_the_same = is_number or "#" not in pattern
            if not (edge.in_margin and edge.is_apart and is_the_same):
                return False
        if edge.in_margin and is_number:
            return True
        if not (edge.in_margin or edge.is_apart):
            return False
        if is_number and edge.text.strip("-– ") == str(page):
            return True
        if self._pages_with(pattern, height) >= _RUNNING_PAGES:
            return True
        return any(self._pages_with(*count) >= _COUNTING_PAGES for count in edge.counts(page))

    def _pages_with(self, pattern: str, height: int) -> int:
        return sum(self._rows[pattern, height + step] for step in (-1, 0, 1))


def learn(pages: Mapping[int, PageText]) -> Running:
    """pages: by number, as many as tell what is usual."""
    running = Running()
    styles: Counter[tuple[float, bool]] = Counter()
    for page, text in pages.items():
        for line in text.lines:
            styles[line.size, line.bold] += len(line.text)
        for edge in _edges(text):
            running._rows.update({edge.key, *edge.counts(page)})
    if styles:
        (running.size, running.bold), _ = styles.most_common(1)[0]
    return running


def _edges(page: PageText) -> list[_Edge]:
    """The outermost rows in the zones of headers and footers."""
    box = page.box
    height = box.top - box.bottom
    rows = _rows(page.lines)
    drops = [a[0].baseline - b[0].baseline for a, b in zip(rows, rows[1:], strict=False)]
    pitch = median(drops) if drops else height
    edges = {}
    for index, row in enumerate(rows):
        baseline = row[0].baseline
        from_top, from_bottom = box.top - baseline, baseline - box.bottom
        is_outer = index < _EDGE_ROWS or index >= len(rows) - _EDGE_ROWS
        text = " ".join(line.text for line in row)
        zone = _NUMBER_ZONE if _PAGE_NUMBER.fullmatch(_DIGITS.sub("#", text)) else _ZONE
        if not is_outer or min(from_top, from_bottom) > zone * height:
            continue
        # The distance from the text, which is below a header and above a footer.
        at = index if from_top < from_bottom else index - 1
        drop = drops[at] if 0 <= at < len(drops) else height
        near = drops[at + 1 : at + 4] if from_top < from_bottom else drops[max(at - 3, 0) : at]
        edges[index] = _Edge(
            lines=tuple(row),
            text=text,
            height=round(from_top / _SAME_HEIGHT),
            in_margin=min(from_top - row[0].size, from_bottom) <= _MARGIN * height,
            is_apart=drop > _APART * (min(near) if near else pitch),
        )
    return list(edges.values())


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: -each.baseline):
        if rows and rows[-1][0].baseline - line.baseline <= 0.35 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]
