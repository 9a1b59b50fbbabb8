"""The audit log over REST."""

from __future__ import annotations

from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from workspaces import queries, services
from workspaces.api.audit_lines import AuditLines
from workspaces.api.serializers.audit import (
    AuditEntryOut,
    AuditFilter,
    AuditPage,
    AuditVerdictOut,
)

JSON_LINES = "application/x-ndjson"


class AuditLogViewSet(WorkspaceViewSet):
    """Who changed what in a workspace."""

    needs = {"list": "audit.view", "export": "audit.view", "verify": "audit.view"}

    @extend_schema(parameters=[AuditFilter], responses=AuditPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            queries.audit_entries(**_filters(request)),
            request=request,
            plural="entries",
            out=AuditEntryOut,
            sorts={"number": "number"},
            default_sort="-number",
        )
        return Response(page)

    @extend_schema(parameters=[AuditFilter], responses={(200, JSON_LINES): OpenApiTypes.STR})
    def export(self, request: Request, workspace_id: str) -> StreamingHttpResponse:
        """All entries, the oldest first, one JSON object a line."""
        lines = AuditLines(self.access.workspace_id, _filters(request))
        content: Any = lines.follow() if isinstance(request._request, ASGIRequest) else lines.read()
        return StreamingHttpResponse(
            content,
            content_type=JSON_LINES,
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": 'attachment; filename="audit-log.ndjson"',
            },
        )

    @extend_schema(responses=AuditVerdictOut)
    def verify(self, request: Request, workspace_id: str) -> Response:
        return Response(AuditVerdictOut(services.verify_audit_log()).data)


def _filters(request: Request) -> dict[str, Any]:
    return read(AuditFilter, request.query_params.dict())
