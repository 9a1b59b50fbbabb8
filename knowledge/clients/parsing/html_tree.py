"""Walks and measures trees of HTML, iteratively: a hostile page nests a hundred thousand levels."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dir div dl dt"
    " fieldset figcaption figure form header hr html legend li main menu nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul footer h1 h2 h3 h4 h5 h6 label option".split()
)
_MAX_STEPS = 60  # up the tree
_NAME_CHARACTERS = 500
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_MIN_PROSE_WORDS = 8
_MIN_PROSE_CHARACTERS = 40  # of scripts without spaces too
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]['\")»”’]*(?:\s|$)")


class Size(NamedTuple):
    """Characters without spaces. prose: those of blocks that read like sentences, outside links.
    elements: inside, with itself.
    """

    characters: int = 0
    linked: int = 0
    links: int = 0
    in_page_links: int = 0
    prose: int = 0
    elements: int = 0

    @property
    def plain(self) -> int:
        return self.characters - self.linked


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield every node below `root` and itself in document order; elements again, with True, at
    their end.
    """
    node: LexborNode | None = root
    while node is not None:
        yield node, False
        child = node.first_child
        while child is None:
            if is_element(node):
                yield node, True
            if node.mem_id == root.mem_id:
                return
            child = node.next
            if child is None:
                node = node.parent
                if node is None:
                    return
        node = child


def select(node: LexborNode, selector: str) -> list[LexborNode]:
    """The elements below it that match, each once, in the order of the page; the library returns
    those twice that match two parts of the selector.
    """
    found = {each.mem_id for each in node.css(selector)}
    if not found:
        return []
    return [each for each, is_end in walk(node) if not is_end and each.mem_id in found]


def remove_all(root: LexborNode, ids: Container[int]) -> None:
    """Remove these elements below `root`."""
    found = [each for each, is_end in walk(root) if not is_end and each.mem_id in ids]
    for node in reversed(found):  # innermost first, so that nothing is removed twice
        node.decompose()


def is_element(node: LexborNode) -> bool:
    """False for text, comments and the like."""
    return node.is_element_node


def text_of(node: LexborNode) -> str:
    """Its text on one line; elements that break the line separate words."""
    parts: list[str] = []
    for each, _ in walk(node):
        if each.tag == "-text":
            parts.append(each.text_content or "")
        elif each.tag in BLOCKS:
            parts.append(" ")
    return " ".join("".join(parts).split())


def above(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around it, innermost first; not all of a hostile page's."""
    each, steps = node.parent, 0
    while each is not None and steps < _MAX_STEPS:
        yield each
        each, steps = each.parent, steps + 1


def is_inside(node: LexborNode, *tags: str) -> bool:
    return any(each.tag in tags for each in above(node))


def names_of(node: LexborNode) -> list[str]:
    """Its classes and its id."""
    return f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"[
        :_NAME_CHARACTERS
    ].split()


def words_of(node: LexborNode) -> set[str]:
    """The whole words that its classes and its id are made of, and these as one word each, in small
    letters: `subNav` is sub, nav and subnav.
    """
    names = names_of(node)
    parts = {part.lower() for name in names for part in _PART.findall(name)}
    return parts | {"".join(_PART.findall(name)).lower() for name in names}


class Sizes:
    """The size of each element below a root."""

    def __init__(self, root: LexborNode) -> None:
        self._found: dict[int, Size] = {}
        open_sizes = [[0, 0, 0, 0, 0, 0]]
        block: list[str] = []  # the text outside links since the last block began or ended
        linked = 0  # number of open links
        for node, is_end in walk(root):
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                length = len("".join(text.split()))
                open_sizes[-1][0] += length
                open_sizes[-1][1] += length if linked else 0
                if not linked:
                    block.append(text)
                continue
            if not is_element(node):
                continue
            if tag in BLOCKS and block:
                # What a block says outside its inner blocks counts for the element that ends or
                # begins here, which is inside the same block.
                open_sizes[-1][4] += _prose(" ".join("".join(block).split()))
                block.clear()
            if not is_end:
                open_sizes.append([0, 0, 0, 0, 0, 1])
                linked += _is_link(node)
                continue
            size = open_sizes.pop()
            if _is_link(node):
                linked -= 1
                size[2] += 1
                size[3] += (node.attributes.get("href") or "").startswith("#")
            self._found[node.mem_id] = Size(*size)
            open_sizes[-1] = [mine + its for mine, its in zip(open_sizes[-1], size, strict=True)]
        self.whole = Size(*open_sizes[0])

    def of(self, node: LexborNode) -> Size:
        return self._found.get(node.mem_id, Size())


def _is_link(node: LexborNode) -> bool:
    """False for telephone numbers and mail addresses: they lead nowhere, and are content."""
    href = (node.attributes.get("href") or "").strip().lower() if node.tag == "a" else ""
    return node.tag == "a" and not href.startswith(("tel:", "mailto:"))


def _prose(text: str) -> int:
    """The characters of a block that reads like sentences, else 0."""
    if len(text) < _MIN_PROSE_CHARACTERS // 2:
        return 0
    spaced = len(text.split())
    is_long = spaced >= _MIN_PROSE_WORDS or (spaced < 3 and len(text) >= _MIN_PROSE_CHARACTERS)
    is_sentence = _SENTENCE_END.search(text) is not None and len(text) >= _MIN_PROSE_CHARACTERS
    return len("".join(text.split())) if is_long or is_sentence else 0
