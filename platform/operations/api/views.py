"""Probes for orchestrators, and the pages of the site itself."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core.wire.pages import only_read
from operations.demo.services import demo_path
from operations.health import readiness


@only_read
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@only_read
def ready(request: HttpRequest) -> JsonResponse:
    """Everything that a request needs answers; 503 when something does not."""
    parts = readiness()
    is_ready = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if is_ready else "down", **parts}
    return JsonResponse(body, status=200 if is_ready else 503)


@only_read
def version(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"name": "Frontdesk", "version": settings.VERSION})


@only_read
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, with the live demo when there is one."""
    return render(request, "landing/index.html", {"demo": _demo(), "version": settings.VERSION})


def _demo() -> dict[str, str] | None:
    """What `manage.py demo` has made, without the credentials."""
    try:
        stored = json.loads(demo_path().read_text())
    except (OSError, ValueError):
        return None
    shown = ("agent_id", "api_key", "agent_name", "workspace_name")
    return {name: stored.get(name, "") for name in shown}
