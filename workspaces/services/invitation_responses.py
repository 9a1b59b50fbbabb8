"""Accepting and declining invitations: by the owner of the address, or with a token."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import tokens
from accounts.errors import LinkInvalid
from accounts.models import Session, User
from accounts.services import mark_email_verified, register_verified
from accounts.services.locks import lock_address, lock_unchanged
from core.db.locks import lock_rows
from core.errors import NotFound
from core.scope import granted_scope
from workspaces.errors import AlreadyMember, InvitationInvalid
from workspaces.models import Invitation, Membership, Workspace
from workspaces.queries import OPEN_BY_INVITATION
from workspaces.services.audit import on_behalf_of, record
from workspaces.services.invitations import PENDING, PURPOSE, audit_values, close, record_invitation
from workspaces.services.members import add_member


def accept_invitation(*, user: User, invitation_uuid: uuid.UUID, now: datetime) -> Workspace:
    """Accept an invitation to the user's verified address.

    Raises NotFound if it is not open; AlreadyMember, and closes the invitation.
    """
    with _open_for_response(user, invitation_uuid, now=now) as invitation:
        workspace, is_new = _join(invitation, user, now=now)
    if not is_new:
        raise AlreadyMember
    return workspace


def decline_invitation(*, user: User, invitation_uuid: uuid.UUID, now: datetime) -> None:
    """Decline an invitation. Raises NotFound like `accept_invitation`."""
    with _open_for_response(user, invitation_uuid, now=now) as invitation, on_behalf_of(user):
        close(invitation, Invitation.Status.DECLINED, now=now)
        record_invitation(
            "INVITATION_DECLINED", invitation, before=audit_values(invitation), now=now
        )


def accept_by_token(
    *, user: User, token: str, now: datetime, session: Session | None = None
) -> Workspace:
    """Accept an invitation to the user's address by token; a mailed token also verifies the
    address, which ends every session but this one.

    Raises InvitationInvalid; AlreadyMember, and closes the invitation; SessionEnded if the account
    changed hands meanwhile.
    """
    with transaction.atomic():
        workspace, is_new = _accept(user, token=token, session=session, now=now)
    if not is_new:
        raise AlreadyMember(field="invite_token")
    return workspace


def _accept(
    user: User, *, token: str, session: Session | None, now: datetime
) -> tuple[Workspace, bool]:
    lock_address(user.email)
    user = lock_unchanged(user)
    with _open_by_token(token, now=now) as (invitation, is_mailed):
        if invitation.email != user.email:
            raise InvitationInvalid(field="invite_token")
        if is_mailed:
            mark_email_verified(user=user, now=now, keep=session)
        return _join(invitation, user, now=now)


@transaction.atomic
def register_by_token(
    *, token: str, password: str, full_name: str, now: datetime, needs_digit: bool = False
) -> tuple[User, Workspace]:
    """Create an account for the invited address, verified by the mailed token, and accept.

    An unverified account with that password is verified instead. Raises InvitationInvalid, also for
    a token that was not mailed; AddressTaken, PasswordTooWeak or RegistrationClosed.
    """
    offer = invitation_of_token(token=token, now=now)
    if not offer.mailed:
        raise InvitationInvalid(field="invite_token")
    user = register_verified(
        email=offer.email,
        password=password,
        full_name=full_name,
        needs_digit=needs_digit,
        now=now,
    )
    return user, accept_by_token(user=user, token=token, now=now)


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """The invitation of a token. mailed: True if it was mailed, and so proves the address."""

    email: str
    workspace_name: str
    role: str
    name: str
    mailed: bool


def invitation_of_token(*, token: str, now: datetime) -> InvitationOffer:
    """Raises InvitationInvalid."""
    with _open_by_token(token, now=now) as (invitation, is_mailed):
        return InvitationOffer(
            email=invitation.email,
            workspace_name=invitation.workspace.name,
            role=invitation.role,
            name=invitation.name,
            mailed=is_mailed,
        )


@contextmanager
def _open_for_response(
    user: User, invitation_uuid: uuid.UUID, *, now: datetime
) -> Iterator[Invitation]:
    """Enter the inviting workspace's scope with the user's open invitation. Raises NotFound."""
    if not user.is_verified:
        raise NotFound
    with granted_scope(OPEN_BY_INVITATION, invitation_uuid) as rows:
        invitation = _open_one(rows, now=now)
        if invitation is None or (invitation.uuid, invitation.email) != (
            invitation_uuid,
            user.email,
        ):
            raise NotFound
        yield invitation


@contextmanager
def _open_by_token(token: str, *, now: datetime) -> Iterator[tuple[Invitation, bool]]:
    """Enter the inviting workspace's scope with the token's invitation; True if it was mailed.

    Raises InvitationInvalid.
    """
    try:
        claims = tokens.read_link(token, PURPOSE)
    except LinkInvalid as error:
        raise InvitationInvalid(field="invite_token") from error
    with granted_scope(OPEN_BY_INVITATION, claims["jti"]) as rows:
        invitation = _open_one(rows, now=now)
        if invitation is None or invitation.nonce != claims["jti"]:
            raise InvitationInvalid(field="invite_token")
        yield invitation, claims.get("mailed") is True


def _open_one(rows: list[Any], *, now: datetime) -> Invitation | None:
    """Lock and return the invitation that granted the scope; None if it is no longer open."""
    if not rows:
        return None
    still_open = Invitation.objects.filter(
        pk=rows[0].row["invitation_id"], status=PENDING, expires_at__gt=now
    )
    return lock_rows(still_open.select_related("workspace")).first()


def _join(invitation: Invitation, user: User, *, now: datetime) -> tuple[Workspace, bool]:
    """The workspace, and True if the user is new in it."""
    is_new = not Membership.objects.filter(user=user).exists()
    close(invitation, Invitation.Status.ACCEPTED, now=now)
    with on_behalf_of(user):
        if is_new:
            add_member(workspace=invitation.workspace, user=user, role=invitation.role, now=now)
        record_invitation("INVITATION_ACCEPTED", invitation, now=now)
    return invitation.workspace, is_new


def undo_acceptance(*, user: User, now: datetime) -> None:
    """Undo that the user joined the workspace in scope by an invitation to their address, which
    they never proved: whoever does can accept it.
    """
    invitations = Invitation.objects.filter(email=user.email)
    accepted = lock_rows(invitations.filter(status=Invitation.Status.ACCEPTED)).last()
    membership = lock_rows(Membership.objects.filter(user=user)).first()
    if accepted is None or membership is None:
        return
    membership.delete()
    record(
        action="MEMBER_REMOVED",
        target=membership.public_id,
        before={"email": user.email, "role": str(membership.role)},
        after={"reason": "ADDRESS_NEVER_PROVEN"},
        now=now,
    )
    if not invitations.filter(status=PENDING).exists():
        accepted.status, accepted.answered_at, accepted.updated_at = PENDING, None, now
        accepted.save(update_fields=["status", "answered_at", "updated_at"])
        record_invitation("INVITATION_REOPENED", accepted, after=audit_values(accepted), now=now)
