"""The team of the caller's customer: members and open invitations."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.morpheus import queries, services
from compat.morpheus.errors import ColleagueMissing
from compat.morpheus.paging import page_asked_for
from compat.morpheus.serializers import (
    ColleagueListed,
    InvitedOut,
    InviteIn,
    RoleOut,
    RolePatch,
)
from compat.morpheus.views.base import DefaultCustomerViewSet
from core.api import read
from core.wire.answers import Reply
from workspaces import queries as workspaces
from workspaces.models import Invitation, Membership
from workspaces.services import invite


class UsersViewSet(DefaultCustomerViewSet):
    needs = {
        "list": "members.view",
        "create": "invitations.manage",
        "partial_update": "members.manage",
        "destroy": "members.manage",
    }

    def list(self, request: Request) -> Response:
        page = page_asked_for(request)
        found, total = queries.team(page.start, page.stop)
        return Reply(
            {"users": ColleagueListed(found, many=True).data, "pagination": page.of(total)},
            message="Users retrieved successfully",
        )

    def create(self, request: Request) -> Response:
        data = read(InviteIn, request.data)
        invitation = invite(**data, by=self.user, now=timezone.now())
        context = {"customer": workspaces.workspace_in_scope()}
        shown = InvitedOut(queries.Colleague.from_invitation(invitation), context=context).data
        return Reply(shown, message="User invited successfully", status=201)

    def partial_update(self, request: Request, user_id: str) -> Response:
        role = read(RolePatch, request.data)["role"]
        colleague = services.change_role(
            colleague=_find(user_id), role=role, by=self.access, now=timezone.now()
        )
        return Reply(RoleOut(colleague).data, message="User role updated successfully")

    def destroy(self, request: Request, user_id: str) -> Response:
        services.remove(colleague=_find(user_id), by=self.access, now=timezone.now())
        message = "User removed successfully"
        return Reply({"message": message}, message=message)


def _find(user_id: str) -> Membership | Invitation:
    found = queries.colleague(user_id)
    if found is None:
        raise ColleagueMissing(user_id=user_id)
    return found
