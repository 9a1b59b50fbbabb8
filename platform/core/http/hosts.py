"""Doors chosen by host: on such a host, `/api/v1` is that door's own prefix."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

BASE = "/api/v1"  # what every document has built in

_prefixes: dict[str, str] = {}


def register_host(host: str, prefix: str) -> None:
    """Have `/api/v1` of that host (`name` or `name:port`) lead to `prefix`; `""` for the root."""
    _prefixes[host.lower()] = prefix


def routed_path(host: str, path: str) -> str:
    """Where a path of that host leads: itself, except below `/api/v1` of a door's host."""
    prefix = _prefixes.get(host.lower())
    if prefix is None or not (path == BASE or path.startswith(f"{BASE}/")):
        return path
    return prefix + path.removeprefix(BASE)


def sent_path(request: HttpRequest) -> str:
    """The path as the client sent it."""
    return getattr(request, "sent_path", request.path)


class DoorHostMiddleware:
    """Leads requests to a door's host to the door, before anything else looks at the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = routed_path(request.META.get("HTTP_HOST", ""), request.path)
        if path != request.path:
            request.sent_path = request.path  # type: ignore[attr-defined]
            request.path = request.path_info = path
        return self.get_response(request)
