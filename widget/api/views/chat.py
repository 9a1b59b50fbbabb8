"""The widget's own routes."""

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
from voice.agents.models import Agent
from voice.agents.queries import live_behavior
from widget import queries, services
from widget.api.door import WidgetViewSet
from widget.api.legacy_embed import granted_session_scope
from widget.api.serializers import ChatIn, ConfigOut, OlderChatIn, OlderChatOut
from widget.api.sse import answer_stream
from widget.api.waiting import wait_for_answer
from widget.errors import ResumeInvalid
from widget.models import WidgetConfig
from workspaces.models import ApiKey
from workspaces.services.keys import KeyAccess

API_KEY = OpenApiParameter("X-API-Key", str, OpenApiParameter.HEADER, required=True)
EVENT_STREAM: dict[Any, Any] = {(200, "text/event-stream"): OpenApiTypes.STR}
LEGACY_ANSWER: dict[Any, Any] = {(200, "application/json"): OlderChatOut}


class WidgetConfigViewSet(WidgetViewSet):
    """How the widget of an agent looks and greets."""

    scopes = {"retrieve": ApiKey.Scope.WIDGET_READ}

    @extend_schema(parameters=[API_KEY], responses=ConfigOut)
    def retrieve(self, request: Request, agent_id: str) -> Response:
        agent = queries.published_agent(agent_id)
        return Response(ConfigOut(_config(agent, queries.appearance_of(agent))).data)


class ChatViewSet(WidgetViewSet):
    """Questions of visitors, and the streams of their answers."""

    scopes = {"create": ApiKey.Scope.WIDGET_CHAT, "stream": ApiKey.Scope.WIDGET_CHAT}
    without_idempotency = frozenset({"create"})
    per_visitor_and_minute = {"create": 30}  # so that one visitor cannot use up a workspace's

    def opened(self, request: Request) -> AbstractContextManager[KeyAccess]:
        if self.action == "create" and "X-API-Key" not in request.headers:
            return granted_session_scope(request)
        return super().opened(request)

    @extend_schema(parameters=[API_KEY], request=ChatIn, responses=EVENT_STREAM | LEGACY_ANSWER)
    def create(self, request: Request) -> HttpResponseBase:
        """Without `X-API-Key` the session is one that `/widget/init` began, and the answer is JSON,
        given when it is whole."""
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
        parameters=[API_KEY, OpenApiParameter("Last-Event-ID", int, OpenApiParameter.HEADER)],
        responses=EVENT_STREAM,
    )
    def stream(self, request: Request, message_id: str) -> StreamingHttpResponse:
        seen = request.headers.get("Last-Event-ID", "")
        if seen and not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise ResumeInvalid(field="Last-Event-ID")
        message = queries.answer(message_id)
        return answer_stream(
            request._request,
            message,
            session=queries.session_of(message).key,
            after=int(seen) if seen else -1,
        )


def _request_key(request: Request, data: dict[str, object]) -> str:
    """The `Idempotency-Key` with what it was used for: the same question in the same chat."""
    key = request.headers.get("Idempotency-Key")
    if not key:
        return ""
    parts = [key, str(data.get("agent_id")), str(data.get("session_id")), str(data["message"])]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _config(agent: Agent, appearance: WidgetConfig) -> dict[str, object]:
    behavior = live_behavior(agent)
    return {
        "agent_id": agent.public_id,
        "agent_name": behavior.name,
        "appearance": {
            "theme": appearance.theme,
            "primary_color": appearance.primary_color,
            "border_radius": appearance.border_radius,
            "position": appearance.position,
        },
        "behavior": {
            "greeting_enabled": appearance.greeting_enabled,
            "greeting_delay": appearance.greeting_delay,
            "greeting_message": behavior.greeting_message,
            "suggested_questions": appearance.suggested_questions,
            "language": appearance.language,
            "feedback_enabled": appearance.feedback_enabled,
            "escalation_enabled": appearance.escalation_enabled,
            "show_sources": behavior.show_sources,
        },
        "branding": {
            "show_powered_by": appearance.show_powered_by,
            "avatar_url": appearance.avatar_url or None,
        },
    }
