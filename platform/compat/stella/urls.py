"""Routes of the stella door, at the root."""

from django.urls import path

from compat.stella.views.agents import AgentsViewSet, WorkspaceAgentsViewSet
from compat.stella.views.chats import ChatViewSet
from compat.stella.views.people import AuthViewSet, PingViewSet, UserViewSet
from compat.stella.views.workspaces import WorkspaceDetailViewSet, WorkspacesViewSet

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
    path("workspace/<str:workspace_id>/chats", WorkspaceDetailViewSet.as_view({"get": "chats"})),
    path(
        "workspace/<str:workspace_id>/agent",
        WorkspaceAgentsViewSet.as_view({"post": "add", "delete": "remove"}),
    ),
    path(
        "workspace/<str:workspace_id>/coordinator",
        WorkspaceAgentsViewSet.as_view({"put": "coordinate"}),
    ),
    path(
        "chat",
        ChatViewSet.as_view({"post": "create", "get": "retrieve", "delete": "destroy"}),
    ),
    path("chat/authorize", ChatViewSet.as_view({"get": "authorize"})),
    path("chat/authorize/message", ChatViewSet.as_view({"get": "authorize_message"})),
    path("agent", AgentsViewSet.as_view({"get": "list"})),
    path("agent/reload", AgentsViewSet.as_view({"get": "reload"})),
    path("agent/download", AgentsViewSet.as_view({"get": "download"})),
    path("ping", PingViewSet.as_view({"get": "ping"})),
]
