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
from voice.agents.queries import live_behaviour
from widget import queries, services
from widget.api.door import WidgetViewSet
from widget.api.older_embed import opened_by_chat
from widget.api.serializers import ChatIn, ConfigOut, OlderChatIn, OlderChatOut
from widget.api.sse import answer_stream
from widget.api.waiting import finished_answer
from widget.errors import ResumeInvalid
from widget.models import WidgetConfig
from workspaces.models import ApiKey
from workspaces.services.keys import KeyAccess

API_KEY = OpenApiParameter("X-API-Key", str, OpenApiParameter.HEADER, required=True)
EVENT_STREAM: dict[Any, Any] = {(200, "text/event-stream"): OpenApiTypes.STR}
OLDER_ANSWER: dict[Any, Any] = {(200, "application/json"): OlderChatOut}


class WidgetConfigViewSet(WidgetViewSet):
    """How the widget of an agent looks and greets."""

    scopes = {"retrieve": ApiKey.Scope.WIDGET_READ}

    @extend_schema(parameters=[API_KEY], responses=ConfigOut)
    def retrieve(self, request: Request, agent_id: str) -> Response:
        agent = queries.published_agent(agent_id)
        return Response(ConfigOut(_config(agent, queries.look_of(agent))).data)


class ChatViewSet(WidgetViewSet):
    """Questions of visitors, and the streams of their answers."""

    scopes = {"create": ApiKey.Scope.WIDGET_CHAT, "stream": ApiKey.Scope.WIDGET_CHAT}
    repeats_itself = frozenset({"create"})
    per_visitor_and_minute = {"create": 30}  # so that one visitor cannot use up a workspace's

    def opened(self, request: Request) -> AbstractContextManager[KeyAccess]:
        if self.action == "create" and "X-API-Key" not in request.headers:
            return opened_by_chat(request)
        return super().opened(request)

    @extend_schema(parameters=[API_KEY], request=ChatIn, responses=EVENT_STREAM | OLDER_ANSWER)
    def create(self, request: Request) -> HttpResponseBase:
        """Without `X-API-Key` the session is one that `/widget/init` began, and the answer is JSON,
        given when it is whole."""
        if "X-API-Key" not in request.headers:
            return self._answer_older_embed(request)
        wish = read(ChatIn, request.data)
        asked = self._ask(request, queries.published_agent(wish["agent_id"]), wish)
        return answer_stream(request._request, asked.answer, session=asked.session.key, after=-1)

    def _answer_older_embed(self, request: Request) -> Response:
        wish = read(OlderChatIn, request.data)
        session = queries.chat_of_older_embed(wish["session_id"], agent_id=wish.get("agent_id"))
        asked = self._ask(request, queries.published_agent(session.agent.name_outside), wish)
        self.leave()
        return Response(OlderChatOut(finished_answer(asked.answer)).data)

    def _ask(self, request: Request, agent: Agent, wish: dict[str, Any]) -> services.Asked:
        metadata = wish.get("metadata", {})
        return services.chat(
            agent=agent,
            session_key=wish.get("session_id"),
            question=wish["message"],
            api_key_id=self.access.key_id,
            quota=self.access.messages_per_month,
            page_url=metadata.get("page_url", ""),
            user_agent=metadata.get("user_agent") or request.headers.get("User-Agent", ""),
            request_key=_request_key(request, wish),
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


def _request_key(request: Request, wish: dict[str, object]) -> str:
    """The `Idempotency-Key` with what it was used for: the same question in the same chat."""
    key = request.headers.get("Idempotency-Key")
    if not key:
        return ""
    parts = [key, str(wish.get("agent_id")), str(wish.get("session_id")), str(wish["message"])]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _config(agent: Agent, look: WidgetConfig) -> dict[str, object]:
    behaviour = live_behaviour(agent)
    return {
        "agent_id": agent.name_outside,
        "agent_name": behaviour.name,
        "appearance": {
            "theme": look.theme,
            "primary_color": look.primary_color,
            "border_radius": look.border_radius,
            "position": look.position,
        },
        "behavior": {
            "greeting_enabled": look.greeting_enabled,
            "greeting_delay": look.greeting_delay,
            "greeting_message": behaviour.greeting_message,
            "suggested_questions": look.suggested_questions,
            "language": look.language,
            "feedback_enabled": look.feedback_enabled,
            "escalation_enabled": look.escalation_enabled,
            "show_sources": behaviour.show_sources,
        },
        "branding": {
            "show_powered_by": look.show_powered_by,
            "avatar_url": look.avatar_url or None,
        },
    }
