"""Routes of conversations, below the door's prefix."""

from django.urls import path

from voice.conversations.api.views import (
    ConversationEventsViewSet,
    ConversationHandlingViewSet,
    ConversationMessagesViewSet,
    ConversationSettingsViewSet,
    ConversationsViewSet,
)

_WORKSPACE = "workspaces/<str:workspace_id>"
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
    path(f"{_WORKSPACE}/conversations", ConversationsViewSet.as_view({"get": "list"})),
    path(
        f"{_WORKSPACE}/conversations/events", ConversationEventsViewSet.as_view({"get": "stream"})
    ),
    path(_CONVERSATION, ConversationsViewSet.as_view({"get": "retrieve", "delete": "destroy"})),
    path(f"{_CONVERSATION}/messages", ConversationMessagesViewSet.as_view({"get": "list"})),
    path(
        f"{_CONVERSATION}/messages/<str:message_id>",
        ConversationMessagesViewSet.as_view({"get": "retrieve"}),
    ),
    *[
        path(f"{_CONVERSATION}/{name}", ConversationHandlingViewSet.as_view({"post": action}))
        for name, action in _HANDLING.items()
    ],
    path(
        f"{_WORKSPACE}/conversation-settings",
        ConversationSettingsViewSet.as_view({"get": "retrieve", "put": "update"}),
    ),
]
