"""Search over REST: the best passages, with matched words and best sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.lookup import find
from core.scope import workspace_scope
from knowledge import services
from knowledge.api.serializers.search import MAX_LIMIT, FoundPage, SearchFilter
from knowledge.clients.embedding import TextEmbedder
from knowledge.clients.embedding.minilm import minilm
from knowledge.errors import EmbedderError
from knowledge.models import Collection
from knowledge.queries.passages import mark_best_sentences, passages
from knowledge.services.embedders import live_index


class SearchViewSet(WorkspaceViewSet):
    """Search the knowledge like agents do."""

    tag = "Search"
    named = {
        "everywhere": ("searchKnowledge", "Search all knowledge"),
        "in_collection": ("searchCollection", "Search a collection"),
    }
    raises = {
        "everywhere": (EmbedderError,),
        "in_collection": (EmbedderError,),
    }
    needs = {"everywhere": "knowledge.view", "in_collection": "knowledge.view"}

    @extend_schema(parameters=[SearchFilter], responses=FoundPage)
    def everywhere(self, request: Request, workspace_id: str) -> Response:
        return self._answer(request, services.search_embedder(), collection_ids=None)

    @extend_schema(parameters=[SearchFilter], responses=FoundPage)
    def in_collection(self, request: Request, workspace_id: str, collection_id: str) -> Response:
        collection: Any = find(Collection.objects.annotate(index=live_index()), collection_id)
        embedder = minilm() if collection.index is None else services.search_embedder()
        return self._answer(request, embedder, collection_ids=[collection.pk])

    def _answer(
        self, request: Request, embedder: TextEmbedder, *, collection_ids: Sequence[int] | None
    ) -> Response:
        data = read(SearchFilter, request.query_params)
        text, engine = data["q"], minilm()
        if embedder.name != engine.name:
            self.leave()  # its vectors come from an external server
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
