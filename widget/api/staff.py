"""What members do about widgets, and about visitors who want a human."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core import ids
from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.errors import NotFound
from core.lookup import find
from voice.agents.models import Agent
from widget import queries, services
from widget.api.staff_serializers import (
    EscalationFilter,
    EscalationOut,
    EscalationPage,
    EscalationPatch,
    LookOut,
    LookPatch,
)
from workspaces.models import Membership


class AgentWidgetViewSet(WorkspaceViewSet):
    """How an agent's widget looks and greets."""

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


class EscalationsViewSet(WorkspaceViewSet):
    """Visitors who want a human."""

    needs = {
        "list": "conversations.view",
        "retrieve": "conversations.view",
        "partial_update": "conversations.reply",
    }

    @extend_schema(parameters=[EscalationFilter], responses=EscalationPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        data = read(EscalationFilter, request.query_params.dict())
        agent_id = data.pop("agent_id", None)
        if agent_id is not None:
            data["agent"] = find(Agent.objects, agent_id, field="agent_id")
        page = keyset_page(
            queries.escalations(**data),
            request=request,
            plural="escalations",
            out=EscalationOut,
            sorts={"created_at": "created_at"},
        )
        return Response(page)

    @extend_schema(responses=EscalationOut)
    def retrieve(self, request: Request, workspace_id: str, escalation_id: str) -> Response:
        return Response(EscalationOut(find(queries.escalations(), escalation_id)).data)

    @extend_schema(request=EscalationPatch, responses=EscalationOut)
    def partial_update(self, request: Request, workspace_id: str, escalation_id: str) -> Response:
        escalation = find(queries.escalations(), escalation_id)
        changes = _resolve(read(EscalationPatch, request.data))
        services.change_escalation(escalation=escalation, now=timezone.now(), **changes)
        return Response(EscalationOut(escalation).data)


def _resolve(data: dict[str, Any]) -> dict[str, Any]:
    """Turn the id of a person into a member of this workspace."""
    if "assigned_to" in data:
        named = data.pop("assigned_to")
        data["handled_by"] = None if named is None else _member(named)
    return data


def _member(user_id: str) -> User:
    value = ids.decode(User.id_prefix, user_id)
    members = Membership.objects.select_related("user")
    member = None if value is None else members.filter(user__uuid=value).first()
    if member is None:
        raise NotFound(field="assigned_to")
    return member.user
