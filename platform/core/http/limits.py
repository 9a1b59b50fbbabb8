"""Size limits of requests."""

from __future__ import annotations

from django.conf import settings


def body_limit(content_type: str) -> int:
    """Maximum bytes; forms may contain a document."""
    is_form = content_type.lower().startswith("multipart/")
    return settings.MAX_UPLOAD_BODY_BYTES if is_form else settings.MAX_BODY_BYTES
