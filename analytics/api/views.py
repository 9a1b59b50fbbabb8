"""Unanswered questions over REST."""

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
from analytics.errors import CollectionNotUsed, NoCollectionUsed, QuestionResolved
from core.api import WorkspaceResourceViewSet, read
from workspaces.queries import time_zone_in_scope


class UnansweredViewSet(WorkspaceResourceViewSet):
    """Questions that got the fallback, each once with all its wordings."""

    tag = "Analytics"
    resource = "unanswered question"
    raises = {
        "resolve": (QuestionResolved, CollectionNotUsed, NoCollectionUsed),
        "dismiss": (QuestionResolved,),
    }
    needs = {
        "list": "analytics.view",
        "retrieve": "analytics.view",
        "resolve": "knowledge.change",
        "dismiss": "knowledge.change",
        "reopen": "knowledge.change",
    }

    without_body = frozenset({"dismiss", "reopen"})
    noun = "question"
    query = staticmethod(queries.unanswered)
    page, out = UnansweredPage, UnansweredOut
    sorts = {
        "last_seen": "last_seen_at",
        "first_seen": "first_seen_at",
        "occurrences": "occurrences",
    }
    default_sort = "-last_seen"

    @extend_schema(parameters=[UnansweredFilter], responses=UnansweredPage)
    def list(self, request: Request, **_: str) -> Response:
        data = read(UnansweredFilter, request.query_params)
        agent_id = data.pop("agent_id", None)
        now, zone = timezone.now(), time_zone_in_scope()
        if agent_id is None:
            resolved = queries.resolved_this_week(now=now, zone=zone)
        else:
            data["agent"] = agent = queries.agent_with_resolved(agent_id, now=now, zone=zone)
            resolved = agent.resolved_this_week
        page = self.page_of(queries.unanswered(**data))
        return Response({**page, "resolved_this_week": resolved})

    @extend_schema(request=ResolveIn, responses=UnansweredOut)
    def resolve(self, request: Request, **_: str) -> Response:
        question, data = self.row(), read(ResolveIn, request.data)
        resolved = services.resolve_question(
            question=question, **data, by=self.user, now=timezone.now()
        )
        return Response(self.show(resolved))

    @extend_schema(request=None, responses=UnansweredOut)
    def dismiss(self, request: Request, **_: str) -> Response:
        dismissed = services.dismiss_question(question=self.row(), now=timezone.now())
        return Response(self.show(dismissed))

    @extend_schema(request=None, responses=UnansweredOut)
    def reopen(self, request: Request, **_: str) -> Response:
        reopened = services.reopen_question(question=self.row(), now=timezone.now())
        return Response(self.show(reopened))
