"""What a document has been read as, and which reading answers."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.lookup import find
from knowledge import queries, services
from knowledge.api.serializers import (
    ChunkFilter,
    ChunkPage,
    DocumentRollbackIn,
    VersionOut,
    VersionPage,
)
from knowledge.models import Document


class DocumentVersionsViewSet(WorkspaceViewSet):
    """The versions of a document."""

    needs = {"list": "knowledge.view", "rollback": "knowledge.change"}

    @extend_schema(responses=VersionPage)
    def list(self, request: Request, workspace_id: str, document_id: str) -> Response:
        page = keyset_page(
            queries.versions(find(Document.objects, document_id)),
            request=request,
            page=VersionPage,
            sorts={"version": "number"},
            default_sort="-version",
        )
        return Response(page)

    @extend_schema(request=DocumentRollbackIn, responses=VersionOut)
    def rollback(self, request: Request, workspace_id: str, document_id: str) -> Response:
        data = read(DocumentRollbackIn, request.data)
        document = services.rollback_document(
            document=find(Document.objects, document_id),
            number=data["version"],
            now=timezone.now(),
        )
        return Response(VersionOut(document.live_version).data)


class DocumentChunksViewSet(WorkspaceViewSet):
    """The passages of a document, as they are found and quoted."""

    needs = {"list": "knowledge.view"}

    @extend_schema(parameters=[ChunkFilter], responses=ChunkPage)
    def list(self, request: Request, workspace_id: str, document_id: str) -> Response:
        data = read(ChunkFilter, request.query_params.dict())
        page = keyset_page(
            queries.chunks(find(Document.objects, document_id), number=data.get("version")),
            request=request,
            page=ChunkPage,
            sorts={"index": "index"},
            default_sort="index",
        )
        return Response(page)
