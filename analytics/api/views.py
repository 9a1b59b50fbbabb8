"""What could not be answered, over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from analytics import queries, services
from analytics.api.serializers import (
    ResolveIn,
    UnansweredFilter,
    UnansweredOut,
    UnansweredPage,
)
from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.lookup import find
from knowledge.models import Collection


class UnansweredViewSet(WorkspaceViewSet):
    """Questions that got the fallback, each once in however many words it was put."""

    needs = {
        "list": "analytics.view",
        "retrieve": "analytics.view",
        "resolve": "knowledge.change",
        "dismiss": "knowledge.change",
        "reopen": "knowledge.change",
    }

    @extend_schema(parameters=[UnansweredFilter], responses=UnansweredPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        data = read(UnansweredFilter, request.query_params.dict())
        agent_id, now = data.pop("agent_id", None), timezone.now()
        if agent_id is None:
            resolved = queries.resolved_this_week(now=now)
        else:
            data["agent"] = agent = queries.agent_with_resolved(agent_id, now=now)
            resolved = agent.resolved_this_week
        page = keyset_page(
            queries.unanswered(**data),
            request=request,
            page=UnansweredPage,
            sorts={
                "last_seen": "last_seen_at",
                "first_seen": "first_seen_at",
                "occurrences": "occurrences",
            },
            default_sort="-last_seen",
        )
        return Response({**page, "resolved_this_week": resolved})

    @extend_schema(responses=UnansweredOut)
    def retrieve(self, request: Request, workspace_id: str, question_id: str) -> Response:
        return Response(UnansweredOut(find(queries.unanswered(), question_id)).data)

    @extend_schema(request=ResolveIn, responses=UnansweredOut)
    def resolve(self, request: Request, workspace_id: str, question_id: str) -> Response:
        question = find(queries.unanswered(), question_id)
        data = read(ResolveIn, request.data)
        collection_id = data.pop("collection_id", None)
        if collection_id is not None:
            data["collection"] = find(Collection.objects, collection_id, field="collection_id")
        resolved = services.resolve_question(
            question=question, **data, by=self.user, now=timezone.now()
        )
        return Response(UnansweredOut(resolved).data)

    @extend_schema(request=None, responses=UnansweredOut)
    def dismiss(self, request: Request, workspace_id: str, question_id: str) -> Response:
        question = find(queries.unanswered(), question_id)
        dismissed = services.dismiss_question(question=question, now=timezone.now())
        return Response(UnansweredOut(dismissed).data)

    @extend_schema(request=None, responses=UnansweredOut)
    def reopen(self, request: Request, workspace_id: str, question_id: str) -> Response:
        question = find(queries.unanswered(), question_id)
        reopened = services.reopen_question(question=question, now=timezone.now())
        return Response(UnansweredOut(reopened).data)
