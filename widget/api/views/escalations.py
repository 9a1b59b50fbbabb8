"""Escalations: visitors' requests for a human, and their handling by members."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, read
from voice.agents.errors import AgentNotPublished
from widget import queries, services
from widget.api.serializers.escalations import (
    EscalatedOut,
    EscalateIn,
    EscalationFilter,
    EscalationOut,
    EscalationPage,
    EscalationPatch,
)
from widget.api.views.base import WidgetViewSet
from workspaces.models import ApiKey


class VisitorEscalationViewSet(WidgetViewSet):
    """Visitors' requests for a human."""

    tag = "Widget"
    named = {"create": ("requestHuman", "Request a human")}
    raises = {"create": (AgentNotPublished,)}
    scopes = {"create": ApiKey.Scope.WIDGET_CHAT}
    per_visitor_and_minute = {"create": 5}

    @extend_schema(request=EscalateIn, responses={200: EscalatedOut})
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


class EscalationsViewSet(WorkspaceResourceViewSet):
    """Visitors' requests for a human."""

    tag = "Escalations"
    resource = "escalation"
    needs = {
        "list": "conversations.view",
        "retrieve": "conversations.view",
        "partial_update": "conversations.reply",
    }
    noun = "escalation"
    query = staticmethod(queries.escalations)
    filters, page, out = EscalationFilter, EscalationPage, EscalationOut
    changing = Write(services.change_escalation, EscalationPatch)
