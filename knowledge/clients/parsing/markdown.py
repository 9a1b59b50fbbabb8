"""Markdown, converted to HTML and read as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from knowledge.clients.parsing import html
from knowledge.clients.parsing.blocks import Block, Notice
from knowledge.clients.parsing.encodings import decode
from knowledge.clients.parsing.formats import Report

_WORD = re.compile(r"[^\W_]")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?\r?\n(?:---|\.\.\.)[ \t]*\r?\n", re.DOTALL)


def parse(data: bytes, report: Report) -> Iterator[Block | Notice]:
    source = _FRONT_MATTER.sub("", decode(data), count=1)
    if not _WORD.search(source):
        return iter(())  # megabytes of marks alone take minutes to render
    rendered = MarkdownIt("commonmark").enable("table").render(source)
    return html.blocks(rendered)
