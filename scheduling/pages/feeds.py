"""The feed of appointments, for programs that know its secret address.

The secret is a parameter, since logs hold paths.
"""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from core.wire.pages import only_read
from scheduling.errors import FeedMissing
from scheduling.services import read_feed


@only_read
def feed(request: HttpRequest) -> HttpResponse:
    """The same 404 for every address that is none, or none anymore."""
    try:
        content = read_feed(token=request.GET.get("key", ""), now=timezone.now())
    except FeedMissing as error:
        raise Http404 from error
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
