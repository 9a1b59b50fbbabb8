"""Multipart forms."""

from __future__ import annotations

from typing import Any

from rest_framework.parsers import MultiPartParser


class FormParser(MultiPartParser):
    """A form in UTF-8, whatever `charset` its content type claims.

    RFC 7578 allows none, and Python has codecs (rot13, idna) that are not character sets.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        context = {**(parser_context or {}), "encoding": "utf-8"}
        return super().parse(stream, media_type, context)
