"""Workspaces and plans over REST."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import ImpersonatorRefused
from core.api import ApiViewSet, QuerySerializer, WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.scope import granted_scope
from workspaces import queries, services
from workspaces.api.serializers.members import MemberOut
from workspaces.api.serializers.workspaces import (
    PlansOut,
    TransferIn,
    UsageOut,
    WorkspaceDetail,
    WorkspaceIn,
    WorkspaceOut,
    WorkspacePage,
    WorkspacePatch,
)
from workspaces.errors import AlreadyOwner, NetworksAreTheOwners, OwnerCannotLeave, OwnerOnly
from workspaces.plans import PLANS


class WorkspacesViewSet(ApiViewSet):
    """The caller's workspaces."""

    tag = "Workspaces"
    resource = "workspace"
    sorts, default_sort = {"created_at": "created_at", "name": "name"}, "-created_at"

    @extend_schema(responses=WorkspacePage)
    def list(self, request: Request) -> Response:
        read(QuerySerializer, request.query_params)
        with granted_scope(queries.OPEN_WORKSPACES_OF_USER, self.user.pk):
            page = keyset_page(
                queries.workspaces_of(self.user),
                request=request,
                page=WorkspacePage,
                sorts=self.sorts,
                default_sort=self.default_sort,
            )
        return Response(page)

    @extend_schema(request=WorkspaceIn, responses={201: WorkspaceOut})
    def create(self, request: Request) -> Response:
        data = read(WorkspaceIn, request.data)
        workspace = services.create_workspace(owner=self.user, **data, now=timezone.now())
        shown = WorkspaceOut(workspace, context={"owner": self.user}).data
        headers = {"Location": f"{request.path}/{workspace.public_id}"}
        return Response(shown, status=201, headers=headers)


class WorkspaceDetailViewSet(WorkspaceViewSet):
    """One workspace."""

    tag = "Workspaces"
    resource = "workspace"
    named = {
        "transfer": ("transferOwnership", "Transfer the ownership of a workspace"),
        "make_default": ("setDefaultWorkspace", "Set your default workspace"),
        "leave_it": ("leaveWorkspace", "Leave a workspace"),
        "usage": ("getUsage", "Get what a workspace has used"),
    }
    raises = {
        "transfer": (AlreadyOwner, ImpersonatorRefused, OwnerOnly),
        "leave_it": (OwnerCannotLeave,),
        "partial_update": (NetworksAreTheOwners,),
    }
    needs = {
        "retrieve": "workspace.view",
        "partial_update": "workspace.change",
        "destroy": "workspace.delete",
        "transfer": "workspace.transfer",
        "make_default": "workspace.view",
        "leave_it": "workspace.leave",
        "usage": "usage.view",
    }
    without_body = frozenset({"destroy", "make_default", "leave_it"})
    figures = frozenset({"stats"})

    def lock_row(self) -> None:
        services.lock_workspace()

    @extend_schema(responses=WorkspaceDetail)
    def retrieve(self, request: Request, workspace_id: str) -> Response:
        return Response(self._detail())

    @extend_schema(request=WorkspacePatch, responses=WorkspaceDetail)
    def partial_update(self, request: Request, workspace_id: str) -> Response:
        changes = read(WorkspacePatch, request.data)
        workspace = queries.workspace_in_scope()
        services.change_workspace(
            workspace=workspace, by=self.access, **changes, now=timezone.now()
        )
        return Response(self._detail())

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str) -> Response:
        services.delete_workspace(workspace=queries.workspace_in_scope(), now=timezone.now())
        return Response({"message": "Workspace deleted successfully"})

    @extend_schema(request=TransferIn, responses=MemberOut)
    def transfer(self, request: Request, workspace_id: str) -> Response:
        """The member becomes the owner, and you an admin."""
        data = read(TransferIn, request.data)
        owner = services.transfer_ownership(**data, by=self.access, now=timezone.now())
        return Response(MemberOut(owner).data)

    @extend_schema(request=None, responses=MessageOut)
    def make_default(self, request: Request, workspace_id: str) -> Response:
        services.set_default_workspace(user=self.user, now=timezone.now())
        return Response({"message": "This is your default workspace now"})

    @extend_schema(request=None, responses=MessageOut)
    def leave_it(self, request: Request, workspace_id: str) -> Response:
        own = queries.members().get(user=self.user)
        services.remove_member(membership=own, by=self.access, now=timezone.now())
        return Response({"message": "You have left the workspace"})

    @extend_schema(responses=UsageOut)
    def usage(self, request: Request, workspace_id: str) -> Response:
        return Response(UsageOut(queries.usage(now=timezone.now())).data)

    def _detail(self) -> Any:
        context = {"owner": queries.owner_in_scope(), "role": self.access.role}
        return WorkspaceDetail(queries.workspace_with_figures(), context=context).data


class PlansViewSet(ApiViewSet):
    """The available plans."""

    tag = "Workspaces"
    resource = "plan"
    named = {"offered": ("listPlans", "List the plans")}
    public = frozenset({"offered"})

    @extend_schema(responses=PlansOut)
    def offered(self, request: Request) -> Response:
        plans = [{"id": name, **asdict(plan)} for name, plan in PLANS.items()]
        return Response(PlansOut({"plans": plans, "total": len(plans)}).data)
