"""Publishing, trying out and cloning agents, over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.lookup import find
from core.scope import workspace_scope
from knowledge.queries import chunk_names
from voice.agents.errors import (
    AgentArchived,
    AgentNameTaken,
    KnowledgeMissing,
    VersionNotRestorable,
)
from voice.agents.models import Agent
from voice.agents.queries import draft_behavior
from voice.agents.services import roll_back_agent
from voice.agents.shapes import AgentDetail, agent_json
from voice.answering import Turn
from voice.answering.errors import ProviderError
from voice.answers.services import answer_once
from voice.evaluations import services
from voice.evaluations.api.serializers.publishing import (
    PublishedOut,
    RollbackIn,
    TestIn,
    TestOut,
    trial_json,
)
from voice.evaluations.errors import DraftChanged, PublishBlocked


class PublishingViewSet(WorkspaceViewSet):
    """Actions on an agent as a whole, including its evaluations."""

    tag = "Agents"
    resource = "agent"
    named = {
        "rollback": ("rollBackAgent", "Roll back an agent to a version"),
        "test": ("tryAgent", "Try the draft of an agent"),
    }
    raises = {
        "rollback": (AgentArchived, VersionNotRestorable),
        "test": (ProviderError,),
        "publish": (AgentArchived, DraftChanged, KnowledgeMissing, PublishBlocked, ProviderError),
        "clone": (AgentNameTaken,),
    }
    needs = {
        "publish": "agents.publish",
        "rollback": "agents.publish",
        "clone": "agents.change",
        "test": "agents.change",
    }
    without_body = frozenset({"publish", "clone"})

    @extend_schema(request=None, responses=PublishedOut)
    def publish(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        """Make a numbered version of the draft, after the agent's tests if its gate asks for it."""
        self.leave()
        published = services.publish_through_gate(
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

    @extend_schema(request=RollbackIn, responses=PublishedOut)
    def rollback(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        data = read(RollbackIn, request.data)
        version = roll_back_agent(
            agent=find(Agent.objects, agent_id),
            number=data["version"],
            restore_draft=data.get("restore_draft", False),
            now=timezone.now(),
        )
        answer = {
            "message": "Agent rolled back successfully",
            "version": version.number,
            "published_at": version.published_at,
        }
        return Response(PublishedOut(answer).data)

    @extend_schema(request=None, responses={201: AgentDetail})
    def clone(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        """The copy is a draft, with the tests of the original."""
        clone = services.clone_agent(agent=find(Agent.objects, agent_id), now=timezone.now())
        agents = request.path.removesuffix(f"/{agent_id}/clone")
        headers = {"Location": f"{agents}/{clone.public_id}"}
        return Response(agent_json(clone), status=201, headers=headers)

    @extend_schema(request=TestIn, responses=TestOut)
    def test(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        """Answers as visitors would be, with everything that was found. Nothing is stored."""
        data = read(TestIn, request.data)
        behavior = draft_behavior(find(Agent.objects, agent_id))
        self.leave()
        workspace = self.access.workspace_id
        answer = answer_once(
            workspace_id=workspace,
            behavior=behavior,
            question=data["message"],
            history=[Turn(**turn) for turn in data.get("history", [])],
        )
        with workspace_scope(workspace):
            names = chunk_names(hit.chunk_id for hit in answer.retrieval.hits)
        return Response(trial_json(answer, behavior, data["message"], names))
