"""The API reference: the document, and third-party pages that show it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.views import APIView

from core.http.middleware import SecurityHeadersMiddleware
from core.wire import Problem
from core.wire.pages import View, only_read, refusal


def reference(page: type[APIView], **options: Any) -> View:
    """A view of drf-spectacular, for any accepted type; its pages need their own content policy."""
    view = page.as_view(**options)

    @only_read
    def shown(request: HttpRequest) -> HttpResponseBase:
        request.META["HTTP_ACCEPT"] = "*/*"
        response = view(request)
        if response.status_code >= 400:  # an unknown `format`
            phrase = HTTPStatus(response.status_code).phrase
            return refusal(request, Problem(response.status_code, "NOT_FOUND", f"{phrase}."))
        response["Content-Security-Policy"] = SecurityHeadersMiddleware.THEIRS
        return response

    return shown
