"""DOCX: checked as an archive of XML, then converted to HTML by mammoth."""

from __future__ import annotations

import io
from collections.abc import Iterator

import mammoth

from knowledge.clients.parsing import html, office
from knowledge.clients.parsing.blocks import Block
from knowledge.clients.parsing.formats import Report
from knowledge.errors import NotADocx

_STYLES = "p[style-name='Title'] => h1:fresh"


def parse(data: bytes, report: Report) -> Iterator[Block]:
    office.check(data, main="word/document.xml", otherwise=NotADocx)
    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=lambda image: [],
    )
    return html.blocks(result.value)
