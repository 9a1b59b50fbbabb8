"""Collections over REST."""

from __future__ import annotations

from core.api import WorkspaceResourceViewSet, Write, abilities
from knowledge import queries, services
from knowledge.api.serializers.collections import (
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
    deleting = Write(services.delete_collection)
    deleted = "Collection deleted"
