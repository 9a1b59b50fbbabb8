"""Invitations: invite, resend, change, cancel."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts import tokens
from accounts.models import User
from core.db.locks import lock_rows
from core.errors import NotFound
from core.jobs import enqueue
from core.mail import send_mail
from core.scope import current_workspace_id, workspace_scope
from core.throttling import bucket_of, count, enforce
from workspaces.errors import (
    AlreadyInvited,
    AlreadyMember,
    OwnershipMovesByTransfer,
    TooManyInvitations,
)
from workspaces.models import Invitation, Membership
from workspaces.services.audit import record
from workspaces.services.locks import lock_workspace

PURPOSE = "invite"
LIFETIME = timedelta(days=7)
MAX_PENDING = 50
MAILS_PER_HOUR = 10  # to one address, from one workspace
INVITATIONS_PER_HOUR = 100  # by one user, to any workspaces
_HOUR = 3_600  # seconds
PENDING = Invitation.Status.PENDING


@transaction.atomic
def invite(*, email: str, role: str, by: User, now: datetime, name: str = "") -> Invitation:
    """Invite an address to the workspace in scope and mail the invitation.

    The response is the same whether or not the address has an account. Raises
    OwnershipMovesByTransfer, AlreadyMember, AlreadyInvited, TooManyInvitations or RateLimited.
    """
    _check_role(role)
    email = email.strip().lower()
    workspace_id = current_workspace_id()
    lock_workspace()  # or concurrent invitations could exceed the limit
    if Membership.objects.filter(user__email=email).exists():
        raise AlreadyMember(field="email")
    _close_expired(email, now=now)
    _count_mail(email)
    enforce(count(f"invitations:by:{by.pk}", limit=INVITATIONS_PER_HOUR, window_seconds=_HOUR))
    invitation = Invitation.objects.create(
        workspace_id=workspace_id,
        email=email,
        name=name,
        role=role,
        invited_by=by,
        created_at=now,
        updated_at=now,
        expires_at=now + LIFETIME,
    )
    _mail(invitation)
    record_invitation("INVITATION_SENT", invitation, after=audit_values(invitation), now=now)
    return invitation


def _close_expired(email: str, *, now: datetime) -> None:
    """Close an expired invitation of that address; raise if one is open, or too many are."""
    Invitation.objects.filter(email=email, status=PENDING, expires_at__lte=now).update(
        status=Invitation.Status.CANCELLED, answered_at=now, updated_at=now
    )
    pending = Invitation.objects.filter(status=PENDING, expires_at__gt=now)
    if pending.filter(email=email).exists():
        raise AlreadyInvited(field="email")
    if pending.count() >= MAX_PENDING:
        raise TooManyInvitations(limit=MAX_PENDING)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, now: datetime) -> Invitation:
    """Mail the invitation again, valid for another seven days; earlier tokens become invalid.

    Raises NotFound once it is answered, or RateLimited.
    """
    invitation = _lock(invitation)
    _count_mail(invitation.email)
    invitation.nonce, invitation.updated_at = uuid.uuid4(), now
    invitation.expires_at = now + LIFETIME
    invitation.save(update_fields=["nonce", "updated_at", "expires_at"])
    _mail(invitation)
    record_invitation("INVITATION_RESENT", invitation, now=now)
    return invitation


@transaction.atomic
def change_invitation_role(
    *, invitation: Invitation, role: str | None = None, now: datetime
) -> Invitation:
    """role: unchanged by default.

    Raises OwnershipMovesByTransfer, or NotFound once it is answered.
    """
    if role is None:
        return invitation
    _check_role(role)
    invitation = _lock(invitation)
    if role == invitation.role:
        return invitation
    before, invitation.role, invitation.updated_at = invitation.role, role, now
    invitation.save(update_fields=["role", "updated_at"])
    record_invitation(
        "INVITATION_ROLE_CHANGED",
        invitation,
        before={"role": before},
        after={"role": role},
        now=now,
    )
    return invitation


@transaction.atomic
def cancel_invitation(*, invitation: Invitation, now: datetime) -> None:
    """Cancel the invitation. Raises NotFound once it is answered."""
    invitation = _lock(invitation)
    close(invitation, Invitation.Status.CANCELLED, now=now)
    record_invitation("INVITATION_CANCELLED", invitation, before=audit_values(invitation), now=now)


def invitation_token(*, invitation: Invitation, mailed: bool) -> str:
    """A token that accepts the invitation.

    mailed: True if it is only sent to the address, and so proves it; a token shown to members
        proves nothing.
    """
    return tokens.link_token(PURPOSE, invitation.nonce, invitation.expires_at, mailed=mailed)


def send_invitation(*, workspace_id: int, invitation_id: int, now: datetime) -> None:
    """Mail an invitation that is still open. Called by the job."""
    with workspace_scope(workspace_id):
        invitation = (
            Invitation.objects.select_related("workspace", "invited_by")
            .filter(pk=invitation_id, status=PENDING, expires_at__gt=now)
            .first()
        )
    if invitation is None:
        return
    token = invitation_token(invitation=invitation, mailed=True)
    send_mail(
        invitation.email,
        "invitation",
        {
            "user": {"full_name": invitation.name},
            "invited_by": "" if invitation.invited_by is None else invitation.invited_by.full_name,
            "workspace": invitation.workspace.name,
            "role": invitation.get_role_display().lower(),
            "link": f"{settings.SITE_URL}/invitations?token={token}",
            "token": token,
            "days": LIFETIME.days,
        },
    )


def _lock(invitation: Invitation) -> Invitation:
    """Lock the open invitation and return its current row. Raises NotFound."""
    current = lock_rows(Invitation.objects.filter(pk=invitation.pk, status=PENDING)).first()
    if current is None:
        raise NotFound
    return current


def close(invitation: Invitation, status: str, *, now: datetime) -> None:
    invitation.status, invitation.answered_at, invitation.updated_at = status, now, now
    invitation.save(update_fields=["status", "answered_at", "updated_at"])


def _check_role(role: str) -> None:
    if role == Membership.Role.OWNER:
        raise OwnershipMovesByTransfer(field="role")


def _count_mail(email: str) -> None:
    bucket = bucket_of(f"invitations:{current_workspace_id()}", email)
    enforce(count(bucket, limit=MAILS_PER_HOUR, window_seconds=_HOUR))


def _mail(invitation: Invitation) -> None:
    enqueue(
        "workspaces.send_invitation",
        workspace_id=invitation.workspace_id,
        invitation_id=invitation.pk,
    )


def audit_values(invitation: Invitation) -> dict[str, str]:
    return {"email": invitation.email, "role": str(invitation.role)}


def record_invitation(
    action: str,
    invitation: Invitation,
    *,
    now: datetime,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    record(action=action, target=invitation.public_id, before=before, after=after, now=now)
