"""Sitemaps: the addresses that a site lists itself."""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass

MAX_BYTES = 10_000_000  # packed and unpacked: some 50,000 addresses
MAX_SITEMAPS = 20  # files of one site
# A regular expression instead of an XML parser: nothing else of the file is needed, and nothing can
# be made to expand. Possessive: megabytes of spaces are scanned once, not once for each of them.
_ADDRESS = re.compile(r"<loc>\s*+(?:<!\[CDATA\[)?+\s*+([^<\]\s]{1,2100})")
_INDEX = re.compile(r"<(?:\w+:)?sitemapindex[\s>]")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """is_index: True if the addresses are of further sitemaps."""

    addresses: list[str]
    is_index: bool


def parse(body: bytes) -> Sitemap:
    """Returns no addresses for anything but a sitemap."""
    text = _unpack(body).decode("utf-8-sig", errors="replace")
    addresses = [html.unescape(found) for found in _ADDRESS.findall(text)]
    return Sitemap(list(dict.fromkeys(addresses)), is_index=_INDEX.search(text) is not None)


def _unpack(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES)
    except zlib.error:
        return b""
