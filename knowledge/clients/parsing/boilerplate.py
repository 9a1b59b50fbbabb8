"""Removes what is on every page of a site: navigation, banners, footers.

A name (of a class or an id) never removes anything alone: the text must agree. What reads like
content stays, whatever its name; a wrong guess that keeps a menu costs less than one that loses
a price.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.clients.parsing import html_phrases as phrases
from knowledge.clients.parsing.consent import remove_consent
from knowledge.clients.parsing.frame_lines import frame_lines
from knowledge.clients.parsing.frame_names import COMMENT_NAMES, FOOT_NAMES, KIND_OF
from knowledge.clients.parsing.html_hidden import opened_ids, targets_of
from knowledge.clients.parsing.html_tree import (
    Size,
    Sizes,
    above,
    is_inside,
    names_of,
    remove_all,
    select,
    text_of,
    walk,
    words_of,
)

_NO_CONTENT = (
    "dialog, search, [role=search], [role=dialog], [role=alertdialog], [role=menubar],"
    " [role=toolbar], [data-elementor-type=popup]"
)
_NAVIGATION = "nav, [role=navigation], [role=menu], [role=tablist]"
_FRAME = "header, [role=banner], aside, [role=complementary], [data-elementor-type=header]"
_FOOT = "footer, [role=contentinfo], [data-elementor-type=footer]"
_FOOT_NAMES = (
    "#footer, #colophon, #site-footer, #page-footer, .site-footer, .page-footer, .footer, .colophon"
)
_LISTING = "ul, ol, dl, p, div, section, aside, center, td, table, span, font"
_NEVER_A_FRAME = frozenset("html body main article tbody h1".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 dt caption summary".split())
_NOTE_WORDS = frozenset("note tip hint warning caution important callout admonition".split())
_MOSTLY_LINKS = 0.6
_MIN_LINKS, _FEW_LINKS = 2, 3
_LARGE_SHARE = 0.5  # of the page's text: an element with so much of it is no boilerplate
_MAIN_SHARE = 0.4  # of the text: less, and `<main>` is not all that the page says
_SMALL = 400  # characters of a banner
_LINE = 200
# Inside of what is looked at as a whole: a hostile page nests without end.
_MAX_ELEMENTS = 2_000


class _Candidate(NamedTuple):
    node: LexborNode
    size: Size
    words: set[str]


class Pruning:
    """Removes the frame of a page. own: the element that holds most of what the page says."""

    def __init__(self, body: LexborNode, *, keeps_footer: bool) -> None:
        self.body = body
        self.keeps_footer = keeps_footer

    def run(self) -> None:
        self._remove_windows()
        remove_consent(self.body)
        self._prune(f"{_NAVIGATION}, {_FRAME}, {_FOOT}, [class], [id]", self._is_frame)
        self._prune(_LISTING, self._is_list_of_links, links=_MIN_LINKS)
        remove_all(self.body, set(frame_lines(self.body)))

    def _prune(
        self, selector: str, is_frame: Callable[[LexborNode], bool], *, links: int = 0
    ) -> None:
        """links: what has fewer stays, without a closer look."""
        self.sizes = Sizes(self.body)
        self.own = self._own_part()
        self.before_title = self._before_title()
        only_title = len(self.body.css("h1")) == 1
        removed = {
            node.mem_id
            for node in self.body.css(selector)
            if self.sizes.of(node).links >= links
            and self._may_go(node)
            and is_frame(node)
            and not (only_title and node.css_matches("h1"))
        }
        remove_all(self.body, removed)

    def _may_go(self, node: LexborNode) -> bool:
        """False for headings, and for what holds most of the text."""
        size = self.sizes.of(node)
        if node.tag in _NEVER_A_FRAME:
            return False
        if node.tag in _HEADINGS or is_inside(node, *_HEADINGS):
            return False  # it goes with what it is the heading of
        whole = self.sizes.whole
        if size.characters <= _LARGE_SHARE * whole.characters:
            return True
        # A menu may be longer than a short page; a page of links in its own part may be all.
        is_menu = node.tag == "nav" or not self._is_own(node)
        is_little = size.plain <= _LARGE_SHARE * max(whole.plain, 1)
        return is_menu and is_little and _is_mostly_links(size)

    def _remove_windows(self) -> None:
        opened = opened_ids(self.body)
        removed = {node.mem_id for node in self.body.css(_NO_CONTENT)}
        for node in self.body.css("button"):
            # One that opens content stays: its label is the question.
            if opened.isdisjoint(targets_of(node)) and "aria-expanded" not in node.attributes:
                removed.add(node.mem_id)
        remove_all(self.body, removed)

    def _own_part(self) -> LexborNode:
        """The innermost container that holds most of the text outside links."""
        found = self.body
        enough = 0.7 * max(self.sizes.whole.plain, 1)
        while True:
            child = found.first_child
            while child is not None:
                is_container = child.tag in ("div", "main", "article", "section", "td", "tr")
                is_container = is_container or child.tag in ("table", "tbody", "center", "form")
                if is_container and self.sizes.of(child).plain >= enough:
                    break
                child = child.next
            if child is None:
                return found
            found = child

    def _before_title(self) -> set[int]:
        """The elements that end before the page's title or first sentences begin."""
        found: set[int] = set()
        for node, is_end in walk(self.body):
            if node.tag == "h1" or is_end and self.sizes.of(node).prose:
                break
            if is_end:
                found.add(node.mem_id)
        return found

    def _is_own(self, node: LexborNode) -> bool:
        return any(each.mem_id == self.own.mem_id for each in above(node))

    def _is_frame(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        size = self.sizes.of(node)
        it = _Candidate(node, size, words_of(node))
        role = node.attributes.get("role") or ""
        if tag == "nav" or role in ("navigation", "menu", "tablist"):
            return not _reads_like_content(size) or _is_mostly_links(size)
        if tag == "footer" or role == "contentinfo":
            return self._is_foot(it)
        if tag in ("header", "aside") or role in ("banner", "complementary"):
            if it.words & _NOTE_WORDS:
                return False
            is_part = is_inside(node, "main", "article")
            is_list = tag == "aside" and size.prose == 0 and size.links > 0
            return is_list or _is_mostly_links(size) or not is_part or self._is_named_frame(it)
        return self._is_named_frame(it)

    def _is_named_frame(self, it: _Candidate) -> bool:
        if it.words & _NOTE_WORDS:
            return False
        if it.size.elements > _MAX_ELEMENTS:
            return False
        kinds = {KIND_OF[word] for word in it.words if word in KIND_OF}
        kinds |= {"comments"} if COMMENT_NAMES.intersection(names_of(it.node)) else set()
        return any(self._agrees(kind, it) for kind in sorted(kinds))

    def _agrees(self, kind: str, it: _Candidate) -> bool:
        """True if what the element says is of the kind that its name promises."""
        size = it.size
        if kind == "links":
            return _is_mostly_links(size)
        if kind == "bar":
            return size.prose == 0 and size.characters <= _SMALL
        if kind == "foot":
            return self._is_foot(it)
        text = text_of(it.node)
        if kind == "share":
            is_list = _is_mostly_links(size) or phrases.offers_sharing(text)
            return is_list and size.prose == 0 and size.characters <= _SMALL
        if kind == "comments":
            named = COMMENT_NAMES.intersection(names_of(it.node))
            return bool(named) and phrases.are_comments(text) and not it.node.css_matches("h1")
        if kind == "feedback":
            return phrases.is_frame_line(text[:_LINE]) and len(text) <= _SMALL
        if kind == "others":
            return size.links >= 1 and phrases.names_other_pages(text) and size.prose <= size.linked
        if len(text) > _SMALL:
            return False
        says = phrases.is_sign_up if kind == "sign_up" else phrases.is_advertisement
        return says(text)

    def _is_foot(self, it: _Candidate) -> bool:
        node, size = it.node, it.size
        if _is_mostly_links(size) or phrases.is_frame_line(text_of(node)[:_LINE]):
            return True
        is_part = is_inside(node, "article")
        if node.tag != "footer":  # the foot of a card or a table has such a name, too
            is_whole = not FOOT_NAMES.isdisjoint(names_of(node))
            is_part = is_part or is_inside(node, "main") or (self._is_own(node) and not is_whole)
        if is_part:
            return False
        return not self.keeps_footer

    def _is_list_of_links(self, node: LexborNode) -> bool:
        """Menus and tables of contents without a name that says so."""
        size, tag = self.sizes.of(node), node.tag or ""
        if size.elements > _MAX_ELEMENTS:
            return False
        if tag in ("div", "section", "aside") and size.prose == 0 and size.plain < size.linked:
            if phrases.begins_with_other_pages(text_of(node)):
                return True
        if not _is_mostly_links(size):
            return False
        if tag in ("ul", "ol", "dl", "div", "p") and size.in_page_links == size.links:
            return size.links >= _FEW_LINKS  # the sections of this page follow
        labels = [_label(link) for link in node.css("a")]
        if phrases.is_pager(labels) and size.plain <= 100:
            return True
        if phrases.are_legal_links(labels) and not is_inside(node, "article"):
            return True
        is_listed = is_inside(node, "main", "article") or self._is_own(node)
        if (is_listed or node.mem_id == self.own.mem_id) and node.mem_id not in self.before_title:
            return tag in ("p", "center", "div", "td") and _is_bar(node, size)
        return size.links >= _FEW_LINKS


def _label(link: LexborNode) -> str:
    image = link.css_first("img[alt]")
    return text_of(link) or ((image.attributes.get("alt") or "") if image else "")


def _is_mostly_links(size: Size) -> bool:
    return size.linked > _MOSTLY_LINKS * size.characters


def _reads_like_content(size: Size) -> bool:
    return size.prose >= 2 * _LINE


def _is_bar(node: LexborNode, size: Size) -> bool:
    """True for links in a row with nothing but separators between them: `Home | Rooms | Links`."""
    if size.links < _FEW_LINKS or node.css_matches("li, h1, h2, h3, h4, p p, table"):
        return False
    beside = "".join(
        each.text_content or ""
        for each, _ in walk(node)
        if each.tag == "-text" and not is_inside(each, "a")
    )
    return any(mark in beside for mark in "|·•»[/–-") and not any(map(str.isalnum, beside))


def main_content(tree: LexborHTMLParser, *, keeps_footer: bool) -> list[LexborNode]:
    """The parts of the page that are its own content, in order; modifies the tree.

    keeps_footer: keep the site's footer, which holds address and hours, without its links.
    """
    body = tree.body
    if body is None:
        return []
    Pruning(body, keeps_footer=keeps_footer).run()
    main = _main(body)
    if not main:
        return [body]
    parts = list(main)
    if not any(part.css_matches("h1") for part in main) and (title := _outside(body, main, "h1")):
        parts.insert(0, title[0])
    if keeps_footer:
        parts += _outside(body, main, f"{_FOOT}, {_FOOT_NAMES}, address")[:3]
    return parts


def _main(body: LexborNode) -> list[LexborNode]:
    """The `<main>`-like elements, if they hold enough of the text."""
    whole = _length(body)
    articles = body.css("article")
    for found in (select(body, "main, [role=main]"), articles if len(articles) == 1 else []):
        ids = {each.mem_id for each in found}
        outermost = [each for each in found if ids.isdisjoint(up.mem_id for up in above(each))]
        if outermost and sum(map(_length, outermost)) >= _MAIN_SHARE * whole:
            return outermost
    return []


def _outside(body: LexborNode, parts: list[LexborNode], selector: str) -> list[LexborNode]:
    inside = {node.mem_id for part in parts for node in part.css(selector)}
    return [node for node in select(body, selector) if node.mem_id not in inside]


def _length(node: LexborNode) -> int:
    return len("".join(node.text(deep=True).split()))
