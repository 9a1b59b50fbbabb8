"""API keys over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.lookup import find
from workspaces import services
from workspaces.api.serializers.keys import (
    ApiKeyIn,
    ApiKeyIssued,
    ApiKeyOut,
    ApiKeyPage,
    ApiKeyPatch,
)
from workspaces.models import ApiKey


class ApiKeysViewSet(WorkspaceViewSet):
    """The publishable keys of a workspace's widgets."""

    needs = {
        "list": "keys.view",
        "create": "keys.manage",
        "partial_update": "keys.manage",
        "destroy": "keys.manage",
    }

    @extend_schema(responses=ApiKeyPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            ApiKey.objects.all(),
            request=request,
            plural="api_keys",
            out=ApiKeyOut,
            sorts={"created_at": "created_at", "name": "name"},
        )
        return Response(page)

    @extend_schema(request=ApiKeyIn, responses={201: ApiKeyIssued})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = read(ApiKeyIn, request.data)
        key, text = services.issue_key(**data, now=timezone.now())
        shown = {"key": text, "message": "Save this key - it won't be shown again!"}
        return Response({**ApiKeyOut(key).data, **shown}, status=201)

    @extend_schema(request=ApiKeyPatch, responses=ApiKeyOut)
    def partial_update(self, request: Request, workspace_id: str, key_id: str) -> Response:
        key = find(ApiKey.objects, key_id)
        services.change_key(key=key, **read(ApiKeyPatch, request.data), now=timezone.now())
        return Response(ApiKeyOut(key).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, key_id: str) -> Response:
        services.revoke_key(key=find(ApiKey.objects, key_id), now=timezone.now())
        return Response({"message": "API key revoked"})
