"""Workspaces and their members."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.microbit.serializers import MemberOut, RoleIn, WorkspaceIn, WorkspaceOut
from core.api import ApiViewSet, WorkspaceViewSet, read
from core.lookup import find
from core.scope import granted_scope
from workspaces import queries, services


class WorkspacesViewSet(ApiViewSet):
    """The caller's workspaces, all of them: the contract has no pages."""

    def list(self, request: Request) -> Response:
        with granted_scope(queries.OPEN_WORKSPACES_OF_USER, self.user.pk):
            found = queries.workspaces_of(self.user).order_by("created_at", "pk")
            shown = WorkspaceOut(found, many=True).data
        return Response({"workspaces": shown})

    def create(self, request: Request) -> Response:
        data = read(WorkspaceIn, request.data)
        workspace = services.create_workspace(owner=self.user, **data, now=timezone.now())
        return Response({"workspace": WorkspaceOut(workspace).data}, status=201)


class WorkspaceDetailViewSet(WorkspaceViewSet):
    needs = {
        "retrieve": "workspace.view_as_member",
        "update": "workspace.change",
        "destroy": "workspace.delete",
    }

    def retrieve(self, request: Request, workspace_id: str) -> Response:
        return Response({"workspace": WorkspaceOut(queries.workspace_in_scope()).data})

    def update(self, request: Request, workspace_id: str) -> Response:
        """Omitted fields stay unchanged."""
        changes = read(WorkspaceIn, request.data, partial=True)
        workspace = services.change_workspace(
            workspace=queries.workspace_in_scope(), **changes, now=timezone.now()
        )
        return Response({"workspace": WorkspaceOut(workspace).data})

    def destroy(self, request: Request, workspace_id: str) -> Response:
        services.delete_workspace(workspace=queries.workspace_in_scope(), now=timezone.now())
        return Response({"message": "Workspace deleted"})


class MembersViewSet(WorkspaceViewSet):
    needs = {
        "list": "members.view_as_member",
        "change_role": "members.manage",
        "destroy": "members.manage",
    }

    def list(self, request: Request, workspace_id: str) -> Response:
        context = {"workspace": self.access.workspace}
        return Response({"members": MemberOut(queries.members(), many=True, context=context).data})

    def change_role(self, request: Request, workspace_id: str, member_id: str) -> Response:
        membership = find(queries.members(), member_id)
        role = read(RoleIn, request.data)["role"]
        changed = services.change_role(
            membership=membership, role=role, by=self.access, now=timezone.now()
        )
        context = {"workspace": self.access.workspace}
        return Response({"member": MemberOut(changed, context=context).data})

    def destroy(self, request: Request, workspace_id: str, member_id: str) -> Response:
        membership = find(queries.members(), member_id)
        services.remove_member(membership=membership, by=self.access, now=timezone.now())
        return Response({"message": "Member removed"})
