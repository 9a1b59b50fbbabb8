"""Routes of agents, below the door's prefix."""

from django.urls import path

from voice.api.views import AgentsViewSet

_WORKSPACE = "workspaces/<str:workspace_id>"

urlpatterns = [
    path(f"{_WORKSPACE}/agents", AgentsViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{_WORKSPACE}/agents/<str:agent_id>",
        AgentsViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
    ),
    path(f"{_WORKSPACE}/agents/<str:agent_id>/publish", AgentsViewSet.as_view({"post": "publish"})),
    path(f"{_WORKSPACE}/agents/<str:agent_id>/test", AgentsViewSet.as_view({"post": "test"})),
]
