"""How much a request may send."""

from __future__ import annotations

from django.conf import settings


def body_limit(content_type: str) -> int:
    """Bytes; forms may carry a document."""
    is_form = content_type.lower().startswith("multipart/")
    return settings.MAX_UPLOAD_BODY_BYTES if is_form else settings.MAX_BODY_BYTES
