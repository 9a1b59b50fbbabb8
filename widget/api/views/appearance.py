"""The appearance and greeting of an agent's widget: for visitors, and for members who change it."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.lookup import find
from voice.agents.models import Agent
from voice.agents.queries import live_behavior
from widget import queries, services
from widget.api.serializers.appearance import ConfigOut, LookOut, LookPatch
from widget.api.views.base import API_KEY, WidgetViewSet
from widget.models import WidgetConfig
from workspaces.models import ApiKey
from workspaces.services.keys import origin_allowed


class WidgetConfigViewSet(WidgetViewSet):
    """The appearance and greeting of an agent's widget."""

    scopes = {"retrieve": ApiKey.Scope.WIDGET_READ}

    @extend_schema(parameters=[API_KEY], responses=ConfigOut)
    def retrieve(self, request: Request, agent_id: str) -> Response:
        agent = queries.published_agent(agent_id)
        config = _config(agent, queries.appearance_of(agent))
        allowed = self._website_allowed(request)
        return Response(ConfigOut({**config, "website_allowed": allowed}).data)

    def _website_allowed(self, request: Request) -> bool:
        if request.headers.get("Sec-Fetch-Site") != "same-origin":
            return True  # a website that was judged by its `Origin`, or no browser
        return origin_allowed(request.build_absolute_uri("/"), self.access.allowed_domains)


class AgentWidgetViewSet(WorkspaceViewSet):
    """The appearance and greeting of an agent's widget."""

    needs = {"retrieve": "agents.view", "partial_update": "agents.change"}

    @extend_schema(responses=LookOut)
    def retrieve(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        return Response(LookOut(queries.appearance_of(find(Agent.objects, agent_id))).data)

    @extend_schema(request=LookPatch, responses=LookOut)
    def partial_update(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent, data = find(Agent.objects, agent_id), read(LookPatch, request.data)
        return Response(
            LookOut(services.change_appearance(agent=agent, now=timezone.now(), **data)).data
        )


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
