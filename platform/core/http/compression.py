"""Compresses what is read: JSON, scripts and styles, if the client accepts gzip.

Left out is what could tell a secret by its length (BREACH): answers to anything but a GET, which
alone hand out tokens and keys; everything about signing in; pages, whose forms hold CSRF tokens;
and whatever sets a cookie. Event streams and files are sent as they are.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from core.http.middleware import GetResponse

OPENAPI = "application/vnd.oai.openapi+json"
MIN_BYTES = 1_024  # below, the packet is as full as before
_LEVEL = 6
_LEVEL_OF_FILES = 9  # once for all callers
_TYPES = {
    "application/json",
    OPENAPI,
    "application/javascript",
    "text/javascript",
    "text/css",
    "image/svg+xml",
}
_SECRET = re.compile(r"/(auth|register|admin)(/|$)")
_MARK = '-gzip"'  # of the tag of a compressed answer: another one than that of the plain answer
_CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")
_NAMED = re.compile(r"(?:^|,)\s*(gzip|\*)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*(?=,|$)", re.I)


class CompressionMiddleware:
    """Stands before whatever reads `If-Match` and `If-None-Match`, and takes its mark off them: no
    view knows of codings.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = request.META.get("HTTP_IF_NONE_MATCH", "")
        for name in _CONDITIONS:
            if name in request.META:
                request.META[name] = request.META[name].replace(_MARK, '"')
        response = self.get_response(request)
        if response.status_code == 304 and _marked(response.get("ETag", "")) in known:
            response["ETag"] = _marked(response["ETag"])
        if not _is_compressible(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not accepts_gzip(request.headers.get("Accept-Encoding", "")):
            return response
        return _compressed(response)


def accepts_gzip(header: str) -> bool:
    """What `Accept-Encoding` says of gzip, by name or else by `*`."""
    weights = {name.lower(): float(weight or 1) for name, weight in _NAMED.findall(header)}
    return weights.get("gzip", weights.get("*", 0)) > 0


def _is_compressible(request: HttpRequest, response: HttpResponseBase) -> bool:
    content_type = response.get("Content-Type", "").partition(";")[0]
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and content_type in _TYPES
        and (not response.streaming or _is_static(request, response))
        and not response.has_header("Content-Encoding")
        and not response.cookies
        and not _SECRET.search(request.path)
    )


def _is_static(request: HttpRequest, response: HttpResponseBase) -> bool:
    return isinstance(response, FileResponse) and request.path.startswith(settings.STATIC_URL)


def _compressed(response: HttpResponseBase) -> HttpResponseBase:
    answer = _whole(response) if isinstance(response, FileResponse) else response
    assert isinstance(answer, HttpResponse)
    plain = answer.content
    if len(plain) < MIN_BYTES:
        return answer
    is_for_all = "public" in answer.get("Cache-Control", "")
    zipped = _zipped_once(plain) if is_for_all else gzip.compress(plain, _LEVEL, mtime=0)
    if len(zipped) >= len(plain):
        return answer
    answer.content = zipped
    answer["Content-Length"] = str(len(zipped))
    answer["Content-Encoding"] = "gzip"
    if answer.has_header("ETag"):
        answer["ETag"] = _marked(answer["ETag"])
    return answer


def _whole(response: FileResponse) -> HttpResponse:
    """A streamed file in one piece."""
    answer = HttpResponse(b"".join(response), headers=dict(response.headers))
    if response.file_to_stream is not None:  # as for a HEAD
        response.file_to_stream.close()
    return answer


@lru_cache(maxsize=32)
def _zipped_once(plain: bytes) -> bytes:
    return gzip.compress(plain, _LEVEL_OF_FILES, mtime=0)


def _marked(tag: str) -> str:
    """The tag of the compressed answer; a weak one is the same for both."""
    return tag if tag.startswith("W/") else tag.removesuffix('"') + _MARK
