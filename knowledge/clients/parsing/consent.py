"""Removes consent banners and walls, whatever they are called.

A page about cookies or privacy keeps its text.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from knowledge.clients.parsing import html_phrases as phrases
from knowledge.clients.parsing.html_tree import (
    BLOCKS,
    above,
    is_element,
    remove_all,
    text_of,
    walk,
    words_of,
)

_NAMES = frozenset(
    "cookie cookies cookiebar cookiebot consent gdpr dsgvo rgpd cmp onetrust cookiehinweis privacy"
    " didomi usercentrics cookiebanner cookieconsent cookienotice".split()
)
_PAGE_PARTS = "body, h1, main, article, nav, header, footer"
_MAX_CHARACTERS = 4_000
_MAX_BUTTON_WORDS = 3
_STATEMENTS = frozenset("h1 h2 h3 h4 h5 h6 p li td dd".split())


def remove_consent(body: LexborNode) -> None:
    title = body.css_first("h1")
    if title is not None and phrases.may_be_consent(text_of(title)):
        return  # it is the page's subject
    walls = {
        wall.mem_id
        for node in _innermost_blocks(body)
        if phrases.may_be_consent(text_of(node)) and (wall := _wall_around(node)) is not None
    }
    if walls:
        remove_all(body, walls)


def _wall_around(node: LexborNode) -> LexborNode | None:
    """The outermost element around a text that says nothing but what a consent banner says."""
    wall, is_named = None, False
    for each in (node, *above(node)):
        if each.css_matches(_PAGE_PARTS) or not _says_little_else(each):
            break
        wall, is_named = each, is_named or not _NAMES.isdisjoint(words_of(each))
    if wall is None or not phrases.is_consent(text_of(wall), is_named=is_named):
        return None
    return wall


def _says_little_else(node: LexborNode) -> bool:
    """True if each text is about consent, or as short as a button."""
    if len(text_of(node)) > _MAX_CHARACTERS:
        return False
    return all(_may_be_part(each) for each in _innermost_blocks(node))


def _may_be_part(block: LexborNode) -> bool:
    text = text_of(block)
    if phrases.may_be_consent(text):
        return True
    is_label = block.tag not in _STATEMENTS and not any(map(str.isdigit, text))
    return is_label and len(text.split()) <= _MAX_BUTTON_WORDS and text[-1:] not in ".!?。"


def _innermost_blocks(root: LexborNode) -> Iterator[LexborNode]:
    has_blocks = [False]
    for node, is_end in walk(root):
        if not is_element(node) or node.tag not in BLOCKS or node.tag == "br":
            continue
        if not is_end:
            has_blocks[-1] = True
            has_blocks.append(False)
        elif not has_blocks.pop():
            yield node
