"""Visitors' questions, answers and history."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import read
from core.http.event_streams import live_event_stream
from voice.agents.models import Agent
from voice.conversations import services as conversations
from voice.conversations.models import Conversation
from voice.conversations.services.notifications import visitor_message_json
from widget import queries, services
from widget.api.serializers.chat import (
    ChatIn,
    HistoryOut,
    OfAgent,
    OfSession,
    OlderChatIn,
    OlderChatOut,
    StatusOut,
    VisitorReadIn,
    VisitorTypesIn,
)
from widget.api.views.base import (
    API_KEY,
    LAST_EVENT_ID,
    WidgetViewSet,
    granted_session_scope,
)
from widget.errors import ResumeInvalid
from widget.streams.answers import answer_stream
from widget.streams.visitors import VisitorChannel
from widget.streams.waiting import wait_for_answer
from workspaces.models import ApiKey
from workspaces.services.keys import KeyAccess

EVENT_STREAM: dict[Any, Any] = {(200, "text/event-stream"): OpenApiTypes.STR}
LEGACY_ANSWER: dict[Any, Any] = {(200, "application/json"): OlderChatOut}
_OK = {"status": "ok"}


class ChatViewSet(WidgetViewSet):
    """Questions of visitors, and the streams of their answers."""

    scopes = {"create": ApiKey.Scope.WIDGET_CHAT, "stream": ApiKey.Scope.WIDGET_CHAT}
    without_idempotency = frozenset({"create"})
    # so that one visitor cannot use up the workspace's limit
    per_visitor_and_minute = {"create": 30}

    def opened(self, request: Request) -> AbstractContextManager[KeyAccess]:
        if self.action == "create" and "X-API-Key" not in request.headers:
            return granted_session_scope(request)
        return super().opened(request)

    @extend_schema(parameters=[API_KEY], request=ChatIn, responses=EVENT_STREAM | LEGACY_ANSWER)
    def create(self, request: Request) -> HttpResponseBase:
        """Without `X-API-Key` the session must have been started by `/widget/init`, and the
        response is JSON, sent when the answer is complete.
        """
        if "X-API-Key" not in request.headers:
            return self._answer_legacy_embed(request)
        data = read(ChatIn, request.data)
        asked = self._ask(request, queries.published_agent(data["agent_id"]), data)
        return answer_stream(request._request, asked.answer, session=asked.session.key, after=-1)

    def _answer_legacy_embed(self, request: Request) -> Response:
        data = read(OlderChatIn, request.data)
        session = queries.legacy_session(data["session_id"], agent_id=data.get("agent_id"))
        asked = self._ask(request, queries.published_agent(session.agent.public_id), data)
        self.leave()
        return Response(OlderChatOut(wait_for_answer(asked.answer)).data)

    def _ask(self, request: Request, agent: Agent, data: dict[str, Any]) -> services.AskedByVisitor:
        metadata = data.get("metadata", {})
        return services.chat(
            agent=agent,
            session_key=data.get("session_id"),
            question=data["message"],
            api_key_id=self.access.key_id,
            quota=self.access.messages_per_month,
            page_url=metadata.get("page_url", ""),
            user_agent=metadata.get("user_agent") or request.headers.get("User-Agent", ""),
            request_key=_request_key(request, data),
            now=timezone.now(),
        )

    @extend_schema(
        parameters=[
            API_KEY,
            OfSession,
            OpenApiParameter("Last-Event-ID", int, OpenApiParameter.HEADER),
        ],
        responses=EVENT_STREAM,
    )
    def stream(self, request: Request, message_id: str) -> StreamingHttpResponse:
        """The events of an answer again, or those after `Last-Event-ID`. They contain the session
        only for who names it.
        """
        seen = request.headers.get("Last-Event-ID", "")
        if seen and not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise ResumeInvalid(field="Last-Event-ID")
        session = read(OfSession, request.query_params.dict()).get("session_id")
        message = queries.answer(message_id)
        if session is not None:
            queries.check_session(message, session)
        return answer_stream(
            request._request,
            message,
            session=session,
            after=int(seen) if seen else -1,
        )


class VisitorChatViewSet(WidgetViewSet):
    """A visitor's session, accessible only with its key."""

    scopes = {
        "messages": ApiKey.Scope.WIDGET_CHAT,
        "events": ApiKey.Scope.WIDGET_CHAT,
        "typing": ApiKey.Scope.WIDGET_CHAT,
        "read": ApiKey.Scope.WIDGET_CHAT,
    }
    per_visitor_and_minute = {"messages": 60, "events": 60, "typing": 120, "read": 120}

    @extend_schema(parameters=[API_KEY, OfAgent], responses=HistoryOut)
    def messages(self, request: Request, chat_id: str) -> Response:
        """The latest messages, oldest first."""
        conversation = self._conversation(chat_id)
        messages = queries.history_of(conversation)
        conversations.mark_delivered(conversation=conversation, now=timezone.now())
        answer: dict[str, Any] = {
            "messages": [visitor_message_json(message) for message in messages],
            "status": conversation.status,
        }
        return Response(HistoryOut(answer).data)

    @extend_schema(
        parameters=[API_KEY, OfAgent, LAST_EVENT_ID],
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
    )
    def events(self, request: Request, chat_id: str) -> StreamingHttpResponse:
        """Live events of a human in the conversation, and who answers."""
        channel = VisitorChannel(
            self._conversation(chat_id),
            key=request.headers.get("X-API-Key", ""),
            origin=request.headers.get("Origin"),
            last_event_id=request.headers.get("Last-Event-ID", ""),
        )
        return live_event_stream(request._request, channel)

    @extend_schema(parameters=[API_KEY], request=VisitorTypesIn, responses={200: StatusOut})
    def typing(self, request: Request) -> Response:
        data = read(VisitorTypesIn, request.data)
        conversations.notify_visitor_typing(
            conversation=self._conversation_named_in(data), is_typing=data["is_typing"]
        )
        return Response(StatusOut(_OK).data)

    @extend_schema(parameters=[API_KEY], request=VisitorReadIn, responses={200: StatusOut})
    def read(self, request: Request) -> Response:
        """Mark everything up to a message as read."""
        data = read(VisitorReadIn, request.data)
        conversation = self._conversation_named_in(data)
        conversations.mark_read_by_visitor(
            conversation=conversation,
            up_to=queries.message_in(conversation, data["message_id"]),
            now=timezone.now(),
        )
        return Response(StatusOut(_OK).data)

    def _conversation(self, chat_id: str) -> Conversation:
        data = read(OfAgent, self.request.query_params.dict())
        return queries.visitor_session(chat_id, agent_id=data.get("agent_id")).required_conversation

    def _conversation_named_in(self, data: dict[str, Any]) -> Conversation:
        session = queries.visitor_session(
            data["session_id"], agent_id=data["agent_id"], field="session_id"
        )
        return session.required_conversation


def _request_key(request: Request, data: dict[str, object]) -> str:
    """The `Idempotency-Key` combined with the question and the session."""
    key = request.headers.get("Idempotency-Key")
    if not key:
        return ""
    parts = [key, str(data.get("agent_id")), str(data.get("session_id")), str(data["message"])]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
