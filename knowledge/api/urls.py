"""Routes of knowledge, below the door's prefix."""

from django.urls import path

from knowledge.api.views import CollectionsViewSet, DocumentsViewSet

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
    path(
        f"{_WORKSPACE}/documents/<str:document_id>",
        DocumentsViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    path(
        f"{_WORKSPACE}/documents/<str:document_id>/reprocess",
        DocumentsViewSet.as_view({"post": "reprocess"}),
    ),
]
