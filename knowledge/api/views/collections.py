"""Collections over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, abilities
from knowledge import queries, services
from knowledge.api.serializers.collections import (
    CollectionDeleted,
    CollectionIn,
    CollectionOut,
    CollectionPage,
    CollectionPatch,
)


class CollectionsViewSet(WorkspaceResourceViewSet):
    """Named sets of documents."""

    needs = abilities(view="knowledge.view", change="knowledge.change")
    noun = "collection"
    query = staticmethod(queries.collections)
    page, out = CollectionPage, CollectionOut
    sorts = {"created_at": "created_at", "name": "name"}
    creating = Write(services.create_collection, CollectionIn)
    changing = Write(services.change_collection, CollectionPatch, dated=False)

    @extend_schema(responses={200: CollectionDeleted})
    def destroy(self, request: Request, **_: str) -> Response:
        lost = services.delete_collection(collection=self.row(), now=timezone.now())
        warnings = [each.warning for each in lost]
        return Response(
            CollectionDeleted({"message": "Collection deleted", "warnings": warnings}).data
        )
