"""The legacy embed: it sends its API key once, then only its session key."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import WorkspaceSuspended
from core.api import ApiViewSet, read
from core.errors import DomainError, NotFound
from core.http.client import client_network
from core.throttling import RateLimited, bucket_of, count_request, enforce
from voice.agents.models import Agent
from voice.agents.queries import live_behavior
from widget import queries, services
from widget.api.serializers.chat import StatusOut
from widget.api.serializers.legacy_embed import EventIn, InitIn, InitOut
from widget.api.views.base import granted_session_scope
from widget.models import WidgetConfig
from workspaces.errors import ApiKeyInvalid, DomainNotAllowed, ScopeMissing
from workspaces.models import ApiKey
from workspaces.services.keys import key_scope

EVENTS_PER_MINUTE = 60  # per session
_REASONS = {NotFound.code: "There is no such agent."}


class OlderEmbedViewSet(ApiViewSet):
    """The legacy embed's first call, and its events."""

    tag = "Widget"
    named = {
        "init": ("startEmbedSession", "Start a session of the legacy embed"),
        "event": ("recordEmbedEvent", "Record an event of the legacy embed"),
    }
    raises = {"event": (DomainNotAllowed, WorkspaceSuspended)}
    authentication_classes = []
    public = frozenset({"init", "event"})
    without_idempotency = frozenset({"init", "event"})

    def enter(self, request: Request) -> None:
        self._limit(f"embed:{self.action}:{client_network(request)}", 60)

    @extend_schema(request=InitIn, responses=InitOut)
    def init(self, request: Request) -> Response:
        """Starts a session.

        An error is a successful response too: `allowed` is false, `error` says why.
        """
        data = {key: value or "" for key, value in read(InitIn, request.data).items()}
        try:
            answer = self._begin(request, data)
        except RateLimited:
            raise
        except DomainError as refusal:
            answer = {
                **dict.fromkeys(("agent_name", "widget_settings", "session_id")),
                "allowed": False,
                "error": _REASONS.get(refusal.code, str(refusal)),
            }
        return Response(InitOut({"agent_id": data["agent_id"], **answer}).data)

    @extend_schema(request=EventIn, responses=StatusOut)
    def event(self, request: Request) -> Response:
        data = read(EventIn, request.data)
        bucket = bucket_of("embed-events", data["session_id"])
        enforce(count_request(bucket, per_minute=EVENTS_PER_MINUTE))
        try:
            with granted_session_scope(request):
                services.record_event(
                    session=queries.legacy_session(data["session_id"], agent_id=data["agent_id"]),
                    type=data["event_type"],
                    data=data.get("event_data") or {},
                    now=timezone.now(),
                )
        except ApiKeyInvalid as error:  # it sends none: the session is unknown
            raise NotFound(field="session_id") from error
        return Response(StatusOut({"status": "ok"}).data)

    def _begin(self, request: Request, data: dict[str, str]) -> dict[str, Any]:
        now = timezone.now()
        origin = request.headers.get("Origin") or data.get("page_url") or None
        with key_scope(text=data["api_key"], origin=origin, now=now) as access:
            self._limit(f"workspace:{access.workspace_id}", access.requests_per_minute)
            if ApiKey.Scope.WIDGET_CHAT not in access.scopes:
                raise ScopeMissing
            agent = queries.published_agent(data["agent_id"])
            session = services.begin_session(
                agent=agent,
                api_key_id=access.key_id,
                page_url=data.get("page_url", ""),
                page_title=data.get("page_title", ""),
                referrer=data.get("referrer", ""),
                language=data.get("language", ""),
                user_agent=request.headers.get("User-Agent", "")[:300],
                now=now,
            )
            settings = _settings(agent, queries.appearance_of(agent))
        return {
            "agent_name": settings["agentName"],
            "widget_settings": settings,
            "session_id": session.key,
            "allowed": True,
            "error": None,
        }


def _settings(agent: Agent, appearance: WidgetConfig) -> dict[str, Any]:
    behavior = live_behavior(agent)
    return {
        "primaryColor": appearance.primary_color,
        "position": appearance.position,
        "agentName": behavior.name,
        "welcomeMessage": behavior.greeting_message,
        "showPoweredBy": appearance.show_powered_by,
        "theme": appearance.theme,
    }
