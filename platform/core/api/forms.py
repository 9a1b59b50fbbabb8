"""Multipart forms."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import MultiPartParser


class FormParser(MultiPartParser):
    """A form in UTF-8, whatever `charset` its content type claims.

    RFC 7578 allows none, and Python has codecs (rot13, idna) that are not character sets.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        context = {**(parser_context or {}), "encoding": "utf-8"}
        form = super().parse(stream, media_type, context)
        parts = [
            name for part in (form.data, form.files) for name in part for _ in part.getlist(name)
        ]
        if repeated := [name for name, times in Counter(parts).items() if times > 1]:
            twice = ErrorDetail("This field stands twice.", "repeated")
            raise ValidationError(dict.fromkeys(repeated, twice))
        return form
