"""The stored form of a page: its content, and in the head what the next crawl needs to know."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from knowledge.clients.parsing.html import HIDDEN_META

_END_OF_HEAD = "</head>"


@dataclass(frozen=True, slots=True)
class StoredHead:
    """links: the page's links within its site, normalized.

    hidden: the number of characters that the page hides.
    """

    title: str
    links: list[str]
    hidden: int = 0


def is_page(file_name: str) -> bool:
    """False for the name of a linked file, which has no head."""
    return file_name.endswith(".html")


def compose(
    *, address: str, title: str, links: Sequence[str], content: str, hidden: int = 0
) -> bytes:
    related = "".join(f'<link rel="related" href="{html.escape(link)}">\n' for link in links)
    related += f'<meta name="{HIDDEN_META}" content="{hidden}">\n' if hidden else ""
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        f'<link rel="canonical" href="{html.escape(address)}">\n{related}{_END_OF_HEAD}\n'
        f"<body>\n{content}\n</body></html>\n"
    ).encode("utf-8", errors="replace")


def read_head(stored: bytes) -> StoredHead:
    """Parse only the head, which this platform wrote; the rest is untrusted."""
    head = stored.decode(errors="replace").partition(_END_OF_HEAD)[0]
    tree = LexborHTMLParser(head)
    title = tree.css_first("title")
    hidden = tree.css_first(f"meta[name={HIDDEN_META}]")
    return StoredHead(
        title=title.text() if title else "",
        links=[node.attributes.get("href") or "" for node in tree.css("link[rel=related]")],
        hidden=int((hidden.attributes.get("content") or "0") if hidden else 0),
    )
