"""Agents over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.lookup import find
from knowledge.models import Collection
from voice import queries, services
from voice.answering import Turn
from voice.api.serializers import (
    AgentDetail,
    AgentFilter,
    AgentIn,
    AgentListed,
    AgentPage,
    AgentPatch,
    PublishedOut,
    TestIn,
    TestOut,
)
from voice.models import Agent


class AgentsViewSet(WorkspaceViewSet):
    """The drafts of agents, and their publishing."""

    needs = {
        "list": "agents.view",
        "retrieve": "agents.view",
        "create": "agents.change",
        "partial_update": "agents.change",
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

    @extend_schema(request=None, responses=PublishedOut)
    def publish(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        version = services.publish_agent(agent=find(Agent.objects, agent_id), now=timezone.now())
        answer = {
            "message": "Agent published successfully",
            "version": version.number,
            "published_at": version.published_at,
        }
        return Response(PublishedOut(answer).data)

    @extend_schema(request=TestIn, responses=TestOut)
    def test(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        wish = read(TestIn, request.data)
        behaviour = queries.behaviour_of(find(Agent.objects, agent_id))
        self.leave()
        answer = services.answer_once(
            workspace_id=self.access.workspace_id,
            behaviour=behaviour,
            question=wish["message"],
            history=[Turn(**turn) for turn in wish.get("history", [])],
        )
        shown = {
            "response": answer.text,
            "sources": [source.as_json() for source in answer.sources],
            "confidence": round(answer.confidence, 4),
            "answered": answer.is_answered,
            "response_time_ms": answer.response_time_ms,
        }
        return Response(TestOut(shown).data)


def _resolve(wish: dict[str, Any]) -> dict[str, Any]:
    """Turn the ids of collections into rows of this workspace."""
    wanted = wish.pop("knowledge_collection_ids", None)
    if wanted is not None:
        wish["collections"] = [
            find(Collection.objects, each, field="knowledge_collection_ids")
            for each in dict.fromkeys(wanted)
        ]
    return wish


def _detail(agent: Any) -> Any:
    agent.knowledge_collections = queries.collections_of(agent)
    agent.stats = queries.agent_figures(agent)
    agent.warnings = queries.warnings_of(agent)
    return AgentDetail(agent).data
