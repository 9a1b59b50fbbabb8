"""The API reference: the document, and pages of other people's that show it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.views import APIView

from core.http.middleware import SecurityHeadersMiddleware
from core.wire.pages import View, only_read


def reference(page: type[APIView], **options: Any) -> View:
    """A view of drf-spectacular's, whatever the caller says it accepts; its pages need a content
    policy of their own."""
    view = page.as_view(**options)

    @only_read
    def shown(request: HttpRequest) -> HttpResponseBase:
        request.META["HTTP_ACCEPT"] = "*/*"
        response = view(request)
        response["Content-Security-Policy"] = SecurityHeadersMiddleware.THEIRS
        return response

    return shown
