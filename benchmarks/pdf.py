"""A PDF of any length, like a handbook: one section per page, in paragraphs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate

from benchmarks.passages import variations

WORDS_PER_PAGE = 450
SEED = 1_066


def handbook(*, pages: int) -> bytes:
    """The file. Raises ValueError if a section exceeds its page."""
    styles = getSampleStyleSheet()
    texts = (passage.text for passage in variations(seed=SEED))
    story: list[Flowable] = []
    for page in range(1, pages + 1):
        story.append(Paragraph(f"Section {page}", styles["Heading1"]))
        story += [
            Paragraph(escape(text).replace("\n", "<br/>"), styles["BodyText"])
            for text in _page_of(texts)
        ]
        story.append(PageBreak())
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, topMargin=15 * mm, bottomMargin=15 * mm)
    document.build(story)
    if document.page != pages:
        raise ValueError(f"{pages} sections have become {document.page} pages")
    return out.getvalue()


def _page_of(texts: Iterator[str]) -> Iterator[str]:
    """Yield the next texts, enough for a full page of words; the last one is cut."""
    left = WORDS_PER_PAGE
    for text in texts:
        words = text.split(" ")
        yield " ".join(words[:left])
        left -= len(words)
        if left <= 0:
            return
