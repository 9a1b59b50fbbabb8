"""The versions of agents, over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.lookup import find
from voice import queries, services
from voice.api.publishing_serializers import (
    AgentVersionOut,
    AgentVersionPage,
    PublishedOut,
    RollbackIn,
)
from voice.models import Agent


class AgentVersionsViewSet(WorkspaceViewSet):
    """What visitors meet, and what they met before."""

    needs = {
        "list": "agents.view",
        "rollback": "agents.publish",
    }

    @extend_schema(responses=AgentVersionPage)
    def list(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        page = keyset_page(
            queries.versions_of(find(Agent.objects, agent_id)),
            request=request,
            plural="versions",
            out=AgentVersionOut,
            sorts={"published_at": "published_at"},
            default_sort="-published_at",
        )
        return Response(page)

    @extend_schema(request=RollbackIn, responses=PublishedOut)
    def rollback(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        wish = read(RollbackIn, request.data)
        version = services.roll_back_agent(
            agent=find(Agent.objects, agent_id),
            number=wish["version"],
            restore_draft=wish.get("restore_draft", False),
            now=timezone.now(),
        )
        answer = {
            "message": "Agent rolled back successfully",
            "version": version.number,
            "published_at": version.published_at,
        }
        return Response(PublishedOut(answer).data)
