"""PDF pages drawn for tests: each page a function that draws on a canvas."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from knowledge.clients.parsing import pdf
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice

Draw = Callable[[Canvas], None]
WIDTH, HEIGHT = A4
LINE_POINTS = 14


def drawn(*pages: Draw) -> bytes:
    """A PDF of A4 pages in 10 points."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read(*pages: Draw) -> list[Block | Notice]:
    return list(pdf.parse(drawn(*pages), lambda done, total: None))


def texts(*pages: Draw) -> list[str]:
    return [item.text for item in read(*pages) if isinstance(item, Block)]


def rows(*pages: Draw) -> list[str]:
    """The rows of tables."""
    blocks = [item for item in read(*pages) if isinstance(item, Block)]
    return [block.text for block in blocks if block.kind is BlockKind.TABLE_ROW]


def lines(
    canvas: Canvas, texts: Sequence[str], x: float = 72, y: float = 700, pitch: float = LINE_POINTS
) -> None:
    for i, text in enumerate(texts):
        canvas.drawString(x, y - i * pitch, text)


def cells(
    canvas: Canvas,
    table: Sequence[Sequence[str]],
    xs: Sequence[float],
    y: float = 700,
    pitch: float = 18,
) -> None:
    """Row by row, each cell at the x of its column."""
    for i, row in enumerate(table):
        for x, text in zip(xs, row, strict=True):
            canvas.drawString(x, y - i * pitch, text)


def rule_off(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    """All lines of a grid."""
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)


def picture() -> ImageReader:
    """A small gray picture, to be drawn in any size."""
    header = b"P5 2 2 255\n"  # PGM
    return ImageReader(io.BytesIO(header + bytes([200, 210, 220, 230])))
