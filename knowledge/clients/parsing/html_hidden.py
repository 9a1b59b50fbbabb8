"""Leaves out what a page hides from its readers, and says how much.

What a visitor can open stays: answers of an accordion, tabs, `<details>`. So does what is only
hidden from screen readers, and what is only hidden on some screens.
"""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.clients.parsing.html_styles import hidden_by_rules
from knowledge.clients.parsing.html_tree import (
    above,
    is_element,
    names_of,
    remove_all,
    text_of,
    walk,
    words_of,
)

NEVER_TEXT = (
    "script, style, noscript, template, svg, math, iframe, object, embed, canvas, audio, video,"
    " select, textarea, input, datalist"
)
_HIDDEN = "[hidden], [style], font[color], .hidden, .d-none, .is-hidden"
_HIDING_NAMES = frozenset({"hidden", "d-none", "is-hidden"})
# A class such as `md:block` or `d-lg-flex` shows it on other screens.
_SHOWN_ELSEWHERE = re.compile(
    r"(?:\w+:(?:block|flex|grid|inline\S*|table\S*|contents|visible)"
    r"|d-\w+-(?:block|flex|grid|inline\S*|table\S*))"
)
_DISPLAY_NONE = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_INVISIBLE = re.compile(r"(?:^|;)\s*visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_ANIMATED = re.compile(r"animation", re.IGNORECASE)  # shown as soon as it is scrolled to
_COLOR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)"})
_TARGETS = ("aria-controls", "aria-owns", "data-target", "data-bs-target", "for", "href")
_CONTROLS = (
    "[aria-controls], [aria-owns], [data-target], [data-bs-target], label[for], a[href^='#']"
)
_OPENED = frozenset(
    "accordion collapse collapsible collapsed tab tabs tabpanel faq answer answers toggle"
    " expand expandable expander spoiler reveal readmore".split()
)
_OPENED_LEVELS = 3  # of an answer inside its accordion
_OPENERS = "[onclick], [aria-expanded], button, [role=button]"
_OVERLAYS = frozenset("modal popup dialog lightbox offcanvas drawer overlay".split())
_MIN_WORDS_BESIDE_ICONS = 3  # hidden from screen readers only


def remove_hidden(tree: LexborHTMLParser) -> int:
    """Remove what is hidden; returns the number of characters that were left out.

    Icons and windows that are closed are no text that an owner would miss, and are not counted.
    """
    body = tree.body
    if body is None:
        return 0
    opened = opened_ids(body)
    hidden = {node.mem_id for node in hidden_by_rules(tree)}
    remove_all(body, {node.mem_id for node in body.css(NEVER_TEXT)})
    hidden |= {node.mem_id for node in body.css(_HIDDEN) if _is_hidden(node)}
    unspoken = {node.mem_id for node in body.css("[aria-hidden=true]") if _is_icon(node)}
    if not hidden and not unspoken:
        return 0
    removed = [
        node
        for node, is_end in walk(body)
        if not is_end
        and node.mem_id in hidden | unspoken
        and node.mem_id != body.mem_id
        and not _is_opened(node, opened)
    ]
    characters = 0
    for node in reversed(removed):  # innermost first, so that nothing is removed twice
        if node.mem_id in hidden:
            characters += len(text_of(node))
        node.decompose()
    return characters


def opened_ids(body: LexborNode) -> set[str]:
    """Ids of the elements that a control of the page shows."""
    return {target for node in body.css(_CONTROLS) for target in targets_of(node)}


def targets_of(control: LexborNode) -> list[str]:
    named = (control.attributes.get(name) or "" for name in _TARGETS)
    return [target.removeprefix("#") for each in named for target in each.split()]


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = attributes.get("style") or ""
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    if _DISPLAY_NONE.search(style):
        return True
    if _INVISIBLE.search(style) and not _ANIMATED.search(style):
        return True
    names = names_of(node)
    if not _HIDING_NAMES.isdisjoint(names):
        return not any(_SHOWN_ELSEWHERE.fullmatch(name) for name in names)
    return _is_unreadable(node, style)


def _is_icon(node: LexborNode) -> bool:
    """True for what is hidden from screen readers only and says nothing, and for closed windows."""
    is_overlay = not _OVERLAYS.isdisjoint(words_of(node))
    return is_overlay or len(text_of(node).split()) < _MIN_WORDS_BESIDE_ICONS


def _is_opened(node: LexborNode, opened: set[str]) -> bool:
    """True if a visitor can open it, or it is inside something that opens."""
    if not _OVERLAYS.isdisjoint(words_of(node)):
        return False
    if node.id in opened or node.attributes.get("role") == "tabpanel":
        return True
    around = [node, *islice(above(node), _OPENED_LEVELS)]
    if any(not _OPENED.isdisjoint(words_of(each)) for each in around if each.tag != "body"):
        return True
    return _follows_opener(node)


def _follows_opener(node: LexborNode) -> bool:
    """True if the element before it is a control without another target: what it opens is next."""
    before = node.prev
    while before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    if before is None or not is_element(before):
        return False
    controls = before.css(_OPENERS)
    return (
        len(controls) == 1 and not targets_of(controls[0]) and not before.css_matches("p, details")
    )


def _is_unreadable(node: LexborNode, style: str) -> bool:
    """True if the text has the color of its background, as far as the markup says so itself."""
    found = _COLOR.search(style)
    color = _spelled(found[1] if found else node.attributes.get("color") or "")
    if not color:
        return False
    for element in (node, *above(node)):
        behind = _background(element)
        if behind:
            return _same(color, behind)
        if element.attributes.get("class") or element.attributes.get("background"):
            return False  # a style sheet or a picture may be behind it
    return False


def _background(node: LexborNode) -> str:
    found = _BACKGROUND.search(node.attributes.get("style") or "")
    return _spelled(found[1] if found else node.attributes.get("bgcolor") or "")


def _spelled(color: str) -> str:
    return "".join(color.lower().split())


def _same(color: str, other: str) -> bool:
    return color == other or (color in _WHITE and other in _WHITE)
