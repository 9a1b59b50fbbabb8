"""People of a workspace, and those who are invited to it, over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.lookup import find
from workspaces import queries, services
from workspaces.api.serializers.members import (
    InvitationIn,
    InvitationOut,
    InvitationPage,
    MemberOut,
    MemberPage,
    RolePatch,
)


class MembersViewSet(WorkspaceViewSet):
    """Who is in a workspace, as what."""

    needs = {
        "list": "members.view",
        "partial_update": "members.manage",
        "destroy": "members.manage",
    }

    @extend_schema(responses=MemberPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            queries.members(),
            request=request,
            plural="members",
            out=MemberOut,
            sorts={"created_at": "created_at"},
            default_sort="created_at",
        )
        return Response(page)

    @extend_schema(request=RolePatch, responses=MemberOut)
    def partial_update(self, request: Request, workspace_id: str, member_id: str) -> Response:
        data = read(RolePatch, request.data)
        member = find(queries.members(), member_id)
        if "role" in data:
            member = services.change_role(
                membership=member, role=data["role"], by=self.access, now=timezone.now()
            )
        return Response(MemberOut(member).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, member_id: str) -> Response:
        member = find(queries.members(), member_id)
        services.remove_member(membership=member, by=self.access, now=timezone.now())
        return Response({"message": "Member removed"})


class InvitationsViewSet(WorkspaceViewSet):
    """Who is invited to a workspace and has not answered."""

    needs = {
        "list": "invitations.view",
        "create": "invitations.manage",
        "partial_update": "invitations.manage",
        "destroy": "invitations.manage",
        "resend": "invitations.manage",
    }

    @extend_schema(responses=InvitationPage)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            queries.invitations(),
            request=request,
            plural="invitations",
            out=InvitationOut,
            sorts={"created_at": "created_at", "email": "email"},
        )
        return Response(page)

    @extend_schema(request=InvitationIn, responses={201: InvitationOut})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = read(InvitationIn, request.data)
        invitation = services.invite(**data, by=self.user, now=timezone.now())
        return Response(InvitationOut(invitation).data, status=201)

    @extend_schema(request=RolePatch, responses=InvitationOut)
    def partial_update(self, request: Request, workspace_id: str, invitation_id: str) -> Response:
        data = read(RolePatch, request.data)
        invitation = find(queries.invitations(), invitation_id)
        if "role" in data:
            invitation = services.change_invitation_role(
                invitation=invitation, role=data["role"], now=timezone.now()
            )
        return Response(InvitationOut(invitation).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, invitation_id: str) -> Response:
        invitation = find(queries.invitations(), invitation_id)
        services.cancel_invitation(invitation=invitation, now=timezone.now())
        return Response({"message": "Invitation cancelled"})

    @extend_schema(request=None, responses=InvitationOut)
    def resend(self, request: Request, workspace_id: str, invitation_id: str) -> Response:
        invitation = find(queries.invitations(), invitation_id)
        sent = services.resend_invitation(invitation=invitation, now=timezone.now())
        return Response(InvitationOut(sent).data)
