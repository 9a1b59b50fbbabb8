"""Probes for orchestrators."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from core.wire.pages import only_read
from operations.health import readiness


@only_read
def live(request: HttpRequest) -> JsonResponse:
    """The process is alive."""
    return JsonResponse({"status": "ok"})


@only_read
def ready(request: HttpRequest) -> JsonResponse:
    """Everything that a request needs is available; 503 if something is not."""
    parts = readiness()
    is_ready = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if is_ready else "down", **parts}
    return JsonResponse(body, status=200 if is_ready else 503)


@only_read
def version(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"name": "Frontdesk", "version": settings.VERSION})
