"""Probes, as at the root of the site: without an envelope or rate limit."""

from __future__ import annotations

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ApiViewSet
from core.wire.answers import Reply
from operations.health import readiness


class ProbesViewSet(ApiViewSet):
    public = frozenset({"live", "ready", "version"})
    authentication_classes = ()

    def enter(self, request: Request) -> None:
        """Monitoring asks often."""

    def live(self, request: Request) -> Response:
        return Reply({"status": "ok"}, bare=True)

    def ready(self, request: Request) -> Response:
        parts = readiness()
        is_ready = all(state == "ok" for state in parts.values())
        body = {"status": "ok" if is_ready else "down", **parts}
        return Reply(body, bare=True, status=200 if is_ready else 503)

    def version(self, request: Request) -> Response:
        return Reply({"name": "Frontdesk", "version": settings.VERSION}, bare=True)
