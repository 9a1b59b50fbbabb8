"""Routes of workspaces, below the door's prefix."""

from django.urls import path

from workspaces.api.views import ApiKeysViewSet, WorkspaceDetailViewSet, WorkspacesViewSet

urlpatterns = [
    path("workspaces", WorkspacesViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "workspaces/<str:workspace_id>",
        WorkspaceDetailViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(
        "workspaces/<str:workspace_id>/api-keys",
        ApiKeysViewSet.as_view({"get": "list", "post": "create"}),
    ),
    path(
        "workspaces/<str:workspace_id>/api-keys/<str:key_id>",
        ApiKeysViewSet.as_view({"patch": "partial_update", "delete": "destroy"}),
    ),
]
