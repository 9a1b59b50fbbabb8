"""What a page's own `<style>` elements hide for certain.

Only plain selectors outside of conditions count, and nothing that any other rule may show again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_MAX_CHARACTERS = 300_000
_MAX_SELECTORS = 400
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PLAIN = re.compile(r"[\w\s.#*>-]{1,200}")
_HIDES = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE
)
_SHOWS = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*(?!none)\w|visibility\s*:\s*visible)", re.IGNORECASE
)
_COLOR = re.compile(r"(?:^|[;{\s])color\s*:\s*([^;!}]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?:^|[;{\s])background(?:-color)?\s*:\s*([^;!}]+)", re.IGNORECASE)
_SHORT_COLOR = re.compile(r"^#(\w)(\w)(\w)$")
_PSEUDO = re.compile(r"::?[\w-]+(?:\([^()]*\))?")
_LAST = re.compile(r"[^\s>+~]+$")


def hidden_by_rules(tree: LexborHTMLParser) -> list[LexborNode]:
    hiding: list[str] = []
    showing: list[str] = []
    for selectors, body, is_conditional in _rules(tree):
        hides = _HIDES.search(body) is not None or _is_unreadable(body)
        if hides and not is_conditional:
            hiding += [each for each in selectors if _PLAIN.fullmatch(each)]
        elif not hides and _SHOWS.search(body):
            showing += [last[0] for each in selectors if (last := _LAST.search(_plain(each)))]
    if not hiding:
        return []
    shown = {node.mem_id for each in showing[:_MAX_SELECTORS] for node in _matches(tree, each)}
    hidden = [node for each in hiding[:_MAX_SELECTORS] for node in _matches(tree, each)]
    return [node for node in hidden if node.mem_id not in shown]


def _is_unreadable(declarations: str) -> bool:
    """True if the text has the color of its background."""
    color, behind = _COLOR.search(declarations), _BACKGROUND.search(declarations)
    if color is None or behind is None:
        return False
    shades = (each[1].strip().lower().replace("white", "#fff") for each in (color, behind))
    return len({_SHORT_COLOR.sub(r"#\1\1\2\2\3\3", shade) for shade in shades}) == 1


def _plain(selector: str) -> str:
    return _PSEUDO.sub("", selector).strip()


def _matches(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:  # a selector that the library does not know
        return []


def _rules(tree: LexborHTMLParser) -> Iterator[tuple[list[str], str, bool]]:
    """Selectors, declarations, and True if they hold only under a condition."""
    sheets = tree.css("style")
    source = "\n".join(_sheet(each) for each in sheets)[:_MAX_CHARACTERS]
    depth, start, head = 0, 0, ""
    for brace in re.finditer(r"[{}]", source):
        piece = source[start : brace.start()].strip()
        start = brace.end()
        if brace[0] == "{":
            depth += 1
            head = piece.rpartition(";")[2].strip()
        else:
            if head and not head.startswith("@"):
                selectors = [each.strip() for each in head.split(",")]
                yield selectors, piece, depth > 1
            head = ""
            depth = max(depth - 1, 0)


def _sheet(style: LexborNode) -> str:
    text = _COMMENT.sub("", style.text(deep=True))
    media = (style.attributes.get("media") or "all").strip().lower()
    return text if media in ("all", "screen") else f"@media {media} {{ {text} }}"
