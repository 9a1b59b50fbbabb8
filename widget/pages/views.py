"""The widget's scripts, and the page for choosing its appearance."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from core.wire.pages import only_read
from widget.pages.script import script

CACHE = "public, max-age=300"
# For the studio and the page in its frame, which may load an avatar from any host.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: https:; font-src 'self'; frame-src 'self'; form-action 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'; frame-ancestors "
)


@only_read
def script_file(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the widget, for every website."""
    found = script(name)
    if found is None:
        raise Http404
    if request.headers.get("If-None-Match") == found.tag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(found.zipped, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(found.plain)
    response["Content-Type"] = "text/javascript; charset=utf-8"
    response["Cache-Control"] = CACHE
    response["ETag"] = found.tag
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@only_read
def studio(request: HttpRequest) -> HttpResponse:
    """The page for choosing a widget's appearance, and saving it if permitted."""
    response = render(request, "widget/studio.html")
    response["Content-Security-Policy"] = f"{_POLICY}'none'"
    return response


@only_read
def preview(request: HttpRequest) -> HttpResponse:
    """A page with the widget, which the studio shows in a frame."""
    response = render(request, "widget/preview.html")
    response["Content-Security-Policy"] = f"{_POLICY}'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
