"""Routes of agents, below the door's prefix."""

from django.urls import path

from voice.api.agent_tests import (
    AgentTestRunsViewSet,
    AgentTestsViewSet,
    ConversationTestsViewSet,
)
from voice.api.agent_versions import AgentVersionsViewSet
from voice.api.conversation_handling import ConversationEventsViewSet, ConversationHandlingViewSet
from voice.api.conversations import (
    ConversationMessagesViewSet,
    ConversationSettingsViewSet,
    ConversationsViewSet,
)
from voice.api.providers import ProvidersViewSet
from voice.api.views import AgentsViewSet

_WORKSPACE = "workspaces/<str:workspace_id>"
_AGENT = f"{_WORKSPACE}/agents/<str:agent_id>"
_CONVERSATION = f"{_WORKSPACE}/conversations/<str:conversation_id>"
_HANDLING = {
    "takeover": "take_over",
    "reply": "reply",
    "hand-back": "hand_back",
    "close": "close",
    "reopen": "reopen",
    "typing": "typing",
    "read": "read",
}

urlpatterns = [
    path(f"{_WORKSPACE}/providers", ProvidersViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{_WORKSPACE}/providers/<str:provider_id>",
        ProvidersViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
    path(
        f"{_WORKSPACE}/providers/<str:provider_id>/test",
        ProvidersViewSet.as_view({"post": "test"}),
    ),
    path(f"{_WORKSPACE}/agents", AgentsViewSet.as_view({"get": "list", "post": "create"})),
    path(
        f"{_WORKSPACE}/agents/<str:agent_id>",
        AgentsViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path(f"{_WORKSPACE}/agents/<str:agent_id>/publish", AgentsViewSet.as_view({"post": "publish"})),
    path(f"{_WORKSPACE}/agents/<str:agent_id>/test", AgentsViewSet.as_view({"post": "test"})),
    path(f"{_AGENT}/clone", AgentsViewSet.as_view({"post": "clone"})),
    path(f"{_AGENT}/archive", AgentsViewSet.as_view({"post": "archive"})),
    path(f"{_AGENT}/unarchive", AgentsViewSet.as_view({"post": "unarchive"})),
    path(f"{_AGENT}/versions", AgentVersionsViewSet.as_view({"get": "list"})),
    path(f"{_AGENT}/rollback", AgentVersionsViewSet.as_view({"post": "rollback"})),
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
    path(f"{_WORKSPACE}/conversations", ConversationsViewSet.as_view({"get": "list"})),
    path(
        f"{_WORKSPACE}/conversations/events", ConversationEventsViewSet.as_view({"get": "stream"})
    ),
    path(_CONVERSATION, ConversationsViewSet.as_view({"get": "retrieve", "delete": "destroy"})),
    path(f"{_CONVERSATION}/messages", ConversationMessagesViewSet.as_view({"get": "list"})),
    *[
        path(f"{_CONVERSATION}/{name}", ConversationHandlingViewSet.as_view({"post": action}))
        for name, action in _HANDLING.items()
    ],
    path(
        f"{_WORKSPACE}/conversation-settings",
        ConversationSettingsViewSet.as_view({"get": "retrieve", "put": "update"}),
    ),
]
