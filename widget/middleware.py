"""CORS for the widget's routes: open to websites allowed by a key; the legacy embed's first call
is open to all.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from core.http.middleware import GetResponse
from workspaces.services.keys import website_is_known

PREFIX = "/api/v1/widget/"
OPEN_TO_ALL = f"{PREFIX}init"  # errors are in its body
_ALLOWED_HEADERS = "content-type, x-api-key, last-event-id, idempotency-key, x-request-id"
_EXPOSED_HEADERS = "x-session-id, x-request-id, retry-after, x-ratelimit-remaining"
_PREFLIGHT_SECONDS = "600"


class WidgetCorsMiddleware:
    """Answers a preflight, which carries no key, for every website that any active key allows;
    the request itself is then checked against its own key.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        origin = request.headers.get("Origin")
        if origin is None or not request.path.startswith(PREFIX):
            return self.get_response(request)
        is_preflight = (
            request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        )
        # Before the view: an open stream must not hold a database connection for this check.
        is_known = request.path == OPEN_TO_ALL or website_is_known(origin)
        response = HttpResponse(status=204) if is_preflight else self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if is_known:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
            if is_preflight:
                response["Access-Control-Allow-Methods"] = "GET, POST"
                response["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
                response["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
        return response
