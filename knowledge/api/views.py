"""Collections and documents over REST."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.conditional import etag_response
from core.api.forms import FormParser
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.lookup import find
from knowledge import queries, services
from knowledge.api.serializers import (
    CollectionIn,
    CollectionOut,
    CollectionPage,
    CollectionPatch,
    DocumentDetail,
    DocumentFilter,
    DocumentIn,
    DocumentListed,
    DocumentPage,
    DocumentPatch,
    DocumentQueued,
)
from knowledge.models import Collection, Document


class CollectionsViewSet(WorkspaceViewSet):
    """Named sets of documents."""

    needs = {
        "list": "knowledge.view",
        "retrieve": "knowledge.view",
        "create": "knowledge.change",
        "partial_update": "knowledge.change",
        "destroy": "knowledge.change",
    }

    @extend_schema(responses=CollectionPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            queries.collections(),
            request=request,
            plural="collections",
            out=CollectionOut,
            sorts={"created_at": "created_at", "name": "name"},
        )
        return Response(page)

    @extend_schema(request=CollectionIn, responses={201: CollectionOut})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = read(CollectionIn, request.data)
        collection = services.create_collection(**data, now=timezone.now())
        return Response(CollectionOut(collection).data, status=201)

    @extend_schema(responses=CollectionOut)
    def retrieve(self, request: Request, workspace_id: str, collection_id: str) -> Response:
        return Response(CollectionOut(find(queries.collections(), collection_id)).data)

    @extend_schema(request=CollectionPatch, responses=CollectionOut)
    def partial_update(self, request: Request, workspace_id: str, collection_id: str) -> Response:
        collection = find(queries.collections(), collection_id)
        services.change_collection(collection=collection, **read(CollectionPatch, request.data))
        return Response(CollectionOut(collection).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, collection_id: str) -> Response:
        services.delete_collection(
            collection=find(Collection.objects, collection_id), now=timezone.now()
        )
        return Response({"message": "Collection deleted"})


class DocumentsViewSet(WorkspaceViewSet):
    """What a business has uploaded, has had crawled, or has written."""

    needs = {
        "list": "knowledge.view",
        "retrieve": "knowledge.view",
        "create": "knowledge.change",
        "partial_update": "knowledge.change",
        "destroy": "knowledge.change",
        "reprocess": "knowledge.change",
        "cancel": "knowledge.change",
    }

    @extend_schema(parameters=[DocumentFilter], responses=DocumentPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        data = read(DocumentFilter, request.query_params.dict())
        collection_id = data.pop("collection_id", None)
        if collection_id is not None:
            data["collection"] = find(Collection.objects, collection_id, field="collection_id")
        page = keyset_page(
            queries.documents(**data),
            request=request,
            plural="documents",
            out=DocumentListed,
            sorts={"created_at": "created_at", "title": "title"},
        )
        return Response(page)

    @extend_schema(request={"multipart/form-data": DocumentIn}, responses={202: DocumentQueued})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = read(DocumentIn, request.data)
        document = services.add_document(
            collection=find(Collection.objects, data["collection_id"], field="collection_id"),
            file=data["file"],
            file_name=data["file"].name,
            title=data.get("title", ""),
            max_bytes=settings.MAX_DOCUMENT_BYTES,
            now=timezone.now(),
        )
        return Response(_queued(document), status=202)

    @extend_schema(responses={200: DocumentDetail, 304: None})
    def retrieve(self, request: Request, workspace_id: str, document_id: str) -> Response:
        return etag_response(request, _detail(document_id))

    @extend_schema(request=DocumentPatch, responses=DocumentDetail)
    def partial_update(self, request: Request, workspace_id: str, document_id: str) -> Response:
        data = read(DocumentPatch, request.data)
        document = find(Document.objects, document_id)
        if "collection_id" in data:
            collection_id = data.pop("collection_id")
            data["collection"] = find(Collection.objects, collection_id, field="collection_id")
        services.change_document(document=document, **data, now=timezone.now())
        return Response(_detail(document_id))

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, document_id: str) -> Response:
        services.delete_document(document=find(Document.objects, document_id), now=timezone.now())
        return Response({"message": "Document deleted"})

    @extend_schema(request=None, responses={202: DocumentQueued})
    def reprocess(self, request: Request, workspace_id: str, document_id: str) -> Response:
        document = find(Document.objects, document_id)
        document = services.reprocess_document(document=document, now=timezone.now())
        return Response(_queued(document), status=202)

    @extend_schema(request=None, responses=DocumentDetail)
    def cancel(self, request: Request, workspace_id: str, document_id: str) -> Response:
        document = find(Document.objects, document_id)
        services.cancel_ingestion(document=document, now=timezone.now())
        return Response(_detail(document_id))

    def get_parsers(self) -> Any:
        if getattr(self, "action_map", {}).get("post") == "create":
            return [FormParser()]
        return super().get_parsers()


def _detail(document_id: str) -> Any:
    document: Any = find(queries.documents(), document_id)
    document.version_list = queries.versions(document).order_by("-number", "pk")
    document.preview = queries.chunks_preview(document)
    return DocumentDetail(document).data


def _queued(document: Document) -> Any:
    return DocumentQueued(
        {
            "public_id": document.public_id,
            "title": document.title,
            "status": document.status,
            "message": "Document queued for processing",
        }
    ).data
