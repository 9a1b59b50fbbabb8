"""Evaluation cases and runs over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, WorkspaceViewSet, Write, abilities, read
from core.lookup import find
from voice.agents.models import Agent
from voice.conversations.models import Message
from voice.conversations.queries.inbox import visible_conversations
from voice.evaluations import queries, services
from voice.evaluations.api.serializers.cases import (
    AgentTestIn,
    AgentTestOut,
    AgentTestPage,
    AgentTestPatch,
    AgentTestRunListed,
    AgentTestRunOut,
    AgentTestRunPage,
    ConversationTestIn,
)
from voice.evaluations.errors import NoCases, NothingToEvaluate, RunInProgress, TooManyCases


class AgentTestsViewSet(WorkspaceResourceViewSet):
    """Questions to an agent with what is expected of the answers."""

    tag = "Agent tests"
    resource = "agent test"
    named = {"run": ("runAgentTests", "Run the tests of an agent")}
    raises = {
        "run": (NoCases, RunInProgress),
        "create": (TooManyCases,),
    }
    needs = abilities(view="agents.view", change="agents.change", run="agents.change")
    without_body = frozenset({"run"})
    inside, noun, keyword = {"agent": Agent}, "test", "case"
    query = staticmethod(queries.cases_of)
    page, out = AgentTestPage, AgentTestOut
    default_sort = "created_at"
    creating = Write(services.create_case, AgentTestIn)
    changing = Write(services.change_case, AgentTestPatch)
    deleting = Write(services.delete_case)
    deleted = "Test deleted"

    @extend_schema(request=None, responses={202: AgentTestRunListed})
    def run(self, request: Request, **_: str) -> Response:
        agent = self.owners()["agent"]
        run = services.start_run(agent=agent, now=timezone.now())
        shown = AgentTestRunListed(queries.runs_of(agent).get(pk=run.pk)).data
        at = request.path.removesuffix("/tests/run") + f"/test-runs/{run.public_id}"
        return Response(shown, status=202, headers={"Location": at})


class AgentTestRunsViewSet(WorkspaceResourceViewSet):
    """Runs of an agent's tests."""

    tag = "Agent tests"
    resource = "agent test run"
    needs = {"list": "agents.view", "retrieve": "agents.view"}
    inside, noun = {"agent": Agent}, "run"
    query = staticmethod(queries.runs_of)
    page, out = AgentTestRunPage, AgentTestRunOut
    sorts, default_sort = {"started_at": "started_at"}, "-started_at"

    def row(self) -> Any:
        """With its results."""
        return find(queries.runs_with_results(**self.owners()), self.kwargs["run_id"])


class ConversationTestsViewSet(WorkspaceViewSet):
    """Tests created from conversations."""

    tag = "Agent tests"
    named = {
        "create": ("createAgentTestFromConversation", "Create an agent test from a conversation"),
    }
    raises = {"create": (NothingToEvaluate, TooManyCases)}
    needs = {"create": "agents.change"}

    @extend_schema(request=ConversationTestIn, responses={201: AgentTestOut})
    def create(self, request: Request, workspace_id: str, conversation_id: str) -> Response:
        conversation = find(visible_conversations(self.user), conversation_id)
        data = read(ConversationTestIn, request.data)
        message_id = data.pop("message_id", None)
        if message_id is not None:
            messages = Message.objects.filter(conversation=conversation)
            data["message"] = find(messages, message_id, field="message_id")
        case = services.create_case_from_conversation(
            conversation=conversation, **data, now=timezone.now()
        )
        workspace = request.path.partition("/conversations/")[0]
        at = f"{workspace}/agents/{case.agent.public_id}/tests/{case.public_id}"
        headers = {"Location": at}
        return Response(AgentTestOut(case).data, status=201, headers=headers)
