"""The landing page."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.wire.pages import only_read
from operations.demo.services import demo_path


@only_read
def landing(request: HttpRequest) -> HttpResponse:
    """The landing page, with the live demo if there is one."""
    return render(request, "landing/index.html", {"demo": _demo(), "version": settings.VERSION})


def _demo() -> dict[str, str] | None:
    """The data of `manage.py demo`, without the credentials."""
    try:
        stored = json.loads(demo_path().read_text())
    except (OSError, ValueError):
        return None
    shown = ("agent_id", "api_key", "agent_name", "workspace_name", "calendar_id")
    return {name: stored.get(name, "") for name in shown}
