"""HTML: the visible text in order; without scripts, navigation and forms."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.clients.parsing.blocks import Block, BlockKind, Notice, Outline
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.formats import Report
from knowledge.clients.parsing.html_encoding import declared_encoding
from knowledge.clients.parsing.html_hidden import remove_hidden
from knowledge.clients.parsing.html_tables import is_data_table, lines_of
from knowledge.clients.parsing.html_tree import BLOCKS, walk

# In the head of a crawled page, as it is stored: the characters that were hidden on the site.
HIDDEN_META = "frontdesk-hidden-characters"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def parse(data: bytes, report: Report) -> Iterator[Block | Notice]:
    source = decode(data, declared=declared_encoding(data))
    return blocks(source, is_page=True)


def blocks(source: str, *, is_page: bool = False) -> Iterator[Block | Notice]:
    """The blocks of an HTML document or fragment.

    is_page: a whole page, whose navigation, banners and footer are left out.
    """
    tree = LexborHTMLParser(source)
    body = tree.body
    if body is None:
        return
    hidden = remove_hidden(tree) + _hidden_before(tree)
    if hidden:
        yield Notice("HIDDEN_TEXT_LEFT_OUT", hidden)
    parts = _own_parts(tree) if is_page else [body]
    reader = _Reader()
    for part in parts:
        yield from reader.read(part)


def _own_parts(tree: LexborHTMLParser) -> list[LexborNode]:
    from knowledge.clients.parsing.boilerplate import main_content  # 20 ms, not for Markdown

    return main_content(tree, keeps_footer=False)


def _hidden_before(tree: LexborHTMLParser) -> int:
    meta = tree.css_first(f"head meta[name={HIDDEN_META}][content]")
    counted = (meta.attributes.get("content") or "") if meta else ""
    return int(counted) if counted.isdecimal() and len(counted) < 8 else 0


class _Reader:
    """Collects the text of an element until it ends, then makes a block of it."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._text: list[str] = []
        self._lists: list[int | None] = []  # next number of each open list; None for bullets
        self._items = 0  # number of open <li>
        self._number = ""  # of the list item that has just started
        self._code = 0  # number of open <pre>

    def read(self, root: LexborNode) -> Iterator[Block]:
        table: int | None = None  # the data table that the walk is inside of
        for node, is_end in walk(root):
            if table is not None:
                table = None if is_end and node.mem_id == table else table
            elif is_end:
                yield from self._leave(node)
            elif node.tag == "table" and is_data_table(node):
                table = node.mem_id
                yield from self._end_block()
                yield from self._table(node)
            else:
                yield from self._enter(node)

    def _enter(self, node: LexborNode) -> Iterator[Block]:
        tag = node.tag or ""
        if tag == "-text":
            self._text.append(node.text_content or "")
        elif tag == "br" and self._code:
            self._text.append("\n")
        elif tag in BLOCKS:
            yield from self._end_block()
            if tag in ("ol", "ul", "menu", "dir"):
                self._lists.append(_first_number(node) if tag == "ol" else None)
            elif tag == "li":
                self._items += 1
                self._number = self._next_number()
            elif tag == "pre":
                self._code += 1

    def _leave(self, node: LexborNode) -> Iterator[Block]:
        tag = node.tag or ""
        if tag in _HEADINGS:
            yield from self._outline.heading(self._take_text(), level=_HEADINGS[tag])
        elif tag in BLOCKS:
            yield from self._end_block()
            if tag in ("ol", "ul", "menu", "dir") and self._lists:
                self._lists.pop()
            elif tag == "li":
                self._items -= 1
                self._number = ""
            elif tag == "pre":
                self._code -= 1

    def _end_block(self) -> Iterator[Block]:
        text = self._take_text()
        if not text.strip():
            return
        if self._code:
            yield from self._outline.block(text, BlockKind.CODE)
        elif self._items:
            yield from self._outline.block(self._number + text, BlockKind.LIST_ITEM)
            self._number = ""
        else:
            yield from self._outline.block(text, BlockKind.PARAGRAPH)

    def _table(self, table: LexborNode) -> Iterator[Block]:
        caption = table.css_first("caption")
        if caption is not None:
            yield from self._outline.block(caption.text(), BlockKind.PARAGRAPH)
        for line in lines_of(table):
            kind = BlockKind.TABLE_ROW if line.is_row else BlockKind.PARAGRAPH
            yield from self._outline.block(line.text, kind)

    def _take_text(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text

    def _next_number(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return ""
        number = self._lists[-1]
        self._lists[-1] = number + 1
        return f"{number}. "


def _first_number(ordered_list: LexborNode) -> int:
    start = ordered_list.attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
