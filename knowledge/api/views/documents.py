"""Documents over REST, with their versions and chunks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, abilities, read
from core.api.forms import FormParser
from knowledge import queries, services
from knowledge.api.serializers.documents import (
    ChunkFilter,
    ChunkPage,
    DocumentDetail,
    DocumentFilter,
    DocumentIn,
    DocumentPage,
    DocumentPatch,
    DocumentQueued,
    DocumentRollbackIn,
    VersionOut,
    VersionPage,
)
from knowledge.errors import (
    DocumentBusy,
    DocumentTooLarge,
    EmptyFile,
    EntryIsItsText,
    NotBeingIngested,
    PageTwice,
    UnsupportedFormat,
    VersionNotRestorable,
)
from knowledge.models import Document


class DocumentsViewSet(WorkspaceResourceViewSet):
    """Documents that a workspace has uploaded, crawled or written."""

    tag = "Documents"
    resource = "document"
    named = {
        "create": ("uploadDocument", "Upload a document"),
        "cancel": ("cancelIngestion", "Cancel the ingestion of a document"),
    }
    raises = {
        "create": (EmptyFile, DocumentTooLarge, UnsupportedFormat),
        "cancel": (NotBeingIngested,),
        "partial_update": (EntryIsItsText, PageTwice),
    }
    needs = abilities(
        view="knowledge.view",
        change="knowledge.change",
        reprocess="knowledge.change",
        cancel="knowledge.change",
    )
    without_body = frozenset({"reprocess", "cancel"})
    noun = "document"
    query = staticmethod(queries.documents)
    filters, page, out = DocumentFilter, DocumentPage, DocumentDetail
    sorts = {"created_at": "created_at", "title": "title"}
    changing = Write(services.change_document, DocumentPatch)
    deleting = Write(services.delete_document)
    deleted = "Document deleted"
    reads_again = True

    @extend_schema(request={"multipart/form-data": DocumentIn}, responses={202: DocumentQueued})
    def create(self, request: Request, **_: str) -> Response:
        """It is read in the background: ask for it until its status is no longer PROCESSING."""
        data = read(DocumentIn, request.data)
        document = services.add_document(
            **data,
            file_name=data["file"].name,
            max_bytes=settings.MAX_DOCUMENT_BYTES,
            now=timezone.now(),
        )
        return _queued(document, at=self.location_of(document))

    @extend_schema(request=None, responses={202: DocumentQueued})
    def reprocess(self, request: Request, **_: str) -> Response:
        """The live version keeps answering until the new one is read."""
        document = services.reprocess_document(document=self.row(), now=timezone.now())
        return _queued(document, at=request.path.removesuffix("/reprocess"))

    @extend_schema(request=None, responses=DocumentDetail)
    def cancel(self, request: Request, **_: str) -> Response:
        document = services.cancel_ingestion(document=self.row(), now=timezone.now())
        return Response(self.show_written(document))

    def show(self, row: Document) -> Any:
        return super().show(queries.document_detail(row))

    def get_parsers(self) -> Any:
        if getattr(self, "action_map", {}).get("post") == "create":
            return [FormParser()]
        return super().get_parsers()


class DocumentVersionsViewSet(WorkspaceResourceViewSet):
    """The versions of a document."""

    tag = "Documents"
    resource = "document version"
    named = {"rollback": ("rollBackDocument", "Roll back a document to a version")}
    raises = {"rollback": (DocumentBusy, EntryIsItsText, VersionNotRestorable)}
    needs = {"list": "knowledge.view", "rollback": "knowledge.change"}
    inside = {"document": Document}
    query = staticmethod(queries.versions)
    page = VersionPage
    sorts, default_sort = {"version": "number"}, "-version"

    @extend_schema(request=DocumentRollbackIn, responses=VersionOut)
    def rollback(self, request: Request, **_: str) -> Response:
        data = read(DocumentRollbackIn, request.data)
        document = services.rollback_document(**self.owners(), **data, now=timezone.now())
        return Response(VersionOut(document.live_version).data)


class DocumentChunksViewSet(WorkspaceResourceViewSet):
    """The chunks of a document, as they are found and quoted."""

    tag = "Documents"
    resource = "document chunk"
    needs = {"list": "knowledge.view"}
    inside = {"document": Document}
    query = staticmethod(queries.chunks)
    filters, page = ChunkFilter, ChunkPage
    sorts, default_sort = {"index": "index"}, "index"


def _queued(document: Document, *, at: str) -> Response:
    answer = {
        "public_id": document.public_id,
        "title": document.title,
        "status": document.status,
        "message": "Document queued for processing",
    }
    return Response(DocumentQueued(answer).data, status=202, headers={"Location": at})
