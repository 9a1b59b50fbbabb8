"""Parses a fetched page: title, links, directives for crawlers, content.

Runs in its own process (`child`): parsing untrusted HTML can take any amount of memory.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.clients.crawling.boilerplate import main_content
from knowledge.clients.crawling.markup import reduce_markup
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.html_encoding import declared_encoding

MAX_LINKS = 2_000  # of one page
MAX_LINK_CHARACTERS = 2_000
MAX_TITLE_CHARACTERS = 255
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_ROBOTS_NAMES = ("robots", "frontdeskbot")


class Page(NamedTuple):
    """base, canonical, links: as spelled on the page; base and canonical may be empty.
    content: its own content as HTML without attributes.
    text_hash: of the content; empty if it has no text.
    """

    title: str
    base: str
    canonical: str
    is_indexed: bool
    is_followed: bool
    links: list[str]
    content: str
    text_hash: str


def read_page(data: bytes, *, charset: str | None = None, keeps_footer: bool = False) -> Page:
    """charset: the encoding declared by the server."""
    source = decode(data, declared=charset or declared_encoding(data))
    tree = LexborHTMLParser(source)
    directives = robots_directives(_meta(tree, _ROBOTS_NAMES))
    title, links = _title(tree), _links(tree)
    base, canonical = _address(tree, "base[href]"), _address(tree, "link[rel~=canonical][href]")
    content, has_text = reduce_markup(main_content(tree, keeps_footer=keeps_footer))
    return Page(
        title=title,
        base=base,
        canonical=canonical,
        is_indexed="noindex" not in directives,
        is_followed="nofollow" not in directives,
        links=links,
        content=content,
        text_hash=hashlib.sha256(content.encode()).hexdigest() if has_text else "",
    )


def robots_directives(text: str) -> set[str]:
    """`noindex` and `nofollow` of a meta element or an X-Robots-Tag.

    Directives that name another crawler are ignored.
    """
    found: set[str] = set()
    addressed = True
    for part in re.split(r"[,\s]+", text.lower()[:2_000]):
        name, colon, rest = part.partition(":")
        if colon and name not in ("unavailable_after", "max-snippet", "max-image-preview"):
            addressed = name in _ROBOTS_NAMES
            part = rest
        if addressed and part in ("noindex", "nofollow"):
            found.add(part)
        elif addressed and part == "none":
            found |= {"noindex", "nofollow"}
    return found


def _meta(tree: LexborHTMLParser, names: tuple[str, ...]) -> str:
    return ",".join(
        node.attributes.get("content") or ""
        for node in tree.css("meta[name][content]")
        if (node.attributes.get("name") or "").lower() in names
    )


def _title(tree: LexborHTMLParser) -> str:
    shared = tree.css_first("meta[property='og:title'][content]")
    candidates = [
        _text(tree.css_first("head title")),
        (shared.attributes.get("content") or "") if shared else "",
        _text(tree.css_first("h1")),
    ]
    spelled = (
        " ".join(_INVISIBLE.sub(" ", each).split())[:MAX_TITLE_CHARACTERS] for each in candidates
    )
    return next((each for each in spelled if each), "")


def _links(tree: LexborHTMLParser) -> list[str]:
    """Each link once, in order, without `nofollow` links."""
    found: dict[str, None] = {}
    for node in tree.css("a[href], area[href], link[rel=next][href]"):
        link = (node.attributes.get("href") or "").strip().partition("#")[0]
        relation = (node.attributes.get("rel") or "").lower().split()
        if link and len(link) <= MAX_LINK_CHARACTERS and "nofollow" not in relation:
            found[link] = None
            if len(found) == MAX_LINKS:
                break
    return list(found)


def _address(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    found = (node.attributes.get("href") or "").strip() if node else ""
    return found if len(found) <= MAX_LINK_CHARACTERS else ""


def _text(node: LexborNode | None) -> str:
    return node.text(deep=True) if node else ""
