"""The audit log over REST."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet
from core.db.connections import release_connection
from core.http.files import ANY_FILE, type_for
from core.json_values import dump_json
from core.scope import workspace_scope
from workspaces import queries, services
from workspaces.api.serializers.audit import (
    AuditEntryOut,
    AuditFilter,
    AuditPage,
    AuditVerdictOut,
)

JSON_LINES = "application/x-ndjson"
_BATCH = 500  # entries


class AuditLogViewSet(WorkspaceResourceViewSet):
    """The audit log of a workspace."""

    tag = "Audit log"
    resource = "audit entry"
    named = {
        "export": ("exportAuditLog", "Export the audit log"),
        "verify": ("verifyAuditLog", "Verify the audit log"),
    }
    needs = {"list": "audit.view", "export": "audit.view", "verify": "audit.view"}
    query = staticmethod(queries.audit_entries)
    filters, page = AuditFilter, AuditPage
    sorts, default_sort = {"number": "number"}, "-number"

    @extend_schema(
        parameters=[AuditFilter],
        responses={(200, JSON_LINES): OpenApiTypes.STR, (200, ANY_FILE): OpenApiTypes.BINARY},
    )
    def export(self, request: Request, **_: str) -> StreamingHttpResponse:
        """All entries, oldest first, one JSON object per line."""
        lines = AuditLines(self.access.workspace_id, self.filtered())
        content: Any = lines.follow() if isinstance(request._request, ASGIRequest) else lines.read()
        return StreamingHttpResponse(
            content,
            content_type=type_for(request._request, JSON_LINES),
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": 'attachment; filename="audit-log.ndjson"',
            },
        )

    @extend_schema(responses=AuditVerdictOut)
    def verify(self, request: Request, **_: str) -> Response:
        return Response(AuditVerdictOut(services.verify_audit_log()).data)


class AuditLines:
    """The audit log as JSON lines, read in batches, so that memory use does not depend on its
    length.

    filters: those of `queries.audit_entries`.
    """

    def __init__(self, workspace_id: int, filters: dict[str, Any]) -> None:
        self.workspace_id = workspace_id
        self.filters = filters
        self.after = 0
        self.is_over = False

    async def follow(self) -> AsyncIterator[bytes]:
        while not self.is_over:
            yield await sync_to_async(self._next_lines)()

    def read(self) -> Iterator[bytes]:
        """Like `follow`, under WSGI."""
        while not self.is_over:
            yield self._next_lines()

    def _next_lines(self) -> bytes:
        try:
            with workspace_scope(self.workspace_id):
                rows = queries.audit_entries(**self.filters).order_by("number")
                batch = list(rows.filter(number__gt=self.after)[:_BATCH])
        finally:
            release_connection()  # a slow reader holds no connection between two batches
        self.is_over = len(batch) < _BATCH
        if batch:
            self.after = batch[-1].number
        shown = AuditEntryOut(batch, many=True).data
        return b"".join(dump_json(entry) + b"\n" for entry in shown)
