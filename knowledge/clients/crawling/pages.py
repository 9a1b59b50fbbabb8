"""Parses a fetched page: title, links, directives for crawlers, content.

Runs in its own process (`child`): parsing untrusted HTML can take any amount of memory.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.clients.crawling.markup import reduce_markup
from knowledge.clients.crawling.repeated import longer_texts
from knowledge.clients.parsing.boilerplate import main_content
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.html_encoding import declared_encoding
from knowledge.clients.parsing.html_hidden import remove_hidden
from knowledge.clients.parsing.html_phrases import is_not_found_notice, says_not_found
from knowledge.clients.parsing.html_tree import is_inside, text_of

MAX_LINKS = 2_000  # of one page
MAX_LINK_CHARACTERS = 2_000
MAX_TITLE_CHARACTERS = 255
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_REFRESH = re.compile(r"\s*(\d{1,5}(?:\.\d*)?)\s*[;,]\s*(?:url\s*=\s*)?(\S.*)", re.IGNORECASE)
_MAX_REFRESH_SECONDS = 5.0
_MAX_NOT_FOUND_CHARACTERS = 800  # without spaces
_ROBOTS_NAMES = ("robots", "frontdeskbot")


class Page(NamedTuple):
    """base, canonical, refresh, links: as spelled on the page; the first three may be empty.

    refresh: where the page sends its visitors at once.
    is_not_found: True if the page says that there is no such page.
    content: its own content as HTML without attributes.
    text_hash: of the content; empty if it has no text.
    words_hash: of its words alone, also of those that other pages repeat.
    blocks: hashes of its longer texts. hidden: the number of characters that the page hides.
    """

    title: str
    base: str
    canonical: str
    refresh: str
    is_indexed: bool
    is_followed: bool
    is_not_found: bool
    links: list[str]
    content: str
    text_hash: str
    words_hash: str
    blocks: list[int]
    hidden: int


def read_page(
    data: bytes,
    *,
    charset: str | None = None,
    keeps_footer: bool = False,
    left_out: Iterable[int] = (),
    is_stored: bool = False,
) -> Page:
    """charset: the encoding declared by the server.

    left_out: hashes of texts that other pages have already said.
    is_stored: True for the content of a page that has been read before.
    """
    source = decode(data, declared=charset or declared_encoding(data))
    tree = LexborHTMLParser(source)
    directives = robots_directives(_meta(tree, _ROBOTS_NAMES))
    title, links = _title(tree), _links(tree)
    base, canonical = _address(tree, "base[href]"), _address(tree, "link[rel~=canonical][href]")
    refresh = _refresh(tree)
    hidden = remove_hidden(tree)
    parts = _stored_parts(tree) if is_stored else main_content(tree, keeps_footer=keeps_footer)
    words = _words(parts)
    if keeps_footer:  # by which the first page would differ from itself at another address
        again = LexborHTMLParser(source)
        remove_hidden(again)
        words = _words(main_content(again, keeps_footer=False))
    is_not_found = _is_not_found(title, parts, len(words))
    texts = longer_texts(parts)
    left_out = frozenset(left_out)
    for hashed, node in texts:
        if hashed in left_out:
            node.decompose()
    content, has_text = reduce_markup(parts)
    return Page(
        title=title,
        base=base,
        canonical=canonical,
        refresh=refresh,
        is_indexed="noindex" not in directives,
        is_followed="nofollow" not in directives,
        is_not_found=is_not_found,
        links=links,
        content=content,
        text_hash=_sha256(" ".join(content.split())) if has_text else "",
        words_hash=_sha256(words) if words else "",
        blocks=list(dict.fromkeys(hashed for hashed, _ in texts)),
        hidden=hidden,
    )


def _stored_parts(tree: LexborHTMLParser) -> list[LexborNode]:
    return [tree.body] if tree.body is not None else []


def _words(parts: list[LexborNode]) -> str:
    return "".join("".join(text_of(part).casefold().split()) for part in parts)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _is_not_found(title: str, parts: list[LexborNode], characters: int) -> bool:
    """True if the title, the first heading or a lone sentence says so, and the page little else."""
    if characters > _MAX_NOT_FOUND_CHARACTERS:
        return False
    headings = (part.css_first("h1, h2") for part in parts)
    first = next((text_of(each) for each in headings if each is not None), "")
    if says_not_found(first or title):
        return True
    return is_not_found_notice(" ".join(text_of(part) for part in parts))


def _refresh(tree: LexborHTMLParser) -> str:
    for node in tree.css("meta[http-equiv][content]"):
        if (node.attributes.get("http-equiv") or "").lower() != "refresh":
            continue
        found = _REFRESH.fullmatch((node.attributes.get("content") or "").rstrip())
        if found and float(found[1]) <= _MAX_REFRESH_SECONDS and not is_inside(node, "noscript"):
            return found[2].strip("\"'")[:MAX_LINK_CHARACTERS]
    return ""


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
