"""Reads of this door: where somebody stands, and who is in a customer's team."""

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
    """A person and the customer they act for; None for somebody who has none yet."""

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
    """Somebody in the team: a member, or a person who has been invited and has not answered."""

    uuid: UUID
    email: str
    name: str
    role: str
    status: str
    last_login: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def joined(cls, membership: Membership) -> Self:
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
    def invited(cls, invitation: Invitation) -> Self:
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
    """In the customer `wanted`, else in the person's own; None where they have no place."""
    with granted_scope(workspaces.OPEN_HOME_WORKSPACE, user.pk, wanted) as rows:
        if rows:
            return CustomerContext(user, rows[0].row["workspace_uuid"], rows[0].row["role"])
    return None if wanted else CustomerContext(user)


def team(start: int, stop: int) -> tuple[list[Colleague], int]:
    """Rows `start` to `stop` of the team in scope, and how many it has, in three queries: the
    owner, the others by their joining, then the invited by their invitation."""
    members = workspaces.members()
    joined = members.count()
    invited = list(workspaces.invitations().order_by("created_at", "pk"))  # 50 at most
    beyond = invited[max(start - joined, 0) : max(stop - joined, 0)]
    found = [Colleague.joined(each) for each in members[start:stop]]
    return found + [Colleague.invited(each) for each in beyond], joined + len(invited)


def colleague(user_id: str) -> Membership | Invitation | None:
    """Who the id names in the customer in scope: a member by the person, else an invitation."""
    value = parse_uuid(user_id)
    if value is None:
        return None
    member = workspaces.members().filter(user__uuid=value).first()
    return member or workspaces.invitations().filter(uuid=value).first()


def customers() -> QuerySet[Workspace]:
    """All of the platform that are not deleted, newest first. For staff, as the owner."""
    return Workspace.objects.filter(deleted_at=None).order_by("-created_at", "-pk")
