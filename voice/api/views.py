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
from core.scope import workspace_scope
from knowledge.models import Collection
from knowledge.queries import chunk_names
from voice import queries, services
from voice.answering import Turn
from voice.api.publishing_serializers import PublishedOut
from voice.api.serializers import (
    AgentDetail,
    AgentFilter,
    AgentIn,
    AgentListed,
    AgentPage,
    AgentPatch,
)
from voice.api.trying_serializers import TestIn, TestOut, trial_json
from voice.models import Agent, Provider


class AgentsViewSet(WorkspaceViewSet):
    """The drafts of agents, and whether visitors meet them."""

    needs = {
        "list": "agents.view",
        "retrieve": "agents.view",
        "create": "agents.change",
        "partial_update": "agents.change",
        "destroy": "agents.delete",
        "clone": "agents.change",
        "archive": "agents.publish",
        "unarchive": "agents.publish",
        "publish": "agents.publish",
        "test": "agents.change",
    }

    @extend_schema(parameters=[AgentFilter], responses=AgentPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            queries.agents(**read(AgentFilter, request.query_params.dict())),
            request=request,
            plural="agents",
            out=AgentListed,
            sorts={"created_at": "created_at", "name": "name"},
        )
        return Response(page)

    @extend_schema(request=AgentIn, responses={201: AgentDetail})
    def create(self, request: Request, workspace_id: str) -> Response:
        wish = _resolve(read(AgentIn, request.data))
        agent = services.create_agent(**wish, now=timezone.now())
        return Response(_detail(agent), status=201)

    @extend_schema(responses=AgentDetail)
    def retrieve(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        return Response(_detail(find(queries.agents(), agent_id)))

    @extend_schema(request=AgentPatch, responses=AgentDetail)
    def partial_update(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(queries.agents(), agent_id)
        changes = _resolve(read(AgentPatch, request.data))
        services.change_agent(agent=agent, **changes, now=timezone.now())
        return Response(_detail(agent))

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        services.delete_agent(agent=find(Agent.objects, agent_id), now=timezone.now())
        return Response({"message": "Agent deleted"})

    @extend_schema(request=None, responses={201: AgentDetail})
    def clone(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        clone = services.clone_agent(agent=find(Agent.objects, agent_id), now=timezone.now())
        return Response(_detail(clone), status=201)

    @extend_schema(request=None, responses=AgentDetail)
    def archive(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(queries.agents(), agent_id)
        return Response(_detail(services.archive_agent(agent=agent, now=timezone.now())))

    @extend_schema(request=None, responses=AgentDetail)
    def unarchive(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(queries.agents(), agent_id)
        return Response(_detail(services.unarchive_agent(agent=agent, now=timezone.now())))

    @extend_schema(request=None, responses=PublishedOut)
    def publish(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        self.leave()
        published = services.publish_tested(
            workspace_id=self.access.workspace_id, agent_id=agent_id, now=timezone.now()
        )
        answer: dict[str, Any] = {
            "message": "Agent published successfully",
            "version": published.version.number,
            "published_at": published.version.published_at,
        }
        if published.results is not None:
            answer["tests"] = {
                "total": len(published.results),
                "passed": len(published.results) - len(published.failed),
                "failed": published.failed,
            }
        return Response(PublishedOut(answer).data)

    @extend_schema(request=TestIn, responses=TestOut)
    def test(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        wish = read(TestIn, request.data)
        behaviour = queries.behaviour_of(find(Agent.objects, agent_id))
        self.leave()
        workspace = self.access.workspace_id
        answer = services.answer_once(
            workspace_id=workspace,
            behaviour=behaviour,
            question=wish["message"],
            history=[Turn(**turn) for turn in wish.get("history", [])],
        )
        with workspace_scope(workspace):
            names = chunk_names(hit.chunk_id for hit in answer.finding.hits)
        return Response(trial_json(answer, behaviour, wish["message"], names))


def _resolve(wish: dict[str, Any]) -> dict[str, Any]:
    """Turn the ids of collections and providers into rows of this workspace."""
    wanted = wish.pop("knowledge_collection_ids", None)
    if wanted is not None:
        wish["collections"] = [
            find(Collection.objects, each, field="knowledge_collection_ids")
            for each in dict.fromkeys(wanted)
        ]
    if wish.get("provider_id") is not None:
        wish["provider"] = find(Provider.objects, wish["provider_id"], field="provider_id")
    elif "provider_id" in wish:
        wish["provider"] = None
    wish.pop("provider_id", None)
    stepping_in = wish.pop("fallback_provider_ids", None)
    if stepping_in is not None:
        wish["fallbacks"] = [
            find(Provider.objects, each, field="fallback_provider_ids")
            for each in dict.fromkeys(stepping_in)
        ]
    return wish


def _detail(agent: Any) -> Any:
    agent.knowledge_collections = queries.collections_of(agent)
    agent.stats = queries.agent_figures(agent)
    fallbacks = queries.fallbacks_of(agent)
    agent.fallback_provider_ids = [provider.name_outside for provider in fallbacks]
    providers = fallbacks if agent.provider is None else [agent.provider, *fallbacks]
    agent.warnings = queries.warnings_of(providers)
    return AgentDetail(agent).data
