"""Pages as real generators make them, marked by hand: what is the page's own, and what its frame.

In `pages/`, an element with the attribute `own` holds content, one with `frame` inside it does not;
everything else belongs to the frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from knowledge.clients.parsing.html_tree import BLOCKS, walk

_MARKS = re.compile(r" (?:own|frame)(?=[ >])")
_NEVER_SHOWN = frozenset("script style noscript head button".split())


@dataclass(frozen=True)
class MarkedPage:
    """html: without the marks. own, frame: the texts of its blocks, in small letters."""

    name: str
    html: str
    own: list[str]
    frame: list[str]

    def __str__(self) -> str:
        return self.name


def marked_pages() -> list[MarkedPage]:
    folder = Path(__file__).parent / "pages"
    return [_page(path) for path in sorted(folder.glob("*.html"))]


def _page(path: Path) -> MarkedPage:
    source = path.read_text()
    found: dict[bool, list[str]] = {True: [], False: []}
    for text, is_own in _texts(source):
        found[is_own].append(text)
    content = " ".join(found[True])
    frame = [text for text in found[False] if re.search(r"\w\w|¶|§", text) and text not in content]
    return MarkedPage(path.stem, _MARKS.sub("", source), found[True], frame)


def _texts(source: str) -> Iterator[tuple[str, bool]]:
    body = LexborHTMLParser(source).body
    assert body is not None
    marks, text, unseen = [False], "", 0
    for node, is_end in walk(body):
        tag = node.tag or ""
        if tag == "-text":
            text += "" if unseen else node.text_content or ""
            continue
        if tag.startswith("-"):
            continue
        unseen += (tag in _NEVER_SHOWN) * (-1 if is_end else 1)
        is_marked = bool({"own", "frame"} & node.attributes.keys())
        if tag in BLOCKS or is_marked:
            if text.strip():
                yield normal(text), marks[-1]
            text = ""
        if is_end:
            marks.pop()
        else:
            marks.append("own" in node.attributes if is_marked else marks[-1])


def normal(text: str) -> str:
    return " ".join(re.sub("[\u200b\u00a0]", " ", text).lower().split())
