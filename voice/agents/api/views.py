"""Agents over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, abilities
from core.lookup import find
from voice.agents import queries, services
from voice.agents.api.serializers import (
    AgentFilter,
    AgentIn,
    AgentPage,
    AgentPatch,
    AgentVersionPage,
)
from voice.agents.errors import AgentInUse, AgentNameTaken
from voice.agents.models import Agent
from voice.agents.shapes import AgentDetail, agent_json


class AgentsViewSet(WorkspaceResourceViewSet):
    """The drafts of agents, and their publication."""

    tag = "Agents"
    resource = "agent"
    raises = {
        "create": (AgentNameTaken,),
        "partial_update": (AgentNameTaken,),
        "destroy": (AgentInUse,),
    }
    needs = abilities(
        view="agents.view",
        change="agents.change",
        delete="agents.delete",
        archive="agents.publish",
        unarchive="agents.publish",
    )
    without_body = frozenset({"archive", "unarchive"})
    figures = frozenset(
        {"stats", "conversation_count", "warnings", "knowledge_collections.document_count"}
    )
    noun = "agent"
    query = staticmethod(queries.agents)
    filters, page, out = AgentFilter, AgentPage, AgentDetail
    sorts = {"created_at": "created_at", "name": "name"}
    creating = Write(services.create_agent, AgentIn)
    changing = Write(services.change_agent, AgentPatch)
    deleting = Write(services.delete_agent)
    deleted = "Agent deleted"

    @extend_schema(request=None, responses=AgentDetail)
    def archive(self, request: Request, **_: str) -> Response:
        return Response(self.show(services.archive_agent(agent=self.row(), now=timezone.now())))

    @extend_schema(request=None, responses=AgentDetail)
    def unarchive(self, request: Request, **_: str) -> Response:
        return Response(self.show(services.unarchive_agent(agent=self.row(), now=timezone.now())))

    def row(self) -> Agent:
        """Without its conversations counted: `agent_json` does it."""
        return find(Agent.objects.select_related("published_version"), self.kwargs["agent_id"])

    def show(self, row: Agent) -> Any:
        return agent_json(row)


class AgentVersionsViewSet(WorkspaceResourceViewSet):
    """The published versions of an agent."""

    tag = "Agents"
    resource = "agent version"
    needs = {"list": "agents.view"}
    inside = {"agent": Agent}
    query = staticmethod(queries.versions_of)
    page = AgentVersionPage
    sorts, default_sort = {"published_at": "published_at"}, "-published_at"
