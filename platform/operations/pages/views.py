"""The first page of the site."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.wire.pages import only_read
from operations.demo.services import demo_path


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
