"""Members: add, change role, remove."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.access import Access
from core.db.locks import lock_rows
from core.errors import NotFound
from workspaces.errors import OwnerCannotLeave, OwnershipMovesByTransfer, RoleAboveOwn
from workspaces.models import Membership, Workspace
from workspaces.services.audit import record

MANAGE = "members.manage"
OWNER = Membership.Role.OWNER
_RANKS = {role: rank for rank, role in enumerate(reversed(Membership.Role.values))}


@transaction.atomic
def add_member(*, workspace: Workspace, user: User, role: str, now: datetime) -> Membership:
    """Add a member to the workspace in scope. Raises IntegrityError for an existing member."""
    membership = Membership.objects.create(
        workspace=workspace, user=user, role=role, created_at=now, updated_at=now
    )
    after = {"email": user.email, "role": str(role)}
    record(action="MEMBER_ADDED", target=membership.public_id, after=after, now=now)
    return membership


@transaction.atomic
def change_role(
    *, membership: Membership, role: str | None = None, by: Access, now: datetime
) -> Membership:
    """role: unchanged by default.

    Raises OwnershipMovesByTransfer or RoleAboveOwn.
    """
    if role is None:
        return membership
    membership = _lock(membership)
    if OWNER in (role, membership.role):
        raise OwnershipMovesByTransfer(field="role")
    if _RANKS[by.role] < max(_RANKS[role], _RANKS[membership.role]):
        raise RoleAboveOwn(field="role")
    if role == membership.role:
        return membership
    before, membership.role, membership.updated_at = membership.role, role, now
    membership.save(update_fields=["role", "updated_at"])
    record(
        action="MEMBER_ROLE_CHANGED",
        target=membership.public_id,
        before={"role": before},
        after={"role": role},
        now=now,
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: Access, now: datetime) -> None:
    """Remove a member, or leave; takes effect with this transaction.

    Raises OwnerCannotLeave, or RoleAboveOwn for others unless the caller manages them.
    """
    membership = _lock(membership)
    if membership.role == OWNER:
        raise OwnerCannotLeave
    is_self = membership.user_id == by.user_id
    if not is_self and (MANAGE not in by.abilities or _RANKS[by.role] < _RANKS[membership.role]):
        raise RoleAboveOwn
    target, before = membership.public_id, _audit_values(membership)
    membership.delete()
    action = "MEMBER_LEFT" if is_self else "MEMBER_REMOVED"
    record(action=action, target=target, before=before, now=now)


def _lock(membership: Membership) -> Membership:
    """Lock the membership until the transaction ends and return its current row.

    Raises NotFound.
    """
    rows = Membership.objects.select_related("user").filter(pk=membership.pk)
    current = lock_rows(rows).first()
    if current is None:
        raise NotFound
    return current


def _audit_values(membership: Membership) -> dict[str, str]:
    return {"email": membership.user.email, "role": str(membership.role)}
