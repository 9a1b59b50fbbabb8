"""Reduces parts of a page to plain markup: headings, paragraphs, lists and tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from knowledge.clients.parsing.html_tree import walk
from knowledge.errors import TooComplex

MAX_CHARACTERS = 5_000_000
_KEPT = frozenset(
    "h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd table caption thead tbody tfoot tr td th pre code"
    " blockquote".split()
)
_GROUPS = frozenset(
    "div section article main header footer aside address figure figcaption details summary form"
    " fieldset legend center menu dir hgroup label option".split()
)
_ATTRIBUTES = {"td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "ol": ("start",)}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LAYOUT = ("presentation", "none")


def reduce_markup(parts: Sequence[LexborNode]) -> tuple[str, bool]:
    """The markup of these elements, and True if there is any text in it. Raises TooComplex."""
    pieces: list[str] = []
    characters = 0
    has_text = False
    for part in parts:
        for piece, is_text in _pieces(part):
            has_text = has_text or is_text
            characters += len(piece)
            if characters > MAX_CHARACTERS:
                raise TooComplex
            pieces.append(piece)
        pieces.append("\n")
    return "".join(pieces).strip(), has_text


def _pieces(root: LexborNode) -> Iterator[tuple[str, bool]]:
    verbatim = 0
    for node, is_end in walk(root):
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            text = text if verbatim else _SPACE.sub(" ", text)
            yield html.escape(text, quote=False), bool(text.strip())
        elif tag == "br" and not is_end:
            yield "<br>", False
        elif tag in _KEPT or tag in _GROUPS:
            verbatim += (tag == "pre") * (-1 if is_end else 1)
            yield _tag(node, tag, is_end), False


def _tag(node: LexborNode, tag: str, is_end: bool) -> str:
    name = tag if tag in _KEPT else "div"
    if is_end:
        return f"</{name}>\n" if name not in ("code", "td", "th") else f"</{name}>"
    kept = "".join(
        f' {attribute}="{value}"'
        for attribute in _ATTRIBUTES.get(tag, ())
        if (value := node.attributes.get(attribute) or "").isdecimal() and len(value) < 5
    )
    if tag == "table" and (node.attributes.get("role") or "").lower() in _LAYOUT:
        kept = ' role="presentation"'
    return f"<{name}{kept}>"
