"""Routes of the widget, below the door's prefix."""

from django.urls import path

from widget.api.views.appearance import AgentWidgetViewSet, WidgetConfigViewSet
from widget.api.views.chat import ChatViewSet, VisitorChatViewSet
from widget.api.views.escalations import EscalationsViewSet, VisitorEscalationViewSet
from widget.api.views.feedback import VisitorFeedbackViewSet
from widget.api.views.legacy_embed import OlderEmbedViewSet

_WORKSPACE = "workspaces/<str:workspace_id>"

urlpatterns = [
    path("widget/config/<str:agent_id>", WidgetConfigViewSet.as_view({"get": "retrieve"})),
    path("widget/chat", ChatViewSet.as_view({"post": "create"})),
    path("widget/chat/<str:message_id>/stream", ChatViewSet.as_view({"get": "stream"})),
    path("widget/feedback", VisitorFeedbackViewSet.as_view({"post": "create"})),
    path("widget/escalate", VisitorEscalationViewSet.as_view({"post": "create"})),
    path("widget/sessions/<str:chat_id>/messages", VisitorChatViewSet.as_view({"get": "messages"})),
    path("widget/sessions/<str:chat_id>/events", VisitorChatViewSet.as_view({"get": "events"})),
    path("widget/typing", VisitorChatViewSet.as_view({"post": "typing"})),
    path("widget/read", VisitorChatViewSet.as_view({"post": "read"})),
    path("widget/init", OlderEmbedViewSet.as_view({"post": "init"})),
    path("widget/event", OlderEmbedViewSet.as_view({"post": "event"})),
    path(
        f"{_WORKSPACE}/agents/<str:agent_id>/widget",
        AgentWidgetViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
    ),
    path(f"{_WORKSPACE}/escalations", EscalationsViewSet.as_view({"get": "list"})),
    path(
        f"{_WORKSPACE}/escalations/<str:escalation_id>",
        EscalationsViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
    ),
]
