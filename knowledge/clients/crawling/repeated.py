"""The longer texts of a page, by which those are found that many pages of a site repeat.

Headings and cells of tables are none: a price list is no frame because two pages show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from knowledge.clients.parsing.html_tree import BLOCKS, is_element, text_of, walk

_MIN_CHARACTERS = 40
MAX_TEXTS = 500  # of one page
_NEVER = frozenset("h1 h2 h3 h4 h5 h6 td th tr caption pre br hr".split())


def longer_texts(parts: Sequence[LexborNode]) -> list[tuple[int, LexborNode]]:
    """The innermost blocks with a longer text, in order, each with its hash."""
    found = []
    for node in (each for part in parts for each in _innermost(part)):
        text = text_of(node)
        if len(text) >= _MIN_CHARACTERS:
            found.append((_hash(text), node))
            if len(found) == MAX_TEXTS:
                break
    return found


def _innermost(part: LexborNode) -> Iterator[LexborNode]:
    has_blocks = [False]
    in_table = 0
    for node, is_end in walk(part):
        if not is_element(node) or node.tag not in BLOCKS or node.tag == "br":
            continue
        in_table += (node.tag == "table") * (-1 if is_end else 1)
        if not is_end:
            has_blocks[-1] = True
            has_blocks.append(False)
        elif not has_blocks.pop() and not in_table and node.tag not in _NEVER:
            yield node


def _hash(text: str) -> int:
    """64 bits with a sign, as PostgreSQL keeps them."""
    return int.from_bytes(hashlib.sha256(text.casefold().encode()).digest()[:8], signed=True)
