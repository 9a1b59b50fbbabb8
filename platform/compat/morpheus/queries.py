"""Reads of this door: the caller's customer and role, and a customer's team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from core.ids import parse_uuid
from core.scope import granted_scope
from workspaces import queries as workspaces
from workspaces.models import Invitation, Membership, Workspace

PLATFORM_ADMIN = "platform_admin"


@dataclass(frozen=True, slots=True)
class CustomerContext:
    """A user and the customer they act for; None for a user without one."""

    user: User
    customer_id: UUID | None = None
    own_role: str = Membership.Role.MEMBER

    @property
    def role(self) -> str:
        return PLATFORM_ADMIN if self.user.is_staff else self.own_role.lower()

    @property
    def status(self) -> str:
        return status_of(self.user)

    @property
    def needs_onboarding(self) -> bool:
        return self.customer_id is None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the team, or a user with an open invitation."""

    uuid: UUID
    email: str
    name: str
    role: str
    status: str
    last_login: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def from_membership(cls, membership: Membership) -> Self:
        user = membership.user
        return cls(
            uuid=user.uuid,
            email=user.email,
            name=user.full_name,
            role=membership.role.lower(),
            status=status_of(user),
            last_login=user.last_login,
            created_at=user.created_at,
            updated_at=max(membership.updated_at, user.updated_at),
        )

    @classmethod
    def from_invitation(cls, invitation: Invitation) -> Self:
        return cls(
            uuid=invitation.uuid,
            email=invitation.email,
            name=invitation.name,
            role=invitation.role.lower(),
            status="invited",
            last_login=None,
            created_at=invitation.created_at,
            updated_at=invitation.updated_at,
        )


def status_of(user: User) -> str:
    return "active" if user.is_active else "inactive"


def customer_context(user: User, wanted: UUID | None = None) -> CustomerContext | None:
    """The user's role in customer `wanted`, or in their default one; None if not a member."""
    with granted_scope(workspaces.OPEN_DEFAULT_WORKSPACE, user.pk, wanted) as rows:
        if rows:
            return CustomerContext(user, rows[0].row["workspace_uuid"], rows[0].row["role"])
    return None if wanted else CustomerContext(user)


def team(start: int, stop: int) -> tuple[list[Colleague], int]:
    """Rows `start` to `stop` of the team in scope, and its size, in three queries.

    The owner, the other members in order of joining, then invitations by age.
    """
    members = workspaces.members()
    joined = members.count()
    invited = list(workspaces.invitations().order_by("created_at", "pk"))  # at most 50
    beyond = invited[max(start - joined, 0) : max(stop - joined, 0)]
    found = [Colleague.from_membership(each) for each in members[start:stop]]
    return found + [Colleague.from_invitation(each) for each in beyond], joined + len(invited)


def colleague(user_id: str) -> Membership | Invitation | None:
    """The member (by user id) or invitation with this id in the customer in scope."""
    value = parse_uuid(user_id)
    if value is None:
        return None
    member = workspaces.members().filter(user__uuid=value).first()
    return member or workspaces.invitations().filter(uuid=value).first()


def customers() -> QuerySet[Workspace]:
    """All customers of the platform that are not deleted, newest first.

    For staff, as table owner.
    """
    return Workspace.objects.filter(deleted_at=None).order_by("-created_at", "-pk")
