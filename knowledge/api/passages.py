"""Search over REST: the passages that answer best, with what is found in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import Line, StrictSerializer, WorkspaceViewSet, read
from core.api.fields import Digits
from core.lookup import find
from core.scope import workspace_scope
from knowledge import services
from knowledge.clients.embedding import TextEmbedder
from knowledge.clients.embedding.minilm import minilm
from knowledge.models import Collection
from knowledge.queries.passages import FoundPassage, mark_best_sentences, passages
from knowledge.services.embedders import live_index

DEFAULT_LIMIT, MAX_LIMIT = 10, 20


class SearchFilter(StrictSerializer):
    q = Line(max_length=500)
    limit = Digits(
        min_value=1, default=DEFAULT_LIMIT, help_text=f"Above {MAX_LIMIT} it is {MAX_LIMIT}."
    )


class HighlightOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["WORD", "SENTENCE"])
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class FoundOut(serializers.Serializer[Any]):
    chunk_id = serializers.CharField(source="chunk")
    document_id = serializers.CharField(source="hit.document")
    title = serializers.CharField(source="hit.title")
    heading_path = serializers.ListField(child=serializers.CharField(), source="hit.heading_path")
    page = serializers.IntegerField(source="hit.page", allow_null=True)
    text = serializers.CharField(source="hit.text")
    highlights = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    @extend_schema_field(HighlightOut(many=True))
    def get_highlights(self, found: FoundPassage) -> list[dict[str, Any]]:
        sentence = [("SENTENCE", found.sentence)] if found.sentence else []
        marks = [*sentence, *(("WORD", span) for span in found.words)]
        return [{"kind": kind, "start": start, "end": end} for kind, (start, end) in marks]

    def get_score(self, found: FoundPassage) -> float:
        return round(found.score, 4)


class FoundPage(serializers.Serializer[Any]):
    results = FoundOut(many=True)


class SearchViewSet(WorkspaceViewSet):
    """What the knowledge says about a question, as the agents find it."""

    needs = {"everywhere": "knowledge.view", "in_collection": "knowledge.view"}

    @extend_schema(parameters=[SearchFilter], responses=FoundPage)
    def everywhere(self, request: Request, workspace_id: str) -> Response:
        return self._answer(request, services.search_embedder(), collection_ids=[])

    @extend_schema(parameters=[SearchFilter], responses=FoundPage)
    def in_collection(self, request: Request, workspace_id: str, collection_id: str) -> Response:
        collection: Any = find(Collection.objects.annotate(index=live_index()), collection_id)
        embedder = minilm() if collection.index is None else services.search_embedder()
        return self._answer(request, embedder, collection_ids=[collection.pk])

    def _answer(
        self, request: Request, embedder: TextEmbedder, *, collection_ids: Sequence[int]
    ) -> Response:
        data = read(SearchFilter, request.query_params.dict())
        text, engine = data["q"], minilm()
        if embedder.name != engine.name:
            self.leave()  # its vectors come from another server
        vector = embedder.embed_query(text)
        with workspace_scope(self.access.workspace_id):
            found = passages(
                text=text,
                vector=vector,
                embedder=embedder,
                collection_ids=collection_ids,
                limit=min(data["limit"], MAX_LIMIT),
            )
        return Response(
            FoundPage({"results": mark_best_sentences(found, text=text, engine=engine)}).data
        )
