"""The reference for a list endpoint: views that do the same work and nothing else.

They are added to the platform's routes. Neither view authenticates, limits, logs or checks the
caller; both run the statements of the platform's own view and return the same body.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction
from django.urls import path
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.queries import active_session
from config.urls import urlpatterns as platforms_own
from core.scope import granted_scope
from voice.agents import queries
from voice.agents.models import Agent

PAGE = 50


class Bare(APIView):
    """Django REST framework without anything optional."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    renderer_classes = [JSONRenderer]


class Listed(serializers.ModelSerializer[Agent]):
    id = serializers.CharField(source="public_id")
    version = serializers.SerializerMethodField()
    conversation_count = serializers.IntegerField()

    class Meta:
        model = Agent
        fields = [
            "id",
            "name",
            "status",
            "agent_type",
            "version",
            "conversation_count",
            "created_at",
        ]

    def get_version(self, agent: Agent) -> str:
        return agent.published_version.number if agent.published_version else "1.0"


class BareList(Bare):
    """Models and a serializer. session, user, workspace: those of the list."""

    session: ClassVar[UUID]
    user: ClassVar[int]
    workspace: ClassVar[UUID]

    def get(self, request: Request) -> Response:
        active_session(self.session)
        with granted_scope("open_workspace", self.user, self.workspace):
            rows = queries.agents()
            total = rows.count()
            page = list(rows.order_by("-created_at", "-pk")[: PAGE + 1])
            agents = Listed(page[:PAGE], many=True).data
        return Response({"agents": agents, "total": total, "next": None})


class BareStatements(Bare):
    """Without models: rows are read and dropped, and the response is prepared beforehand.

    statements: as text; the first one signs the caller in, before the transaction begins.
    """

    statements: ClassVar[list[str]]
    answer: ClassVar[dict[str, Any]]

    def get(self, request: Request) -> Response:
        first, *others = self.statements
        with connection.cursor() as cursor:
            cursor.execute(first)
            cursor.fetchall()
            with transaction.atomic():
                for statement in others:
                    cursor.execute(statement)
                    cursor.fetchall()
        return Response(self.answer)


urlpatterns = [
    *platforms_own,
    path("bare-list", BareList.as_view()),
    path("bare-statements", BareStatements.as_view()),
]
