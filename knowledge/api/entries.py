"""Questions and answers written by hand, over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import Line, Prose, StrictSerializer, WorkspaceViewSet, read
from core.api.fields import PublicId
from core.api.paging import keyset_page, page_shape
from core.api.shapes import MessageOut
from core.lookup import find
from knowledge import queries, services
from knowledge.models import Collection, Document
from knowledge.services.entries import MAX_ALTERNATIVES, MAX_ANSWER, MAX_QUESTION


class EntryPatch(StrictSerializer):
    question = Line(max_length=MAX_QUESTION, required=False)
    answer = Prose(max_length=MAX_ANSWER, required=False)
    alternatives = serializers.ListField(
        child=Line(max_length=MAX_QUESTION), max_length=MAX_ALTERNATIVES, required=False
    )


class EntryIn(EntryPatch):
    question = Line(max_length=MAX_QUESTION)
    answer = Prose(max_length=MAX_ANSWER)
    collection_id = Line(max_length=64)


class EntryFilter(StrictSerializer):
    collection_id = Line(max_length=64, required=False)
    search = Line(max_length=255, required=False, allow_blank=True)


class EntryOut(serializers.Serializer[Any]):
    id = PublicId()
    collection_id = PublicId(source="collection.public_id")
    question = serializers.CharField(source="qa_entry.question")
    answer = serializers.CharField(source="qa_entry.answer")
    alternatives = serializers.ListField(
        child=serializers.CharField(), source="qa_entry.alternatives"
    )
    written_by = serializers.SerializerMethodField()
    status = serializers.CharField()
    error = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField(source="qa_entry.updated_at")

    def get_written_by(self, document: Any) -> str | None:
        author = document.qa_entry.written_by
        return author.public_id if author else None

    def get_error(self, document: Any) -> str | None:
        return document.error or None


EntryPage = page_shape("EntryPage", qa_entries=EntryOut)


class QaEntriesViewSet(WorkspaceViewSet):
    """Questions with the answers that are to be given, word for word. Each is a document too."""

    needs = {
        "list": "knowledge.view",
        "retrieve": "knowledge.view",
        "create": "knowledge.change",
        "partial_update": "knowledge.change",
        "destroy": "knowledge.change",
    }

    @extend_schema(parameters=[EntryFilter], responses=EntryPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        data = read(EntryFilter, request.query_params.dict())
        collection_id = data.pop("collection_id", None)
        if collection_id is not None:
            data["collection"] = find(Collection.objects, collection_id, field="collection_id")
        page = keyset_page(
            queries.qa_entries(**data),
            request=request,
            page=EntryPage,
            sorts={"created_at": "created_at", "question": "title"},
        )
        return Response(page)

    @extend_schema(request=EntryIn, responses={201: EntryOut})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = read(EntryIn, request.data)
        collection_id = data.pop("collection_id")
        document = services.add_qa_entry(
            collection=find(Collection.objects, collection_id, field="collection_id"),
            **data,
            by=self.user,
            now=timezone.now(),
        )
        return Response(_shown(document.public_id), status=201)

    @extend_schema(responses=EntryOut)
    def retrieve(self, request: Request, workspace_id: str, entry_id: str) -> Response:
        return Response(_shown(entry_id))

    @extend_schema(request=EntryPatch, responses=EntryOut)
    def partial_update(self, request: Request, workspace_id: str, entry_id: str) -> Response:
        services.change_qa_entry(
            document=_entry(entry_id),
            **read(EntryPatch, request.data),
            by=self.user,
            now=timezone.now(),
        )
        return Response(_shown(entry_id))

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, entry_id: str) -> Response:
        services.delete_document(document=_entry(entry_id), now=timezone.now())
        return Response({"message": "Entry deleted"})


def _entry(entry_id: str) -> Document:
    found: Document = find(queries.qa_entries(), entry_id)
    return found


def _shown(entry_id: str) -> Any:
    return EntryOut(_entry(entry_id)).data
