"""Probes for orchestrators."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from core.wire.pages import only_read
from core.wire.problems import UNAVAILABLE_RETRY_SECONDS
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
    if is_ready:
        return JsonResponse(body)
    return JsonResponse(body, status=503, headers={"Retry-After": UNAVAILABLE_RETRY_SECONDS})


@only_read
def version(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"name": "Frontdesk", "version": settings.VERSION})
