"""Routes of the stella door, which stands at the root."""

from django.urls import path

from compat.stella.views import (
    AuthViewSet,
    PingViewSet,
    UserViewSet,
    WorkspaceDetailViewSet,
    WorkspacesViewSet,
)

urlpatterns = [
    path("register", AuthViewSet.as_view({"post": "register"})),
    path("auth/login", AuthViewSet.as_view({"post": "login"})),
    path("user", UserViewSet.as_view({"get": "retrieve", "put": "update"})),
    path("workspace", WorkspacesViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "workspace/<str:workspace_id>",
        WorkspaceDetailViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    path(
        "workspace/<str:workspace_id>/rename",
        WorkspaceDetailViewSet.as_view({"put": "rename"}),
    ),
    path("ping", PingViewSet.as_view({"get": "ping"})),
]
