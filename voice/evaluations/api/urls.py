"""Routes of evaluations and of publishing, below the door's prefix."""

from django.urls import path

from voice.evaluations.api.views.cases import (
    AgentTestRunsViewSet,
    AgentTestsViewSet,
    ConversationTestsViewSet,
)
from voice.evaluations.api.views.publishing import PublishingViewSet

_WORKSPACE = "workspaces/<str:workspace_id>"
_AGENT = f"{_WORKSPACE}/agents/<str:agent_id>"

urlpatterns = [
    path(f"{_AGENT}/publish", PublishingViewSet.as_view({"post": "publish"})),
    path(f"{_AGENT}/rollback", PublishingViewSet.as_view({"post": "rollback"})),
    path(f"{_AGENT}/clone", PublishingViewSet.as_view({"post": "clone"})),
    path(f"{_AGENT}/test", PublishingViewSet.as_view({"post": "test"})),
    path(f"{_AGENT}/tests", AgentTestsViewSet.as_view({"get": "list", "post": "create"})),
    path(f"{_AGENT}/tests/run", AgentTestsViewSet.as_view({"post": "run"})),
    path(
        f"{_AGENT}/tests/<str:test_id>",
        AgentTestsViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(f"{_AGENT}/test-runs", AgentTestRunsViewSet.as_view({"get": "list"})),
    path(f"{_AGENT}/test-runs/<str:run_id>", AgentTestRunsViewSet.as_view({"get": "retrieve"})),
    path(
        f"{_WORKSPACE}/conversations/<str:conversation_id>/tests",
        ConversationTestsViewSet.as_view({"post": "create"}),
    ),
]
