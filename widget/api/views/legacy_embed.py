"""The older embed, which is in the field: it shows its key once, and then only its chat's."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ApiViewSet, Line, StrictSerializer, read
from core.api.fields import JsonObject
from core.errors import DomainError, NotFound
from core.http.client import client_network
from core.throttling import RateLimited, bucket_of, count_request, enforce
from voice.agents.models import Agent
from voice.agents.queries import live_behavior
from widget import queries, services
from widget.api.serializers import SessionKey, StatusOut
from widget.models import WidgetConfig
from workspaces.errors import ApiKeyInvalid, ScopeMissing
from workspaces.models import ApiKey
from workspaces.services.keys import KeyAccess, granted_key_scope, key_scope

OPEN_BY_SESSION = "open_workspace_by_session"
EVENTS_PER_MINUTE = 60  # of one chat
_REASONS = {NotFound.code: "There is no such agent."}


class InitIn(StrictSerializer):
    agent_id = Line(max_length=64)
    api_key = Line(max_length=200)
    page_url = Line(max_length=2_000, required=False, allow_blank=True, allow_null=True)
    page_title = Line(max_length=300, required=False, allow_blank=True, allow_null=True)
    referrer = Line(max_length=2_000, required=False, allow_blank=True, allow_null=True)
    language = Line(max_length=35, required=False, allow_blank=True, allow_null=True)


class WidgetSettings(serializers.Serializer[Any]):
    primaryColor = serializers.CharField()  # noqa: N815 (the embed's own spelling)
    position = serializers.CharField()
    agentName = serializers.CharField()  # noqa: N815
    welcomeMessage = serializers.CharField()  # noqa: N815
    showPoweredBy = serializers.BooleanField()  # noqa: N815
    theme = serializers.CharField()


class InitOut(serializers.Serializer[Any]):
    agent_id = serializers.CharField()
    agent_name = serializers.CharField(allow_null=True)
    widget_settings = WidgetSettings(allow_null=True)
    session_id = serializers.CharField(allow_null=True)
    allowed = serializers.BooleanField()
    error = serializers.CharField(allow_null=True)


class EventIn(StrictSerializer):
    agent_id = Line(max_length=64)
    session_id = SessionKey()
    event_type = Line(max_length=60)
    event_data = JsonObject(required=False, allow_null=True)


class OlderEmbedViewSet(ApiViewSet):
    """The embed's first call, and what it tells later."""

    authentication_classes = []
    public = frozenset({"init", "event"})
    without_idempotency = frozenset({"init", "event"})

    def enter(self, request: Request) -> None:
        self._limit(f"embed:{self.action}:{client_network(request)}", 60)

    @extend_schema(request=InitIn, responses=InitOut)
    def init(self, request: Request) -> Response:
        """Begins a chat. A refusal is an answer as well: `allowed` is false, `error` says why."""
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
        except ApiKeyInvalid as error:  # it shows none: what is not known is its chat
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


def granted_session_scope(request: Request) -> AbstractContextManager[KeyAccess]:
    """The scope of the workspace whose key began the chat that the body names.

    Raises ApiKeyInvalid for a chat that is not the older embed's, or whose key is closed.
    """
    body: Any = request.data
    named = body.get("session_id")
    is_key = isinstance(named, str) and queries.SESSION_KEY.fullmatch(named)
    return granted_key_scope(
        OPEN_BY_SESSION,
        named if is_key else "",
        origin=request.headers.get("Origin"),
        now=timezone.now(),
    )


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
