"""What is drawn on a PDF page besides text: ruling lines, filled boxes, pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.clients.parsing.pdf_text import Box

# A page with more is a drawing: neither its lines nor its boxes are those of a table.
_MAX_OBJECTS = 5_000
_MAX_SEGMENTS = 20_000
_MAX_RULES = 2_000
_MAX_DEPTH = 4  # of drawings in drawings
_THIN = 3.0  # points: a box as thin as that is a line
_STRAIGHT = 0.6
_GAP = 3.0  # points between two ends that are drawn as one line
_WHITE = 250


class Rule(NamedTuple):
    """A straight line. at: its y if it is horizontal, else its x; begin, end: its extent."""

    at: float
    begin: float
    end: float


@dataclass(slots=True)
class Shapes:
    """backgrounds: boxes of everything in which text may stand that is not white."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    backgrounds: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    is_whole: bool = True

    def is_beneath(self, x: float, y: float) -> bool:
        """True if something may be drawn beneath a place."""
        return not self.is_whole or any(
            box.left <= x <= box.right and box.bottom <= y <= box.top
            for box in (*self.backgrounds, *self.pictures)
        )


def read_shapes(page: pypdfium2.PdfPage, turn: Callable[[Box], Box]) -> Shapes:
    """turn: turns a box as the text of the page is turned."""
    reader = _Reader(turn)
    reader.read_page(page)
    return reader.finish()


class _Reader:
    def __init__(self, turn: Callable[[Box], Box]) -> None:
        self._upright = turn
        self._shapes = Shapes()
        self._objects = self._segments = 0
        self._sides = [ctypes.c_float() for _ in range(4)]

    def read_page(self, page: pypdfium2.PdfPage) -> None:
        count = pdfium.FPDFPage_CountObjects(page)
        for index in range(min(count, _MAX_OBJECTS)):
            self._read(pdfium.FPDFPage_GetObject(page, index), (), 0)

    def finish(self) -> Shapes:
        shapes = self._shapes
        if self._objects >= _MAX_OBJECTS or self._segments >= _MAX_SEGMENTS:
            shapes.horizontal, shapes.vertical = [], []
            shapes.is_whole = False
        shapes.horizontal = _joined(shapes.horizontal)
        shapes.vertical = _joined(shapes.vertical)
        if len(shapes.horizontal) + len(shapes.vertical) > _MAX_RULES:
            shapes.horizontal, shapes.vertical = [], []
        return shapes

    def _read(self, item: object, matrices: Sequence[object], depth: int) -> None:
        self._objects += 1
        if self._objects > _MAX_OBJECTS:
            return
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._read_path(item, matrices)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self._shapes.pictures.append(self._bounds(item, matrices))
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            self._shapes.backgrounds.append(self._bounds(item, matrices))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(item, matrix)
            for index in range(min(pdfium.FPDFFormObj_CountObjects(item), _MAX_OBJECTS)):
                inner = pdfium.FPDFFormObj_GetObject(item, index)
                self._read(inner, (matrix, *matrices), depth + 1)

    def _bounds(self, item: object, matrices: Sequence[object]) -> Box:
        left, bottom, right, top = self._sides
        if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return Box(0, 0, 0, 0)
        return self._placed(Box(left.value, bottom.value, right.value, top.value), matrices)

    def _placed(self, box: Box, matrices: Sequence[object]) -> Box:
        for matrix in matrices:
            box = _transformed(box, matrix)
        return self._upright(box)

    def _read_path(self, item: object, matrices: Sequence[object]) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        box = self._bounds(item, matrices)
        if fill.value and not _is_white(item):
            self._shapes.backgrounds.append(box)
        if self._is_rule(box):
            return
        count = pdfium.FPDFPath_CountSegments(item)
        self._segments += count
        if self._segments >= _MAX_SEGMENTS:
            return
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(item, own)
        for outline, is_straight in _outlines(item, count):
            if not stroke.value and not is_straight:
                continue
            place = (own, *matrices)
            if not stroke.value:
                around = self._placed(_around(outline), place)
                if not self._is_rule(around):
                    self._add_edges(around)
                continue
            for one, other in zip(outline, outline[1:], strict=False):
                self._is_rule(self._placed(_around((one, other)), place))

    def _is_rule(self, box: Box) -> bool:
        """True if a box is as thin as a line, which is added then."""
        width, height = box.right - box.left, box.top - box.bottom
        if height <= _THIN and width > 2 * _THIN:
            self._shapes.horizontal.append(Rule((box.bottom + box.top) / 2, box.left, box.right))
        elif width <= _THIN and height > 2 * _THIN:
            self._shapes.vertical.append(Rule((box.left + box.right) / 2, box.bottom, box.top))
        return min(width, height) <= _THIN

    def _add_edges(self, box: Box) -> None:
        """The edges of a filled box divide rows as lines do: of a striped table, for example."""
        for y in (box.bottom, box.top):
            self._shapes.horizontal.append(Rule(y, box.left, box.right))


def _outlines(item: object, count: int) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The outlines of a path as points, and whether it has no curves."""
    points: list[tuple[float, float]] = []
    is_straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, is_straight
            points, is_straight = [], True
        is_straight = is_straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, is_straight


def _around(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _transformed(box: Box, matrix: object) -> Box:
    a, b, c, d, e, f = (getattr(matrix, name) for name in "abcdef")
    return _around(
        [
            (a * x + c * y + e, b * x + d * y + f)
            for x in (box.left, box.right)
            for y in (box.bottom, box.top)
        ]
    )


def _is_white(item: object) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False  # a pattern
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rules at one place that touch are one."""
    joined: list[Rule] = []
    at = float("-inf")
    snapped = []
    for rule in sorted(rules):
        at = at if rule.at - at <= _STRAIGHT * 2 else rule.at
        snapped.append(rule._replace(at=at))
    for rule in sorted(snapped):
        last = joined[-1] if joined else None
        if last is not None and last.at == rule.at and rule.begin - last.end <= _GAP:
            joined[-1] = last._replace(end=max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined
