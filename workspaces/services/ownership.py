"""Ownership of a workspace: always exactly one owner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.services.impersonators import refuse_impersonators
from core.access import Access
from core.db.locks import lock_rows
from core.errors import NotFound
from workspaces.errors import AlreadyOwner, OwnerOnly
from workspaces.models import Membership
from workspaces.services.audit import record


@transaction.atomic
def transfer_ownership(*, to: Membership, by: Access, now: datetime) -> Membership:
    """Make a member the owner; the previous owner becomes an admin. One of concurrent calls wins.

    Raises ImpersonatorRefused, OwnerOnly, AlreadyOwner, or NotFound for a former member.
    """
    refuse_impersonators()
    if to.user_id == by.user_id and by.role == Membership.Role.OWNER:
        raise AlreadyOwner(field="member_id")
    # Concurrent transfers serialize on the owner's row: the second finds it changed.
    owners = Membership.objects.filter(user_id=by.user_id, role=Membership.Role.OWNER)
    owner = lock_rows(owners.select_related("user")).first()
    if owner is None:
        raise OwnerOnly
    Membership.objects.filter(pk=owner.pk).update(role=Membership.Role.ADMIN, updated_at=now)
    promoted = Membership.objects.filter(pk=to.pk).update(
        role=Membership.Role.OWNER, updated_at=now
    )
    if not promoted:
        raise NotFound(field="member_id")
    to = Membership.objects.select_related("user").get(pk=to.pk)
    record(
        action="OWNERSHIP_TRANSFERRED",
        target=to.public_id,
        before={"owner": owner.user.email},
        after={"owner": to.user.email},
        now=now,
    )
    return to
