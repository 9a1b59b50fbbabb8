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


class MembersViewSet(WorkspaceResourceViewSet):
    """The members of a workspace and their roles."""

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
