"""What visitors do besides asking: rate, ask for a human, come back, look on while one answers."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import read
from core.http.event_streams import live_event_stream
from voice.conversations import services as conversations
from voice.conversations.models import Conversation
from voice.conversations.services.notifications import visitor_message_json
from widget import queries, services
from widget.api.door import WidgetViewSet
from widget.api.serializers import (
    EscalatedOut,
    EscalateIn,
    FeedbackGiven,
    FeedbackIn,
    HistoryOut,
    OfAgent,
    StatusOut,
    VisitorReadIn,
    VisitorTypesIn,
)
from widget.api.visitor_events import VisitorChannel
from workspaces.models import ApiKey

API_KEY = OpenApiParameter("X-API-Key", str, OpenApiParameter.HEADER, required=True)
LAST_EVENT_ID = OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER)
_OK = {"status": "ok"}


class VisitorFeedbackViewSet(WidgetViewSet):
    """What visitors think of answers."""

    scopes = {"create": ApiKey.Scope.WIDGET_CHAT}
    per_visitor_and_minute = {"create": 30}

    @extend_schema(parameters=[API_KEY], request=FeedbackIn, responses={200: FeedbackGiven})
    def create(self, request: Request) -> Response:
        """Given again for the same message, it replaces what was given before."""
        data = read(FeedbackIn, request.data)
        message = queries.ratable_answer(data["message_id"])
        services.record_feedback(
            message=message,
            type=data["feedback_type"],
            comment=data.get("comment", ""),
            now=timezone.now(),
        )
        answer = {
            "message": "Thank you for your feedback.",
            "message_id": message.public_id,
            "feedback_type": data["feedback_type"],
        }
        return Response(FeedbackGiven(answer).data)


class VisitorEscalationViewSet(WidgetViewSet):
    """Visitors who want a human."""

    scopes = {"create": ApiKey.Scope.WIDGET_CHAT}
    per_visitor_and_minute = {"create": 5}

    @extend_schema(parameters=[API_KEY], request=EscalateIn, responses={200: EscalatedOut})
    def create(self, request: Request) -> Response:
        data, now = read(EscalateIn, request.data), timezone.now()
        agent = queries.published_agent(data["agent_id"])
        session = services.get_or_create_session(
            agent=agent, key=data.get("session_id"), api_key_id=self.access.key_id, now=now
        )
        escalation = services.escalate(
            agent=agent,
            session=session,
            email=data["email"],
            message=data["message"],
            name=data.get("name", ""),
            now=now,
        )
        answer = {
            "id": escalation.public_id,
            "status": escalation.status,
            "message": "Thank you. Somebody will get back to you.",
            "session_id": session.key,
        }
        return Response(EscalatedOut(answer).data)


class VisitorChatViewSet(WidgetViewSet):
    """A chat, for the browser that has its key: no other way leads to what was said in it."""

    scopes = {
        "messages": ApiKey.Scope.WIDGET_CHAT,
        "events": ApiKey.Scope.WIDGET_CHAT,
        "typing": ApiKey.Scope.WIDGET_CHAT,
        "read": ApiKey.Scope.WIDGET_CHAT,
    }
    per_visitor_and_minute = {"messages": 60, "events": 60, "typing": 120, "read": 120}

    @extend_schema(parameters=[API_KEY, OfAgent], responses=HistoryOut)
    def messages(self, request: Request, chat_id: str) -> Response:
        """The latest of what was said, oldest first."""
        conversation = self._conversation(chat_id)
        said = queries.history_of(conversation)
        conversations.mark_delivered(conversation=conversation, now=timezone.now())
        answer: dict[str, Any] = {
            "messages": [visitor_message_json(message) for message in said],
            "status": conversation.status,
        }
        return Response(HistoryOut(answer).data)

    @extend_schema(
        parameters=[API_KEY, OfAgent, LAST_EVENT_ID],
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
    )
    def events(self, request: Request, chat_id: str) -> StreamingHttpResponse:
        """What a human says and does, as it happens, and who answers."""
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
        """Everything up to a message has been seen."""
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
