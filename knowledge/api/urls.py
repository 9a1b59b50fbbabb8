"""Routes of knowledge, below the door's prefix."""

from django.urls import path

from knowledge.api.views.collections import CollectionsViewSet
from knowledge.api.views.crawls import CrawlsViewSet
from knowledge.api.views.documents import (
    DocumentChunksViewSet,
    DocumentsViewSet,
    DocumentVersionsViewSet,
)
from knowledge.api.views.entries import QaEntriesViewSet
from knowledge.api.views.indexes import EmbeddingIndexViewSet
from knowledge.api.views.search import SearchViewSet

_WORKSPACE = "workspaces/<str:workspace_id>"

urlpatterns = [
    path(
        f"{_WORKSPACE}/collections",
        CollectionsViewSet.as_view({"get": "list", "post": "create"}),
    ),
    path(
        f"{_WORKSPACE}/collections/<str:collection_id>",
        CollectionsViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_WORKSPACE}/documents", DocumentsViewSet.as_view({"get": "list", "post": "create"})),
    path(f"{_WORKSPACE}/documents/url", CrawlsViewSet.as_view({"post": "create"})),
    path(
        f"{_WORKSPACE}/documents/<str:document_id>",
        DocumentsViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(
        f"{_WORKSPACE}/documents/<str:document_id>/reprocess",
        DocumentsViewSet.as_view({"post": "reprocess"}),
    ),
    path(
        f"{_WORKSPACE}/documents/<str:document_id>/cancel",
        DocumentsViewSet.as_view({"post": "cancel"}),
    ),
    path(
        f"{_WORKSPACE}/documents/<str:document_id>/versions",
        DocumentVersionsViewSet.as_view({"get": "list"}),
    ),
    path(
        f"{_WORKSPACE}/documents/<str:document_id>/rollback",
        DocumentVersionsViewSet.as_view({"post": "rollback"}),
    ),
    path(
        f"{_WORKSPACE}/documents/<str:document_id>/chunks",
        DocumentChunksViewSet.as_view({"get": "list"}),
    ),
    path(f"{_WORKSPACE}/qa-entries", QaEntriesViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{_WORKSPACE}/qa-entries/<str:entry_id>",
        QaEntriesViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_WORKSPACE}/search", SearchViewSet.as_view({"get": "everywhere"})),
    path(
        f"{_WORKSPACE}/collections/<str:collection_id>/search",
        SearchViewSet.as_view({"get": "in_collection"}),
    ),
    path(
        f"{_WORKSPACE}/embedding-index",
        EmbeddingIndexViewSet.as_view({"get": "retrieve", "put": "update"}),
    ),
    path(
        f"{_WORKSPACE}/embedding-index/cancel",
        EmbeddingIndexViewSet.as_view({"post": "cancel"}),
    ),
    path(f"{_WORKSPACE}/crawls", CrawlsViewSet.as_view({"get": "list"})),
    path(
        f"{_WORKSPACE}/crawls/<str:crawl_id>",
        CrawlsViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path(f"{_WORKSPACE}/crawls/<str:crawl_id>/run", CrawlsViewSet.as_view({"post": "run"})),
    path(f"{_WORKSPACE}/crawls/<str:crawl_id>/cancel", CrawlsViewSet.as_view({"post": "cancel"})),
    path(f"{_WORKSPACE}/crawls/<str:crawl_id>/pages", CrawlsViewSet.as_view({"get": "pages"})),
]
