"""The embedding model of a workspace, over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from knowledge import queries, services
from knowledge.api.serializers.indexes import EmbedderIn, IndexesOut
from knowledge.errors import EmbeddingIndexBusy, NoIndexIsBuilt
from knowledge.services.embedders import lock_index


class EmbeddingIndexViewSet(WorkspaceViewSet):
    """The live index, and the one being built to replace it."""

    tag = "Embedding index"
    resource = "embedding index"
    is_single = True
    named = {"cancel": ("cancelEmbeddingIndex", "Cancel the building of an index")}
    raises = {
        "cancel": (NoIndexIsBuilt,),
        "update": (EmbeddingIndexBusy,),
    }
    needs = {
        "retrieve": "knowledge.view",
        "update": "workspace.change",
        "cancel": "workspace.change",
    }

    without_body = frozenset({"cancel"})

    def lock_row(self) -> None:
        lock_index(alone=True)

    @extend_schema(responses=IndexesOut)
    def retrieve(self, request: Request, workspace_id: str) -> Response:
        return Response(_indexes())

    @extend_schema(request=EmbedderIn, responses=IndexesOut)
    def update(self, request: Request, workspace_id: str) -> Response:
        services.change_embedder(**read(EmbedderIn, request.data), now=timezone.now())
        return Response(_indexes())

    @extend_schema(request=None, responses=IndexesOut)
    def cancel(self, request: Request, workspace_id: str) -> Response:
        services.cancel_embedding_index(now=timezone.now())
        return Response(_indexes())


def _indexes() -> Any:
    found = queries.embedding_indexes()
    return IndexesOut(
        {"live": found.live, "building": found.building, "last_ended": queries.latest_ended()}
    ).data
