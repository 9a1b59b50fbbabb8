"""The inbox over REST: finding conversations and reading them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.lookup import find
from voice.agents.models import Agent
from voice.conversations import services
from voice.conversations.api.serializers import (
    ConversationDetail,
    ConversationFilter,
    ConversationMessagePage,
    ConversationPage,
    ConversationSettingsIn,
    ConversationSettingsOut,
    DeletedOut,
)
from voice.conversations.queries import inbox as queries

_FLAGS = ("is_escalated", "unread", "has_feedback")


class ConversationsViewSet(WorkspaceViewSet):
    """Conversations of visitors, and the caller's own chats."""

    needs = {
        "list": "conversations.view",
        "retrieve": "conversations.view",
        "destroy": "conversations.delete",
    }

    @extend_schema(parameters=[ConversationFilter], responses=ConversationPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        data = _resolve(read(ConversationFilter, request.query_params.dict()))
        page = keyset_page(
            queries.inbox(self.user, **data),
            request=request,
            page=ConversationPage,
            sorts={"last_message_at": "last_message_at", "started_at": "started_at"},
            default_sort="-last_message_at",
        )
        return Response(page)

    @extend_schema(responses=ConversationDetail)
    def retrieve(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        conversation = find(queries.inbox(self.user), conversation_id)
        return Response(ConversationDetail(conversation).data)

    @extend_schema(responses={200: DeletedOut})
    def destroy(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        conversation = find(queries.visible_conversations(self.user), conversation_id)
        services.delete_conversation(conversation=conversation, now=timezone.now())
        return Response(DeletedOut({"message": "Conversation deleted"}).data)


class ConversationMessagesViewSet(WorkspaceViewSet):
    """What was said in a conversation."""

    needs = {"list": "conversations.view"}

    @extend_schema(responses=ConversationMessagePage)
    def list(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        conversations = queries.visible_conversations(self.user)
        page = keyset_page(
            queries.messages_of(conversations.with_public_id(conversation_id)),  # type: ignore[attr-defined]
            request=request,
            page=ConversationMessagePage,
            sorts={"created_at": "created_at"},
            default_sort="created_at",
        )
        if page["total"] == 0:
            find(conversations, conversation_id)  # a list of nothing is not told from no such list
        return Response(page)


class ConversationSettingsViewSet(WorkspaceViewSet):
    """How long a workspace keeps its conversations."""

    needs = {"retrieve": "conversations.view", "update": "conversations.delete"}

    @extend_schema(responses=ConversationSettingsOut)
    def retrieve(self, request: Request, workspace_id: str) -> Response:
        return Response(ConversationSettingsOut(queries.conversation_settings()).data)

    @extend_schema(request=ConversationSettingsIn, responses=ConversationSettingsOut)
    def update(self, request: Request, workspace_id: str) -> Response:
        data = read(ConversationSettingsIn, request.data)
        settings = services.change_conversation_settings(**data, now=timezone.now())
        return Response(ConversationSettingsOut(settings).data)


def _resolve(data: dict[str, Any]) -> dict[str, Any]:
    """Turn the agent's id into a row of this workspace, and the query's words into flags."""
    agent_id = data.pop("agent_id", None)
    if agent_id is not None:
        data["agent"] = find(Agent.objects, agent_id, field="agent_id")
    return {key: value == "true" if key in _FLAGS else value for key, value in data.items()}
