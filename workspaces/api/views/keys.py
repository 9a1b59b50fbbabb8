"""API keys over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, read
from workspaces import services
from workspaces.api.serializers.keys import (
    ApiKeyIn,
    ApiKeyIssued,
    ApiKeyOut,
    ApiKeyPage,
    ApiKeyPatch,
)
from workspaces.models import ApiKey


class ApiKeysViewSet(WorkspaceResourceViewSet):
    """The publishable keys of a workspace's widgets."""

    tag = "API keys"
    resource = "API key"
    named = {"destroy": ("revokeApiKey", "Revoke an API key")}
    needs = {
        "list": "keys.view",
        "retrieve": "keys.view",
        "create": "keys.manage",
        "partial_update": "keys.manage",
        "destroy": "keys.manage",
    }
    figures = frozenset({"last_used_at"})
    noun = "key"
    query = ApiKey.objects.all
    page, out = ApiKeyPage, ApiKeyOut
    sorts = {"created_at": "created_at", "name": "name"}
    changing = Write(services.change_key, ApiKeyPatch)
    deleting = Write(services.revoke_key)
    deleted = "API key revoked"

    @extend_schema(request=ApiKeyIn, responses={201: ApiKeyIssued})
    def create(self, request: Request, **_: str) -> Response:
        data = read(ApiKeyIn, request.data)
        key, text = services.issue_key(**data, now=timezone.now())
        shown = {"key": text, "message": "Save this key - it won't be shown again!"}
        headers = {"Location": self.location_of(key)}
        return Response({**ApiKeyOut(key).data, **shown}, status=201, headers=headers)
