"""Accepting and declining invitations over REST: signed in, or by registering with the mailed
token.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import AddressTaken, PasswordTooWeak, RegistrationClosed
from accounts.models import Session
from accounts.services import start_session
from core.api import ApiViewSet, read
from core.api.shapes import MessageOut
from core.http.client import device_of
from core.lookup import parse_public_id
from workspaces import queries, services
from workspaces.api.serializers.members import (
    InvitationRegisterIn,
    InvitationTokenIn,
    JoinedOut,
    OfferOut,
    PendingOut,
    PendingPage,
    RegisteredOut,
)
from workspaces.errors import AlreadyMember, InvitationInvalid
from workspaces.models import Invitation


class InvitationAnswersViewSet(ApiViewSet):
    """Invitations to the caller's address."""

    tag = "Invitations"
    resource = "invitation"
    named = {
        "pending": ("listPendingInvitations", "List your pending invitations"),
        "accept_by_token": ("acceptInvitationByToken", "Accept an invitation by its token"),
        "offer": ("showInvitation", "Show the invitation of a token"),
        "register": ("registerByInvitation", "Register by an invitation"),
    }
    raises = {
        "accept_by_token": (AlreadyMember, InvitationInvalid),
        "offer": (InvitationInvalid,),
        "register": (
            InvitationInvalid,
            PasswordTooWeak,
            RegistrationClosed,
            AddressTaken,
            AlreadyMember,
        ),
        "accept": (AlreadyMember, InvitationInvalid),
        "decline": (InvitationInvalid,),
    }
    public = frozenset({"offer", "register"})
    without_body = frozenset({"accept", "decline"})
    per_minute = {"offer": 30, "accept_by_token": 20, "register": 20}

    @extend_schema(responses=PendingPage)
    def pending(self, request: Request) -> Response:
        found = queries.pending_invitations_of(self.user)
        return Response({"invitations": PendingOut(found, many=True).data, "total": len(found)})

    @extend_schema(request=None, responses=JoinedOut)
    def accept(self, request: Request, invitation_id: str) -> Response:
        workspace = services.accept_invitation(
            user=self.user,
            invitation_uuid=parse_public_id(Invitation, invitation_id),
            now=timezone.now(),
        )
        return _joined(workspace.public_id)

    @extend_schema(request=None, responses=MessageOut)
    def decline(self, request: Request, invitation_id: str) -> Response:
        services.decline_invitation(
            user=self.user,
            invitation_uuid=parse_public_id(Invitation, invitation_id),
            now=timezone.now(),
        )
        return Response({"message": "Invitation declined"})

    @extend_schema(request=InvitationTokenIn, responses=JoinedOut)
    def accept_by_token(self, request: Request) -> Response:
        token = read(InvitationTokenIn, request.data)["token"]
        session = request.auth if isinstance(request.auth, Session) else None
        with _as_token_error():
            workspace = services.accept_by_token(
                user=self.user, token=token, session=session, now=timezone.now()
            )
        return _joined(workspace.public_id)

    @extend_schema(request=InvitationTokenIn, responses=OfferOut)
    def offer(self, request: Request) -> Response:
        """The invitation of a token; the token is in the body, since addresses are logged."""
        token = read(InvitationTokenIn, request.data)["token"]
        with _as_token_error():
            offer = services.invitation_of_token(token=token, now=timezone.now())
        return Response(OfferOut(offer).data)

    @extend_schema(request=InvitationRegisterIn, responses={201: RegisteredOut})
    def register(self, request: Request) -> Response:
        data, now = read(InvitationRegisterIn, request.data), timezone.now()
        with _as_token_error():
            user, workspace = services.register_by_token(**data, now=now)
        signed_in = start_session(user=user, **device_of(request), now=now)
        shown = {**RegisteredOut(signed_in).data, "workspace_id": workspace.public_id}
        return Response(shown, status=201, headers={"Location": "/api/v1/auth/me"})


def _joined(workspace_id: str) -> Response:
    return Response({"message": "Invitation accepted", "workspace_id": workspace_id})


@contextmanager
def _as_token_error() -> Iterator[None]:
    """Reports errors for the field that holds the token."""
    try:
        yield
    except InvitationInvalid as error:
        raise InvitationInvalid(field="token") from error
