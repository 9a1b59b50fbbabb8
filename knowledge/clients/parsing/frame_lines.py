"""Single lines that belong to a page's frame wherever they stand, and marks beside headings."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from knowledge.clients.parsing import html_phrases as phrases
from knowledge.clients.parsing.html_tree import BLOCKS, Sizes, is_element, text_of, walk

_LINE = 200
_MAX_LINE_ELEMENTS = 25  # inside of one: a hostile page nests without end
_MAX_MARK = 12


def frame_lines(body: LexborNode) -> Iterator[int]:
    """Yield the ids of lines of the frame that stand alone, and of marks beside headings."""
    sizes = Sizes(body)
    after = _after_last_prose(body, sizes)
    for node, is_end in walk(body):
        if is_end or not is_element(node):
            continue
        if sizes.of(node).elements > _MAX_LINE_ELEMENTS:
            continue
        if node.tag in ("a", "sup", "span") and _is_mark(node):
            yield node.mem_id
        elif node.tag in BLOCKS or node.tag in ("span", "small", "font"):
            size = sizes.of(node)
            if not 0 < size.characters <= _LINE:
                continue
            text = text_of(node)
            if phrases.is_frame_line(text) and node.tag not in ("h1", "body"):
                yield node.mem_id
            elif node.mem_id in after and phrases.is_credit(text):
                yield node.mem_id
        elif node.tag == "a" and phrases.is_frame_line(text_of(node)):
            yield node.mem_id


def _after_last_prose(body: LexborNode, sizes: Sizes) -> set[int]:
    """The elements after the last one that reads like content."""
    found: set[int] = set()
    for node, is_end in walk(body):
        if is_end:
            continue
        size = sizes.of(node)
        is_line = size.elements <= _MAX_LINE_ELEMENTS and size.characters <= _LINE
        if size.prose > _LINE / 4 and not (is_line and phrases.is_credit(text_of(node))):
            found.clear()
        found.add(node.mem_id)
    return found


def _is_mark(node: LexborNode) -> bool:
    """True for a link to its own heading (¶, #, §), and for the number of a footnote."""
    text = text_of(node)
    if len(text) > _MAX_MARK:
        return False
    if node.tag == "a":
        points_here = (node.attributes.get("href") or "").startswith("#")
        return points_here and not any(map(str.isalnum, text))
    if node.tag == "sup":
        link = node.css_first("a[href^='#']")
        return link is not None and text.strip("[]()").isdigit()
    return False
