"""Workspaces and API keys over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ApiViewSet, WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.lookup import find
from core.scope import opened_by
from workspaces import queries, services
from workspaces.api.serializers import (
    ApiKeyIn,
    ApiKeyIssued,
    ApiKeyOut,
    ApiKeyPage,
    ApiKeyPatch,
    WorkspaceDetail,
    WorkspaceIn,
    WorkspaceListed,
    WorkspaceOut,
    WorkspacePage,
    WorkspacePatch,
)
from workspaces.models import ApiKey


class WorkspacesViewSet(ApiViewSet):
    """The caller's workspaces."""

    @extend_schema(responses=WorkspacePage)
    def list(self, request: Request) -> Response:
        with opened_by(queries.OF_USER, self.user.pk):
            page = keyset_page(
                queries.workspaces_of(self.user),
                request=request,
                plural="workspaces",
                out=WorkspaceListed,
                sorts={"created_at": "created_at", "name": "name"},
            )
        return Response(page)

    @extend_schema(request=WorkspaceIn, responses={201: WorkspaceOut})
    def create(self, request: Request) -> Response:
        wish = read(WorkspaceIn, request.data)
        workspace = services.create_workspace(owner=self.user, **wish, now=timezone.now())
        shown = WorkspaceOut(workspace, context={"owner": self.user}).data
        return Response(shown, status=201)


class WorkspaceDetailViewSet(WorkspaceViewSet):
    """One workspace."""

    needs = {
        "retrieve": "workspace.view",
        "partial_update": "workspace.change",
        "destroy": "workspace.delete",
    }

    @extend_schema(responses=WorkspaceDetail)
    def retrieve(self, request: Request, workspace_id: str) -> Response:
        return Response(self._detail())

    @extend_schema(request=WorkspacePatch, responses=WorkspaceDetail)
    def partial_update(self, request: Request, workspace_id: str) -> Response:
        changes = read(WorkspacePatch, request.data)
        workspace = queries.workspace_in_scope()
        services.change_workspace(workspace=workspace, **changes, now=timezone.now())
        return Response(self._detail())

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str) -> Response:
        services.delete_workspace(workspace=queries.workspace_in_scope(), now=timezone.now())
        return Response({"message": "Workspace deleted successfully"})

    def _detail(self) -> Any:
        context = {"owner": queries.owner_in_scope(), "role": self.access.role}
        return WorkspaceDetail(queries.workspace_with_figures(), context=context).data


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
        wish = read(ApiKeyIn, request.data)
        key, text = services.issue_key(**wish, now=timezone.now())
        shown = {"key": text, "message": "Save this key - it won't be shown again!"}
        return Response({**ApiKeyOut(key).data, **shown}, status=201)

    @extend_schema(request=ApiKeyPatch, responses=ApiKeyOut)
    def partial_update(self, request: Request, workspace_id: str, key_id: str) -> Response:
        key = find(ApiKey.objects, key_id)
        services.change_key(key=key, **read(ApiKeyPatch, request.data))
        return Response(ApiKeyOut(key).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, key_id: str) -> Response:
        services.revoke_key(key=find(ApiKey.objects, key_id), now=timezone.now())
        return Response({"message": "API key revoked"})
