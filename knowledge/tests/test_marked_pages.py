"""Pages of real generators keep what they say, and lose the site's frame, crawled or uploaded."""

from __future__ import annotations

import pytest

from knowledge.clients.crawling.pages import read_page
from knowledge.clients.parsing.blocks import Block
from knowledge.clients.parsing.html import blocks
from knowledge.tests.marked_pages import MarkedPage, marked_pages, normal

MAX_FRAME = 0.15
# What is lost or kept beyond that, known and accepted, by page.
LOST = {"doxygen": ["shaft class reference"]}


def crawled(page: MarkedPage) -> list[str]:
    content = read_page(page.html.encode()).content
    return [normal(each.text) for each in blocks(content) if isinstance(each, Block)]


def uploaded(page: MarkedPage) -> list[str]:
    items = blocks(page.html, is_page=True)
    return [normal(each.text) for each in items if isinstance(each, Block)]


def has(text: str, lines: list[str]) -> bool:
    """Short texts must be a line of their own, or all of a table's row."""
    if len(text.split()) > 2:
        return text in " ".join(lines)
    return any(text in (line, *line.replace(": ", "; ").split("; ")) for line in lines)


@pytest.mark.parametrize("page", marked_pages(), ids=str)
def test_a_page_keeps_what_is_its_own(page: MarkedPage) -> None:
    lines = crawled(page)
    text = " ".join(lines)

    lost = [own for own in page.own if not all(word in text for word in own.split())]

    assert lost == LOST.get(page.name, [])
    assert uploaded(page) == lines
    assert [line for line in lines if len(line) > 60 and lines.count(line) > 1] == []


def test_the_frame_goes_from_most_pages() -> None:
    pages = marked_pages()
    frame = sum(len(page.frame) for page in pages)

    lines = {page.name: crawled(page) for page in pages}
    kept = sum(has(text, lines[page.name]) for page in pages for text in page.frame)

    assert len(pages) >= 30
    assert kept / frame <= MAX_FRAME
