"""The inbox over REST: taking over, answering, closing, and hearing of what happens meanwhile."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import active_session
from core import ids, live
from core.access import Access
from core.api import WorkspaceViewSet, read
from core.errors import DomainError
from core.http.client import client_address
from core.http.event_streams import live_event_stream
from core.live import LiveEvent
from core.lookup import find
from core.scope import granted_scope
from voice.conversations import services
from voice.conversations.api.serializers import (
    ConversationDetail,
    ConversationMessage,
    DoneOut,
    ReplyIn,
    TakeOverIn,
    TypingIn,
)
from voice.conversations.models import Conversation
from voice.conversations.queries import inbox as queries
from voice.conversations.services.notifications import inbox_channel

LAST_EVENT_ID = OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER)


class ConversationHandlingViewSet(WorkspaceViewSet):
    """What humans do in conversations."""

    needs = dict.fromkeys(
        ("take_over", "reply", "hand_back", "close", "reopen", "typing", "read"),
        "conversations.reply",
    )

    @extend_schema(request=TakeOverIn, responses=ConversationDetail)
    def take_over(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        data = read(TakeOverIn, request.data)
        services.take_over(
            conversation=self._found(conversation_id), by=self.user, now=timezone.now(), **data
        )
        return self._answer(conversation_id)

    @extend_schema(request=ReplyIn, responses={201: ConversationMessage})
    def reply(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        conversation, data = self._found(conversation_id), read(ReplyIn, request.data)
        message = services.reply(
            conversation=conversation, by=self.user, now=timezone.now(), **data
        )
        seen = queries.visible_conversations(self.user)
        return Response(
            ConversationMessage(queries.messages_of(seen).get(pk=message.pk)).data, status=201
        )

    @extend_schema(request=None, responses=ConversationDetail)
    def hand_back(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        services.hand_back(conversation=self._found(conversation_id), now=timezone.now())
        return self._answer(conversation_id)

    @extend_schema(request=None, responses=ConversationDetail)
    def close(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        services.close_conversation(conversation=self._found(conversation_id), now=timezone.now())
        return self._answer(conversation_id)

    @extend_schema(request=None, responses=ConversationDetail)
    def reopen(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        services.reopen_conversation(conversation=self._found(conversation_id), now=timezone.now())
        return self._answer(conversation_id)

    @extend_schema(request=TypingIn, responses=DoneOut)
    def typing(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        conversation, data = self._found(conversation_id), read(TypingIn, request.data)
        services.notify_staff_typing(conversation=conversation, by=self.user, **data)
        return Response(DoneOut({"status": "ok"}).data)

    @extend_schema(request=None, responses=ConversationDetail)
    def read(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        services.mark_read_by_staff(conversation=self._found(conversation_id), now=timezone.now())
        return self._answer(conversation_id)

    def _found(self, conversation_id: str) -> Conversation:
        found: Conversation = find(queries.visible_conversations(self.user), conversation_id)
        return found

    def _answer(self, conversation_id: str) -> Response:
        return Response(ConversationDetail(find(queries.inbox(self.user), conversation_id)).data)


class ConversationEventsViewSet(WorkspaceViewSet):
    """What happens in visitors' conversations, as it happens."""

    needs = {"stream": "conversations.view"}

    @extend_schema(
        parameters=[LAST_EVENT_ID], responses={(200, "text/event-stream"): OpenApiTypes.STR}
    )
    def stream(self, request: Request, workspace_id: str) -> StreamingHttpResponse:
        """A stream of server-sent events that begins with `ready`; `resumed` is true where nothing
        was missed since `Last-Event-ID`, otherwise read the lists again."""
        return live_event_stream(request._request, _Inbox(self))


class _Inbox:
    """The workspace's inbox, as one member looks on."""

    def __init__(self, view: ConversationEventsViewSet) -> None:
        session: Any = view.request.auth
        self.session_id: uuid.UUID = session.uuid
        self.user_id = view.access.user_id
        self.workspace = ids.decode("ws", view.access.workspace)
        self.address = client_address(view.request)
        self.name = inbox_channel(view.access.workspace_id)
        place = live.resume_position(self.name, view.request.headers.get("Last-Event-ID", ""))
        self.after = place.id
        self.opening = [LiveEvent(place.id, {"type": "ready", "resumed": place.is_resumed})]

    def is_still_allowed(self) -> bool:
        if active_session(self.session_id) is None:
            return False
        with granted_scope("open_workspace", self.user_id, self.workspace) as rows:
            return bool(rows) and self._may(rows[0].row)

    def _may(self, row: dict[str, Any]) -> bool:
        try:
            access = Access.from_row(row, user_id=self.user_id, address=self.address)
        except DomainError:
            return False
        return "conversations.view" in access.abilities

    def shown(self, event: LiveEvent) -> dict[str, Any] | None:
        return event.body
