"""Invitations: of a workspace, and those of the caller."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.microbit.serializers import InvitationIn, InvitationOut, PendingOut
from core.api import ApiViewSet, WorkspaceViewSet, read
from core.lookup import find, parse_public_id
from workspaces import queries, services
from workspaces.models import Invitation


class WorkspaceInvitationsViewSet(WorkspaceViewSet):
    needs = {
        "list": "invitations.view",
        "create": "invitations.manage",
        "destroy": "invitations.manage",
    }

    def list(self, request: Request, workspace_id: str) -> Response:
        context = {"workspace": self.access.workspace}
        shown = InvitationOut(queries.invitations(), many=True, context=context).data
        return Response({"invitations": shown})

    def create(self, request: Request, workspace_id: str) -> Response:
        """Shows the token this once.

        It lets the address's owner join, and does not verify the address: the mailed one does.
        """
        data = read(InvitationIn, request.data)
        invitation = services.invite(**data, by=self.user, now=timezone.now())
        shown = InvitationOut(invitation, context={"workspace": self.access.workspace}).data
        token = services.invitation_token(invitation=invitation, mailed=False)
        return Response({"invitation": {**shown, "token": token}}, status=201)

    def destroy(self, request: Request, workspace_id: str, invitation_id: str) -> Response:
        invitation = find(queries.invitations(), invitation_id)
        services.cancel_invitation(invitation=invitation, now=timezone.now())
        return Response({"message": "Invitation cancelled"})


class InvitationsViewSet(ApiViewSet):
    """Invitations to the caller's verified address."""

    def pending(self, request: Request) -> Response:
        found = queries.pending_invitations_of(self.user)
        return Response({"invitations": PendingOut(found, many=True).data})

    def accept(self, request: Request, offer_id: str) -> Response:
        workspace = services.accept_invitation(
            user=self.user,
            invitation_uuid=parse_public_id(Invitation, offer_id),
            now=timezone.now(),
        )
        answer = {"message": "Invitation accepted", "workspace_id": workspace.public_id}
        return Response(answer)

    def decline(self, request: Request, offer_id: str) -> Response:
        services.decline_invitation(
            user=self.user,
            invitation_uuid=parse_public_id(Invitation, offer_id),
            now=timezone.now(),
        )
        return Response({"message": "Invitation declined"})
