"""Applied to every request: an id, one log line, limits, and headers."""

from __future__ import annotations

import re
import time
import unicodedata
import uuid
from collections.abc import Callable

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.actor import Actor, acting_as
from core.http.client import client_address, client_network
from core.http.limits import body_limit
from core.scope import as_table_owner
from core.throttling import Allowance, bucket_of, count, count_request
from core.wire.answers import problem_response
from core.wire.dialect import dialect_for
from core.wire.problems import TOO_LARGE

log = structlog.get_logger("request")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
ANONYMOUS_PER_MINUTE = 60
PORTAL_LOGINS, PORTAL_WINDOW_SECONDS = 20, 15 * 60


class RequestIdMiddleware:
    """Assigns each request an id, binds it to its log lines and returns it as `X-Request-Id`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        name = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=name):
            response = self.get_response(request)
            log.info(
                "answered",
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
        response["X-Request-Id"] = name
        return response


class BodyLimitMiddleware:
    """Refuses bodies declared too large for their kind; under ASGI `core.http.asgi` already has."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        limit = body_limit(request.content_type or "")
        if declared.isdigit() and int(declared) > limit:
            return problem_response(request, TOO_LARGE)
        return self.get_response(request)


class RateLimitHeadersMiddleware:
    """Adds `X-RateLimit-*` to every response of the API, including unknown paths."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if dialect_for(request.path) is None:
            return response
        allowance = getattr(request, "allowance", None)
        if allowance is None:
            allowance = count_request(
                f"no view:{client_network(request)}", per_minute=ANONYMOUS_PER_MINUTE
            )
        for name, value in allowance.headers.items():
            response[name] = value
        if response.status_code == 429:  # the headers of the exceeded limit match Retry-After
            response["X-RateLimit-Remaining"] = "0"
            response["X-RateLimit-Reset"] = str(int(time.time()) + int(response["Retry-After"]))
        response.setdefault("Cache-Control", "no-store")  # tokens, keys, personal data
        return response


class StaffPortalMiddleware:
    """Serves the admin as the table owner: staff see every workspace.

    Only the admin's own pages, which require a signed-in member of staff.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        if request.method == "POST" and request.path == "/admin/login/":
            # Normalized like the form does, so that another spelling is the same name.
            name = unicodedata.normalize("NFKC", request.POST.get("username", "")).strip().lower()
            buckets = [f"portal:{client_network(request)}", bucket_of("portal-name", name)]
            for bucket in buckets:
                allowance = count(bucket, limit=PORTAL_LOGINS, window_seconds=PORTAL_WINDOW_SECONDS)
                if allowance.exceeded:
                    return _too_many(request, allowance)
        with as_table_owner():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


class StaffActorMiddleware:
    """Makes the signed-in member of staff the actor in the portal."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return self.get_response(request)
        staff = request.user
        actor = Actor(staff.public_id, staff.email, client_address(request))
        with acting_as(actor):
            return self.get_response(request)


def _too_many(request: HttpRequest, allowance: Allowance) -> HttpResponse:
    sentence = f"Too many sign-ins. Please try again in {allowance.retry_after} s."
    page = render(request, "error.html", {"status": 429, "sentence": sentence}, status=429)
    page["Retry-After"] = str(allowance.retry_after)
    return page


class SecurityHeadersMiddleware:
    """Sets a content security policy on every page: nothing is loaded from other hosts.

    Our own pages have no inline script or style. The portal and the API reference are third-party
    pages and need some; these are allowed there.
    """

    OURS = (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; object-src 'none'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'self'"
    )
    THEIRS = (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; "
        "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
    PATHS_OF_THEIRS = ("/admin/", "/docs", "/redoc")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        theirs = request.path.startswith(self.PATHS_OF_THEIRS)
        response.setdefault("Content-Security-Policy", self.THEIRS if theirs else self.OURS)
        return response
