"""The API reference: the document, and third-party pages that show it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

import orjson
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.generators import SchemaGenerator
from rest_framework.views import APIView

from core.http.compression import OPENAPI
from core.http.middleware import SecurityHeadersMiddleware
from core.wire import Problem
from core.wire.pages import View, only_read, refusal

_REDOC = "drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js"
_LOGO = b"https://cdn.redoc.ly/redoc/logo-mini.svg"  # it hides itself if it cannot be shown


def reference(page: type[APIView]) -> View:
    """A page of drf-spectacular, for any accepted type; it needs its own content policy."""
    view = page.as_view(url_name="openapi")

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


@only_read
def openapi_document(request: HttpRequest) -> HttpResponseBase:
    return _for_all(request, _document(), OPENAPI)


@only_read
def redoc_script(request: HttpRequest) -> HttpResponseBase:
    """The package's own script, which would load a logo from another host."""
    return _for_all(request, _redoc_script(), "text/javascript; charset=utf-8")


def _for_all(request: HttpRequest, content: bytes, content_type: str) -> HttpResponseBase:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=content_type)
    response["ETag"], response["Cache-Control"] = tag, "public, no-cache"
    return get_conditional_response(request, etag=tag, response=response) or response


@lru_cache(maxsize=1)
def _document() -> bytes:
    """It follows from the code alone, and takes half a second to write."""
    return orjson.dumps(SchemaGenerator().get_schema(request=None, public=True))


@lru_cache(maxsize=1)
def _redoc_script() -> bytes:
    return Path(str(finders.find(_REDOC))).read_bytes().replace(_LOGO, b"data:,")
