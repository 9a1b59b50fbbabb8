"""Doors selected by host: on such a host, `/api/v1` is the door's own prefix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

BASE = "/api/v1"  # as published in every contract

_doors: dict[str, tuple[str, tuple[str, ...]]] = {}


def register_host(host: str, prefix: str, paths: tuple[str, ...]) -> None:
    """Route `/api/v1` of that host (`name` or `name:port`) to a door.

    prefix: of the door; `""` for one at the root. paths: the door's paths; requests to others are
        not routed to it.
    """
    _doors[host.lower()] = (prefix, paths)


def routed_path(host: str, path: str) -> str:
    """The path that a request is routed to: unchanged, except below `/api/v1` of a door's host."""
    door = _doors.get(host.lower())
    if door is None or not (path == BASE or path.startswith(f"{BASE}/")):
        return path
    prefix, paths = door
    led_to = prefix + path.removeprefix(BASE)
    is_the_doors = any(led_to == each or led_to.startswith(f"{each}/") for each in paths)
    return led_to if is_the_doors else path


def sent_path(request: HttpRequest) -> str:
    """The path as the client sent it, percent-encoded, without the query."""
    if isinstance(request, ASGIRequest):
        return sent_path_of(request.scope)
    sent = request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or ""  # under WSGI
    return sent.partition("?")[0] or escape_uri_path(getattr(request, "sent_path", request.path))


def sent_path_of(scope: Mapping[str, Any]) -> str:
    """The path of an ASGI request as the client sent it; servers need not tell."""
    raw: bytes = scope.get("raw_path") or escape_uri_path(scope["path"]).encode()
    return raw.decode("latin-1").partition("?")[0]


class DoorHostMiddleware:
    """Routes requests for a door's host to the door, before anything else reads the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = routed_path(request.META.get("HTTP_HOST", ""), request.path)
        if path != request.path:
            request.sent_path = request.path  # type: ignore[attr-defined]
            request.path = request.path_info = path
        return self.get_response(request)
