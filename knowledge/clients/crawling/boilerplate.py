"""Removes what is on every page of a site: navigation, banners, footers.

The tree is walked iteratively: a hostile page nests a hundred thousand levels deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NO_CONTENT = (
    "script, style, noscript, template, svg, math, iframe, object, embed, canvas, audio, video,"
    " select, textarea, input, datalist, dialog, nav, search,"
    " [role=navigation], [role=search], [role=dialog], [role=alertdialog], [role=menu],"
    " [role=menubar], [role=toolbar]"
)
_HIDDEN = "[hidden], [aria-hidden=true]"
_TARGETS = ("aria-controls", "data-target", "data-bs-target")
_CONTROLS = ", ".join(f"[{name}]" for name in _TARGETS)
_FRAME = "header, [role=banner], aside, [role=complementary]"
_FOOT = "footer, [role=contentinfo]"
_NEVER_A_FRAME = frozenset("html body main article".split())
# Words in classes and ids. The first only mark boilerplate; the others may mark content, such as a
# restaurant's menu, and are removed if most of their text is links.
_SURELY = frozenset(
    "cookie cookies cookiebar consent gdpr newsletter skip skiplink breadcrumb breadcrumbs"
    " sharing share socials pagination pager offscreen lightbox".split()
)
_PERHAPS = frozenset(
    "nav navbar navigation menu submenu topbar header masthead footer sidebar toolbar related"
    " social widget widgets tags banner promo languages subscribe".split()
)
_NOTE_WORDS = frozenset("note tip hint warning caution important callout admonition".split())
_FOOT_WORDS = frozenset("footer colophon".split())
_WORD = re.compile(r"[A-Z]?[a-z]+")
_MOSTLY_LINKS = 0.6
_FEW_LINKS = 3
_LARGE_SHARE = 0.5  # of the page's text: an element with so much of it is no boilerplate
_MAIN_SHARE = 0.25
_MAIN_CHARACTERS = 200


def main_content(tree: LexborHTMLParser, *, keeps_footer: bool) -> list[LexborNode]:
    """The parts of the page that are its own content, in order; modifies the tree.

    keeps_footer: keep the site's footer, which holds address and hours, without its links.
    """
    body = tree.body
    if body is None:
        return []
    _prune(body, keeps_footer=keeps_footer)
    main = _main(body)
    if main is None:
        return [body]
    parts = [main]
    if not main.css_matches("h1") and (title := _outside(body, main, "h1")):
        parts.insert(0, title[0])
    if keeps_footer:
        parts += _outside(body, main, f"{_FOOT}, address")[:3]
    return parts


def _prune(body: LexborNode, *, keeps_footer: bool) -> None:
    controlled = _controlled_ids(body)
    for node in body.css(_NO_CONTENT):
        node.decompose()
    for node in body.css("button"):
        if not controlled.isdisjoint(_targets(node)):
            continue  # it reveals content, and its label is the question
        node.decompose()
    for node in body.css(_HIDDEN):
        # Collapsed parts of an accordion and hidden tabs are content.
        if node.attributes.get("role") != "tabpanel" and node.id not in controlled:
            node.decompose()
    sizes = _Sizes(body)
    only_title = len(body.css("h1")) == 1
    removed = [
        node
        for node in body.css(f"{_FRAME}, {_FOOT}, [class], [id], ul, ol")
        if _is_frame(node, sizes, keeps_footer=keeps_footer)
        and not (only_title and node.css_matches("h1"))
    ]
    # Innermost first, so that nothing is removed twice.
    for node in reversed(removed):
        node.decompose()


def _is_frame(node: LexborNode, sizes: _Sizes, *, keeps_footer: bool) -> bool:
    tag = node.tag or ""
    characters, linked, links = sizes.of(node)
    if tag in _NEVER_A_FRAME or characters > _LARGE_SHARE * sizes.whole:
        return False
    words = _words(node)
    role = node.attributes.get("role") or ""
    mostly_links = linked > _MOSTLY_LINKS * characters
    if tag == "footer" or role == "contentinfo" or words & _FOOT_WORDS:
        return mostly_links or not (keeps_footer or _is_inside(node, "article"))
    if tag in ("header", "aside") or role in ("banner", "complementary"):
        is_content = _is_inside(node, "main", "article") or words & _NOTE_WORDS
        return mostly_links or not is_content
    if words & _SURELY:
        return True
    if words & _PERHAPS:
        return mostly_links
    return (
        tag in ("ul", "ol")
        and links >= _FEW_LINKS
        and mostly_links
        and not _is_inside(node, "main", "article")
    )


def _words(node: LexborNode) -> set[str]:
    named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return {word.lower() for word in _WORD.findall(named[:500])}


def _is_inside(node: LexborNode, *tags: str) -> bool:
    above, steps = node.parent, 0
    while above is not None and steps < 60:
        if above.tag in tags:
            return True
        above, steps = above.parent, steps + 1
    return False


def _controlled_ids(body: LexborNode) -> set[str]:
    """Ids of the elements that a control of the page reveals."""
    return {target for node in body.css(_CONTROLS) for target in _targets(node)}


def _targets(control: LexborNode) -> list[str]:
    named = (control.attributes.get(name) or "" for name in _TARGETS)
    return [target.removeprefix("#") for each in named for target in each.split()]


def _main(body: LexborNode) -> LexborNode | None:
    """The `<main>`-like element, if it holds enough of the text."""
    whole = _length(body)
    articles = body.css("article")
    for node in [*body.css("main, [role=main]"), *(articles if len(articles) == 1 else [])]:
        length = _length(node)
        if length >= _MAIN_SHARE * whole or length >= _MAIN_CHARACTERS:
            return node
    return None


def _outside(body: LexborNode, main: LexborNode, selector: str) -> list[LexborNode]:
    inside = {node.mem_id for node in main.css(selector)}
    return [node for node in body.css(selector) if node.mem_id not in inside]


def _length(node: LexborNode) -> int:
    return len("".join(node.text(deep=True).split()))


class _Sizes:
    """For each element, the length of its text, the part of it in links, and the number of
    links.
    """

    def __init__(self, body: LexborNode) -> None:
        self._found: dict[int, tuple[int, int, int]] = {}
        totals = [[0, 0, 0]]
        for node, is_end in walk(body):
            if is_end:
                counted = totals.pop()
                if node.tag == "a":
                    counted[1:] = [counted[0], counted[2] + 1]
                self._found[node.mem_id] = (counted[0], counted[1], counted[2])
                totals[-1] = [mine + its for mine, its in zip(totals[-1], counted, strict=True)]
            elif node.tag == "-text":
                totals[-1][0] += len("".join((node.text_content or "").split()))
            else:
                totals.append([0, 0, 0])
        self.whole = max(totals[0][0], 1)

    def of(self, node: LexborNode) -> tuple[int, int, int]:
        return self._found[node.mem_id]


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield every node below `root` and itself in document order; elements again, with True, at
    their end.
    """
    node: LexborNode | None = root
    while node is not None:
        yield node, False
        child = node.first_child
        while child is None:
            if not (node.tag or "-").startswith("-"):
                yield node, True
            if node.mem_id == root.mem_id:
                return
            child = node.next
            if child is None:
                node = node.parent
                if node is None:
                    return
        node = child
