"""The inbox over REST: find, read, take over, reply, close, and follow live events."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, WorkspaceViewSet, read
from core.http.client import client_address
from core.http.event_streams import live_event_stream
from core.lookup import find
from voice.conversations import services
from voice.conversations.api.serializers import (
    ConversationDetail,
    ConversationFilter,
    ConversationMessage,
    ConversationMessagePage,
    ConversationPage,
    ConversationSettingsIn,
    ConversationSettingsOut,
    DeletedOut,
    DoneOut,
    ReplyIn,
    TakeOverIn,
    TypingIn,
)
from voice.conversations.errors import ConversationTaken, NotTakenOver, OwnChat
from voice.conversations.models import Conversation
from voice.conversations.queries import inbox as queries
from voice.conversations.shapes import InboxEvent
from voice.conversations.streams import InboxChannel

LAST_EVENT_ID = OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER)


class ConversationViewSet(WorkspaceResourceViewSet):
    """The base of views on a conversation: which conversations the caller may see."""

    noun, out = "conversation", ConversationDetail

    def rows(self, **filters: Any) -> QuerySet[Any]:
        return queries.inbox(self.user, **filters)

    def row_to_change(self) -> Conversation:
        """Without the data of the inbox."""
        rows = queries.visible_conversations(self.user)
        found: Conversation = find(rows, self.kwargs["conversation_id"])
        return found


class ConversationsViewSet(ConversationViewSet):
    """Conversations of visitors, and the caller's own member chats."""

    tag = "Conversations"
    resource = "conversation"
    needs = {
        "list": "conversations.view",
        "retrieve": "conversations.view",
        "destroy": "conversations.delete",
    }
    without_body = frozenset({"destroy"})
    filters, page = ConversationFilter, ConversationPage
    sorts = {"last_message_at": "last_message_at", "started_at": "started_at"}
    default_sort = "-last_message_at"

    @extend_schema(responses={200: DeletedOut})
    def destroy(self, request: Request, **_: str) -> Response:
        services.delete_conversation(conversation=self.row_to_change(), now=timezone.now())
        return Response(DeletedOut({"message": "Conversation deleted"}).data)


class ConversationMessagesViewSet(ConversationViewSet):
    """The messages of a conversation."""

    tag = "Conversations"
    resource = "message"
    needs = {"list": "conversations.view", "retrieve": "conversations.view"}
    noun = "message"
    page = ConversationMessagePage
    default_sort = "created_at"

    @extend_schema(responses=ConversationMessagePage)
    def list(self, request: Request, **_: str) -> Response:
        page = self.page_of(self.rows(**self.filtered()))
        if page["total"] == 0:
            self.row_to_change()  # an empty list must differ from a missing conversation
        return Response(page)

    @extend_schema(responses=ConversationMessage)
    def retrieve(self, request: Request, **_: str) -> Response:
        return Response(ConversationMessage(self.row()).data)

    def rows(self, **filters: Any) -> QuerySet[Any]:
        conversations: Any = queries.visible_conversations(self.user)
        return queries.messages_of(conversations.with_public_id(self.kwargs["conversation_id"]))


class ConversationSettingsViewSet(WorkspaceViewSet):
    """How long a workspace keeps its conversations."""

    tag = "Conversations"
    resource = "conversation settings"
    is_single = True
    needs = {"retrieve": "conversations.view", "update": "conversations.delete"}

    def lock_row(self) -> None:
        services.lock_conversation_settings()

    @extend_schema(responses=ConversationSettingsOut)
    def retrieve(self, request: Request, workspace_id: str) -> Response:
        return Response(ConversationSettingsOut(queries.conversation_settings()).data)

    @extend_schema(request=ConversationSettingsIn, responses=ConversationSettingsOut)
    def update(self, request: Request, workspace_id: str) -> Response:
        data = read(ConversationSettingsIn, request.data)
        settings = services.change_conversation_settings(**data, now=timezone.now())
        return Response(ConversationSettingsOut(settings).data)


class ConversationHandlingViewSet(ConversationViewSet):
    """Actions of humans in conversations."""

    tag = "Conversations"
    resource = "conversation"
    named = {
        "reply": ("replyToConversation", "Reply to a conversation"),
        "typing": ("showTyping", "Show the visitor that you are typing"),
        "read": ("markConversationRead", "Mark a conversation as read"),
    }
    raises = {
        "reply": (NotTakenOver,),
        "typing": (NotTakenOver,),
        "take_over": (ConversationTaken, OwnChat),
        "hand_back": (NotTakenOver,),
    }
    needs = dict.fromkeys(
        ("take_over", "reply", "hand_back", "close", "reopen", "typing", "read"),
        "conversations.reply",
    )
    without_body = frozenset({"hand_back", "close", "reopen", "read"})

    @extend_schema(request=TakeOverIn, responses=ConversationDetail)
    def take_over(self, request: Request, **_: str) -> Response:
        """The agent is silent until the conversation is handed back or closed."""
        data = read(TakeOverIn, request.data)
        services.take_over(
            conversation=self.row_to_change(), by=self.user, now=timezone.now(), **data
        )
        return self._answer()

    @extend_schema(request=ReplyIn, responses={201: ConversationMessage})
    def reply(self, request: Request, **_: str) -> Response:
        conversation, data = self.row_to_change(), read(ReplyIn, request.data)
        message = services.reply(
            conversation=conversation, by=self.user, now=timezone.now(), **data
        )
        seen = queries.visible_conversations(self.user)
        shown = ConversationMessage(queries.messages_of(seen).get(pk=message.pk)).data
        at = request.path.removesuffix("/reply") + f"/messages/{message.public_id}"
        return Response(shown, status=201, headers={"Location": at})

    @extend_schema(request=None, responses=ConversationDetail)
    def hand_back(self, request: Request, **_: str) -> Response:
        services.hand_back(conversation=self.row_to_change(), now=timezone.now())
        return self._answer()

    @extend_schema(request=None, responses=ConversationDetail)
    def close(self, request: Request, **_: str) -> Response:
        services.close_conversation(conversation=self.row_to_change(), now=timezone.now())
        return self._answer()

    @extend_schema(request=None, responses=ConversationDetail)
    def reopen(self, request: Request, **_: str) -> Response:
        services.reopen_conversation(conversation=self.row_to_change(), now=timezone.now())
        return self._answer()

    @extend_schema(request=TypingIn, responses=DoneOut)
    def typing(self, request: Request, **_: str) -> Response:
        conversation, data = self.row_to_change(), read(TypingIn, request.data)
        services.notify_staff_typing(conversation=conversation, by=self.user, **data)
        return Response(DoneOut({"status": "ok"}).data)

    @extend_schema(request=None, responses=ConversationDetail)
    def read(self, request: Request, **_: str) -> Response:
        services.mark_read_by_staff(conversation=self.row_to_change(), now=timezone.now())
        return self._answer()

    def _answer(self) -> Response:
        return Response(self.show(self.row()))


class ConversationEventsViewSet(WorkspaceViewSet):
    """Live events of visitors' conversations."""

    tag = "Conversations"
    named = {"stream": ("streamInboxEvents", "Stream the live events of the inbox")}
    needs = {"stream": "conversations.view"}

    @extend_schema(parameters=[LAST_EVENT_ID], responses={(200, "text/event-stream"): InboxEvent})
    def stream(self, request: Request, **_: str) -> StreamingHttpResponse:
        """A stream of server-sent events that starts with `ready`.

        Its `resumed` is true if nothing was missed since `Last-Event-ID`; otherwise read the lists
        again.
        """
        session: Any = request.auth
        channel = InboxChannel(
            session_id=session.uuid,
            access=self.access,
            address=client_address(request),
            last_event_id=request.headers.get("Last-Event-ID", ""),
        )
        return live_event_stream(request._request, channel)
