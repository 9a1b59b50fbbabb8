"""An unpublished door for tests: camel case, an envelope, its own error messages."""

from __future__ import annotations

import re
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ApiViewSet, Line, StrictSerializer, WorkspaceViewSet, read
from core.api.fields import JsonObject
from core.errors import DomainError
from core.jobs import enqueue
from core.wire import Dialect, Exchange, Problem
from core.wire.answers import Reply
from core.wire.dialect import Verbatim

PREFIX = "/toy/v1"


def camel(key: str) -> str:
    head, *rest = key.split("_")
    return head + "".join(part.title() for part in rest)


def snake(key: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower()


def success(body: Any, exchange: Exchange) -> dict[str, Any]:
    message_part = {"message": exchange.message} if exchange.message else {}
    envelope = {"success": True, "status": exchange.status, "data": body, "path": exchange.path}
    return envelope | message_part


def failure(problem: Problem, exchange: Exchange) -> dict[str, Any]:
    errors = [{"field": each.field, "message": each.detail} for each in problem.errors]
    return {
        "success": False,
        "status": problem.status,
        "message": f"{problem.code}: {problem.detail}",
        "field": problem.field,
        "errors": errors,
        "method": exchange.method,
        "requestId": exchange.request_id,
    }


TOY = Dialect(
    name="toy",
    success=success,
    failure=failure,
    encode_key=camel,
    decode_key=snake,
    verbatim=frozenset({"own_settings"}),
)


class FirstNameRefused(DomainError):
    code, kind, message = "INVALID", "invalid", "No."


class AddressIn(StrictSerializer):
    street_name = Line(max_length=20)


class PersonIn(StrictSerializer):
    first_name = Line(max_length=20)
    home_address = AddressIn(required=False)
    other_homes = serializers.ListField(child=AddressIn(), required=False)
    own_settings = JsonObject(required=False)


class ToyViewSet(ApiViewSet):
    public = frozenset({"create", "retrieve", "crash", "remove", "tell"})
    per_minute = {"retrieve": 2}

    @extend_schema(exclude=True)
    def create(self, request: Request) -> Response:
        """Return what arrived, unchanged."""
        body = read(PersonIn, request.data)
        return Response({"read_as": sorted(body), "the_person": body}, status=201)

    @extend_schema(exclude=True)
    def retrieve(self, request: Request) -> Response:
        return Response({"by_name": Verbatim({"first_person": 1, "secondPerson": 2})})

    @extend_schema(exclude=True)
    def crash(self, request: Request) -> Response:
        raise ZeroDivisionError("the secret is 1234")

    @extend_schema(exclude=True)
    def remove(self, request: Request) -> Response:
        return Response(status=204)

    @extend_schema(exclude=True)
    def tell(self, request: Request) -> Response:
        bare = bool(request.data.get("bare", False))
        return Reply({"is_told": True}, message="Told.", bare=bare, status=201)

    @extend_schema(exclude=True)
    def private(self, request: Request) -> Response:
        return Response({})


class ToyWorkspaceViewSet(WorkspaceViewSet):
    needs = {"create": "workspace.view"}  # no entry for `retrieve`

    @extend_schema(exclude=True)
    def create(self, request: Request, workspace_id: str) -> Response:
        """Write something, then fail."""
        enqueue("core.tests.never")
        raise FirstNameRefused(field="first_name")

    @extend_schema(exclude=True)
    def retrieve(self, request: Request, workspace_id: str) -> Response:
        return Response({})


urlpatterns = [
    path(
        "toy/v1/workspaces/<str:workspace_id>",
        ToyWorkspaceViewSet.as_view({"get": "retrieve", "post": "create"}),
    ),
    path("toy/v1/people", ToyViewSet.as_view({"get": "retrieve", "post": "create"})),
    path("toy/v1/crash", ToyViewSet.as_view({"get": "crash", "delete": "remove"})),
    path("toy/v1/told", ToyViewSet.as_view({"post": "tell"})),
    path("toy/v1/private", ToyViewSet.as_view({"get": "private"})),
]
handler400 = "config.urls.malformed"
handler403 = "config.urls.forbidden"
handler404 = "config.urls.not_found"
handler500 = "config.urls.crashed"
