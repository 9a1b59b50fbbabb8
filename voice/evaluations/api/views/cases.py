"""What agents are tested with, over REST."""

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
from knowledge.models import Document
from voice.agents.models import Agent
from voice.conversations.models import Message
from voice.conversations.queries.inbox import visible_conversations
from voice.evaluations import queries, services
from voice.evaluations.api.serializers import (
    AgentTestIn,
    AgentTestOut,
    AgentTestPage,
    AgentTestPatch,
    AgentTestRunListed,
    AgentTestRunOut,
    AgentTestRunPage,
    ConversationTestIn,
)


class AgentTestsViewSet(WorkspaceViewSet):
    """Questions to an agent with what is expected of its answers."""

    needs = {
        "list": "agents.view",
        "retrieve": "agents.view",
        "create": "agents.change",
        "partial_update": "agents.change",
        "destroy": "agents.change",
        "run": "agents.change",
    }

    @extend_schema(responses=AgentTestPage)
    def list(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        page = keyset_page(
            queries.cases_of(find(Agent.objects, agent_id)),
            request=request,
            page=AgentTestPage,
            sorts={"created_at": "created_at"},
            default_sort="created_at",
        )
        return Response(page)

    @extend_schema(request=AgentTestIn, responses={201: AgentTestOut})
    def create(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(Agent.objects, agent_id)
        data = _resolve(read(AgentTestIn, request.data))
        case = services.create_case(agent=agent, **data, now=timezone.now())
        return Response(AgentTestOut(case).data, status=201)

    @extend_schema(responses=AgentTestOut)
    def retrieve(
        self, request: Request, workspace_id: str, agent_id: str, test_id: str
    ) -> Response:
        return Response(AgentTestOut(_case(agent_id, test_id)).data)

    @extend_schema(request=AgentTestPatch, responses=AgentTestOut)
    def partial_update(
        self, request: Request, workspace_id: str, agent_id: str, test_id: str
    ) -> Response:
        case = _case(agent_id, test_id)
        changes = _resolve(read(AgentTestPatch, request.data))
        services.change_case(case=case, **changes, now=timezone.now())
        return Response(AgentTestOut(case).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, agent_id: str, test_id: str) -> Response:
        services.delete_case(case=_case(agent_id, test_id), now=timezone.now())
        return Response({"message": "Test deleted"})

    @extend_schema(request=None, responses={202: AgentTestRunListed})
    def run(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        agent = find(Agent.objects, agent_id)
        run = services.start_run(agent=agent, now=timezone.now())
        return Response(AgentTestRunListed(queries.runs_of(agent).get(pk=run.pk)).data, status=202)


class AgentTestRunsViewSet(WorkspaceViewSet):
    """How an agent's tests went."""

    needs = {"list": "agents.view", "retrieve": "agents.view"}

    @extend_schema(responses=AgentTestRunPage)
    def list(self, request: Request, workspace_id: str, agent_id: str) -> Response:
        page = keyset_page(
            queries.runs_of(find(Agent.objects, agent_id)),
            request=request,
            page=AgentTestRunPage,
            sorts={"started_at": "started_at"},
            default_sort="-started_at",
        )
        return Response(page)

    @extend_schema(responses=AgentTestRunOut)
    def retrieve(self, request: Request, workspace_id: str, agent_id: str, run_id: str) -> Response:
        run = find(queries.runs_with_results(find(Agent.objects, agent_id)), run_id)
        return Response(AgentTestRunOut(run).data)


class ConversationTestsViewSet(WorkspaceViewSet):
    """Tests made of what was really asked."""

    needs = {"create": "agents.change"}

    @extend_schema(request=ConversationTestIn, responses={201: AgentTestOut})
    def create(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        conversation = find(visible_conversations(self.user), conversation_id)
        data = read(ConversationTestIn, request.data)
        message_id = data.pop("message_id", None)
        if message_id is not None:
            said = Message.objects.filter(conversation=conversation)
            data["message"] = find(said, message_id, field="message_id")
        case = services.create_case_from_conversation(
            conversation=conversation, **data, now=timezone.now()
        )
        return Response(AgentTestOut(case).data, status=201)


def _case(agent_id: str, test_id: str) -> Any:
    return find(queries.cases_of(find(Agent.objects, agent_id)), test_id)


def _resolve(data: dict[str, Any]) -> dict[str, Any]:
    """Turn the id of a document into what a test keeps of it."""
    if "document_id" in data:
        document_id = data.pop("document_id")
        known = document_id and find(Document.objects, document_id, field="document_id")
        data["document_uuid"] = known.uuid if known else None
    return data
