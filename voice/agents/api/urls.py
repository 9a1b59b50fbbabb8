"""Routes of agents, below the door's prefix."""

from django.urls import path

from voice.agents.api.views import AgentsViewSet, AgentVersionsViewSet

_AGENTS = "workspaces/<str:workspace_id>/agents"
_AGENT = f"{_AGENTS}/<str:agent_id>"

urlpatterns = [
    path(_AGENTS, AgentsViewSet.as_view({"get": "list", "post": "create"})),
    path(
        _AGENT,
        AgentsViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path(f"{_AGENT}/archive", AgentsViewSet.as_view({"post": "archive"})),
    path(f"{_AGENT}/unarchive", AgentsViewSet.as_view({"post": "unarchive"})),
    path(f"{_AGENT}/versions", AgentVersionsViewSet.as_view({"get": "list"})),
]
