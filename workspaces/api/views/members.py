"""Members and invitations of a workspace, over REST."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write
from workspaces import queries, services
from workspaces.api.serializers.members import (
    InvitationIn,
    InvitationOut,
    InvitationPage,
    MemberOut,
    MemberPage,
    RolePatch,
)
from workspaces.errors import (
    AlreadyInvited,
    AlreadyMember,
    OwnerCannotLeave,
    OwnershipMovesByTransfer,
    RoleAboveOwn,
    TooManyInvitations,
)


class MembersViewSet(WorkspaceResourceViewSet):
    """The members of a workspace and their roles."""

    tag = "Members"
    resource = "member"
    named = {"destroy": ("removeMember", "Remove a member")}
    raises = {
        "destroy": (OwnerCannotLeave, RoleAboveOwn),
        "partial_update": (OwnershipMovesByTransfer, RoleAboveOwn),
    }
    needs = {
        "list": "members.view",
        "retrieve": "members.view",
        "partial_update": "members.manage",
        "destroy": "members.manage",
    }
    noun, keyword = "member", "membership"
    query = staticmethod(queries.members)
    page, out = MemberPage, MemberOut
    default_sort = "created_at"
    changing = Write(services.change_role, RolePatch, by="access")
    deleting = Write(services.remove_member, by="access")
    deleted = "Member removed"


class InvitationsViewSet(WorkspaceResourceViewSet):
    """Open invitations of a workspace."""

    tag = "Invitations"
    resource = "invitation"
    named = {"destroy": ("cancelInvitation", "Cancel an invitation")}
    raises = {
        "create": (AlreadyInvited, AlreadyMember, OwnershipMovesByTransfer, TooManyInvitations),
        "partial_update": (OwnershipMovesByTransfer,),
    }
    needs = {
        "list": "invitations.view",
        "retrieve": "invitations.view",
        "create": "invitations.manage",
        "partial_update": "invitations.manage",
        "destroy": "invitations.manage",
        "resend": "invitations.manage",
    }
    without_body = frozenset({"resend"})
    noun = "invitation"
    query = staticmethod(queries.invitations)
    page, out = InvitationPage, InvitationOut
    sorts = {"created_at": "created_at", "email": "email"}
    creating = Write(services.invite, InvitationIn, by="user")
    changing = Write(services.change_invitation_role, RolePatch)
    deleting = Write(services.cancel_invitation)
    deleted = "Invitation cancelled"

    @extend_schema(request=None, responses=InvitationOut)
    def resend(self, request: Request, **_: str) -> Response:
        sent = services.resend_invitation(invitation=self.row(), now=timezone.now())
        return Response(self.show(sent))
