"""Agents over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.lookup import find
from knowledge.models import Collection
from voice.agents import queries, services
from voice.agents.api.serializers import (
    AgentFilter,
    AgentIn,
    AgentPage,
    AgentPatch,
    AgentVersionPage,
)
from voice.agents.models import Agent
from voice.agents.shapes import AgentDetail, agent_json
from voice.providers.models import Provider


class AgentsViewSet(WorkspaceViewSet):
    """The drafts of agents, and whether visitors meet them."""

    needs = {
        "list": "agents.view",
        "retrieve": "agents.view",
        "create": "agents.change",
        "partial_update": "agents.change",
        "destroy": "agents.delete",
        "archive": "agents.publish",
        "unarchive": "agents.publish",
    }

    @extend_schema(parameters=[AgentFilter], responses=AgentPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            queries.agents(**read(AgentFilter, request.query_params.dict())),
            request=request,
            page=AgentPage,
            sorts={"created_at": "created_at", "name": "name"},
        )
        return Response(page)

    @extend_schema(request=AgentIn, responses={201: AgentDetail})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = _resolve(read(AgentIn, request.data))
        agent = services.create_agent(**data, now=timezone.now())
        return Response(agent_json(agent), status=201)

    @extend_schema(responses=AgentDetail)
    def retrieve(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        return Response(agent_json(find(queries.agents(), agent_id)))

    @extend_schema(request=AgentPatch, responses=AgentDetail)
    def partial_update(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(queries.agents(), agent_id)
        changes = _resolve(read(AgentPatch, request.data))
        services.change_agent(agent=agent, **changes, now=timezone.now())
        return Response(agent_json(agent))

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        services.delete_agent(agent=find(Agent.objects, agent_id), now=timezone.now())
        return Response({"message": "Agent deleted"})

    @extend_schema(request=None, responses=AgentDetail)
    def archive(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(queries.agents(), agent_id)
        return Response(agent_json(services.archive_agent(agent=agent, now=timezone.now())))

    @extend_schema(request=None, responses=AgentDetail)
    def unarchive(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(queries.agents(), agent_id)
        return Response(agent_json(services.unarchive_agent(agent=agent, now=timezone.now())))


class AgentVersionsViewSet(WorkspaceViewSet):
    """What visitors meet, and what they met before."""

    needs = {"list": "agents.view"}

    @extend_schema(responses=AgentVersionPage)
    def list(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        page = keyset_page(
            queries.versions_of(find(Agent.objects, agent_id)),
            request=request,
            page=AgentVersionPage,
            sorts={"published_at": "published_at"},
            default_sort="-published_at",
        )
        return Response(page)


def _resolve(data: dict[str, Any]) -> dict[str, Any]:
    """Turn the ids of collections and providers into rows of this workspace."""
    collection_ids = data.pop("knowledge_collection_ids", None)
    if collection_ids is not None:
        data["collections"] = [
            find(Collection.objects, each, field="knowledge_collection_ids")
            for each in dict.fromkeys(collection_ids)
        ]
    if data.get("provider_id") is not None:
        data["provider"] = find(Provider.objects, data["provider_id"], field="provider_id")
    elif "provider_id" in data:
        data["provider"] = None
    data.pop("provider_id", None)
    fallback_ids = data.pop("fallback_provider_ids", None)
    if fallback_ids is not None:
        data["fallbacks"] = [
            find(Provider.objects, each, field="fallback_provider_ids")
            for each in dict.fromkeys(fallback_ids)
        ]
    return data
