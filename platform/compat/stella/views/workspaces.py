"""Workspaces over the stella contract."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.stella.bodies import OptionalJson, required_json
from compat.stella.serializers import (
    UNTITLED,
    ChatOut,
    NameIn,
    OptionalNameIn,
)
from compat.stella.shapes import shown_workspaces
from compat.stella.views.base import StellaWorkspaceViewSet
from core.api import ApiViewSet, read
from core.scope import granted_scope, workspace_scope
from voice.conversations.queries import chats
from workspaces import queries
from workspaces import services as workspaces


class WorkspacesViewSet(ApiViewSet):
    """The caller's workspaces, all of them: the contract has no pages."""

    parser_classes = (OptionalJson,)

    def list(self, request: Request) -> Response:
        with granted_scope(queries.OPEN_WORKSPACES_OF_USER, self.user.pk):
            found = queries.workspaces_of(self.user).order_by("created_at", "pk")
            shown = shown_workspaces(found, user=self.user)
        return Response({"workspaces": shown})

    def create(self, request: Request) -> Response:
        name = read(OptionalNameIn, request.data).get("name") or UNTITLED
        workspace = workspaces.create_workspace(owner=self.user, name=name, now=timezone.now())
        with workspace_scope(workspace.pk):
            [shown] = shown_workspaces(queries.workspaces_of(self.user), user=self.user)
        return Response({"msg": "Workspace created", "workspace": shown})


class WorkspaceDetailViewSet(StellaWorkspaceViewSet):
    needs = {
        "retrieve": "workspace.view",
        "destroy": "workspace.delete",
        "rename": "workspace.change_as_owner",
        "chats": "conversations.view",
    }
    owners = frozenset({"rename"})

    def retrieve(self, request: Request, workspace_id: str) -> Response:
        (shown,) = shown_workspaces(queries.workspaces_of(self.user), user=self.user)
        return Response({"workspace": shown})

    def destroy(self, request: Request, workspace_id: str) -> Response:
        workspaces.delete_workspace(workspace=queries.workspace_in_scope(), now=timezone.now())
        return Response({"msg": "Workspace deleted"})

    def rename(self, request: Request, workspace_id: str) -> Response:
        name = read(NameIn, required_json(request, "name"))["name"]
        workspaces.change_workspace(
            workspace=queries.workspace_in_scope(), name=name, now=timezone.now()
        )
        return Response({"msg": "Workspace renamed"})

    def chats(self, request: Request, workspace_id: str) -> Response:
        """All of the caller's chats, oldest first: the contract has no pages."""
        context = {"workspace": queries.workspace_in_scope()}
        return Response(
            {"chats": ChatOut(chats.chats().order_by("pk"), many=True, context=context).data}
        )
