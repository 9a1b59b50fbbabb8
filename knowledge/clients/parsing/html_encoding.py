"""The encoding that an HTML document declares."""

from __future__ import annotations

import re

_HEAD_BYTES = 4096  # a declaration must be in it
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(
    rb"<meta(?=[\s/])[^>]{0,500}?[\s\"';/]charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)


def declared_encoding(data: bytes) -> str | None:
    """The encoding named by a document's meta element, or else by its XML declaration."""
    head = _COMMENT.sub(b"", data[:_HEAD_BYTES])
    found = _META.search(head) or _XML.match(head)
    return found[1].decode() if found else None
