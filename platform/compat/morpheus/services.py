"""Writes of this door, each a combination of the platform's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Unpack

from django.db import transaction

from accounts import services as accounts
from accounts.errors import AddressTaken
from accounts.models import User
from compat.morpheus import queries
from compat.morpheus.errors import AccountExists, CustomerExists
from core.access import Access
from core.db.locks import lock_rows
from workspaces import services as workspaces
from workspaces.errors import InvitationInvalid
from workspaces.models import Invitation, Membership, Workspace
from workspaces.services.lifecycle import WorkspaceChanges


def complete_registration(*, token: str, password: str, full_name: str, now: datetime) -> User:
    """Redeem the token of a verification mail or of an invitation mail: either proves the address.

    Raises LinkInvalid, AccountExists, PasswordTooWeak or RegistrationClosed.
    """
    person: dict[str, Any] = {"password": password, "full_name": full_name, "now": now}
    try:
        return _accept_invitation(token=token, **person)
    except InvitationInvalid:
        return accounts.complete_registration(token=token, **person)


def _accept_invitation(*, token: str, password: str, full_name: str, now: datetime) -> User:
    try:
        user, _ = workspaces.register_by_token(
            token=token, password=password, full_name=full_name, now=now
        )
    except AddressTaken as error:
        raise AccountExists from error
    return user


@transaction.atomic
def onboard(
    *, user: User, company_name: str, phone: str, description: str, now: datetime
) -> Workspace:
    """Create the user's first customer. Raises CustomerExists."""
    _lock_user(user)
    context = queries.customer_context(user)
    if context is not None and context.customer_id is not None:
        raise CustomerExists
    return workspaces.create_workspace(
        owner=user,
        name=company_name,
        company_name=company_name,
        phone=phone,
        description=description,
        now=now,
    )


def _lock_user(user: User) -> None:
    """Lock the user, so that concurrent onboarding requests run one after the other."""
    lock_rows(User.objects.filter(pk=user.pk), no_key=True).get()


def change_customer(
    *, customer: Workspace, by: Access, now: datetime, **changes: Unpack[WorkspaceChanges]
) -> Workspace:
    """Like the service of workspaces; the workspace's name follows the company's while they are
    equal.
    """
    if "company_name" in changes and customer.company_name in ("", customer.name):
        changes["name"] = changes["company_name"]
    return workspaces.change_workspace(workspace=customer, by=by, **changes, now=now)


def change_role(
    *, colleague: Membership | Invitation, role: str, by: Access, now: datetime
) -> queries.Colleague:
    """Raises OwnershipMovesByTransfer or RoleAboveOwn."""
    if isinstance(colleague, Membership):
        membership = workspaces.change_role(membership=colleague, role=role, by=by, now=now)
        return queries.Colleague.from_membership(membership)
    invitation = workspaces.change_invitation_role(invitation=colleague, role=role, now=now)
    return queries.Colleague.from_invitation(invitation)


def remove(*, colleague: Membership | Invitation, by: Access, now: datetime) -> None:
    """Remove a member from the team, or cancel an invitation.

    Raises OwnerCannotLeave or RoleAboveOwn.
    """
    if isinstance(colleague, Membership):
        workspaces.remove_member(membership=colleague, by=by, now=now)
    else:
        workspaces.cancel_invitation(invitation=colleague, now=now)
