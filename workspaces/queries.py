"""Reads about workspaces. They need a scope unless they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now

from accounts.models import User
from core import ids
from core.scope import current_workspace_id, granted_scope
from workspaces.models import AuditEntry, Invitation, Membership, UsageCounter, Workspace
from workspaces.plans import MESSAGES, PLANS

# SQL functions that grant a scope; see `core.scope.granted_scope`.
OPEN_WORKSPACES_OF_USER = "open_workspaces_of_user"
OPEN_DEFAULT_WORKSPACE = "open_default_workspace"
OPEN_BY_KEY = "open_workspace_by_key"
OPEN_BY_INVITATION = "open_workspace_by_invitation"

_counted: dict[str, type[Model]] = {}


def count_in_workspaces(name: str, model: type[Model]) -> None:
    """Register a table of an app above, to be counted in workspaces' statistics as `name`.

    Called by that app's `AppConfig.ready`, since nothing here may import it.
    """
    _counted[name] = model


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """The workspaces in scope with `role`, `is_default`, `is_suspended`, `agent_count` and
    `document_count`, in one query."""
    membership = Membership.objects.filter(workspace=OuterRef("pk"), user=user)
    chosen = Membership.objects.filter(user=user, is_default=True)
    first = Membership.objects.filter(user=user).order_by("pk").values("workspace")[:1]
    return Workspace.objects.annotate(
        role=Subquery(membership.values("role")),
        is_default=Case(
            When(Exists(chosen), then=Subquery(membership.values("is_default"))),
            default=Q(pk=Subquery(first)),
        ),
        is_suspended=Q(suspended_at__isnull=False),
        agent_count=_count("agents"),
        document_count=_count("documents"),
    )


def workspaces_with_member(email: str) -> QuerySet[Membership, int]:
    """The keys of the workspaces of whoever has that address, for the platform's staff."""
    members = Membership.everywhere.filter(user__email=email.lower())
    return members.values_list("workspace_id", flat=True)


def workspace_in_scope() -> Workspace:
    return Workspace.objects.get(pk=current_workspace_id())


def time_zone_in_scope() -> ZoneInfo:
    """Where the days of the workspace in scope begin."""
    return ZoneInfo(workspace_in_scope().time_zone)


def workspace_with_figures() -> Workspace:
    """The workspace in scope with its statistics, such as `total_agents`; one query."""
    figures = {f"total_{name}": _count(name) for name in _counted}
    return Workspace.objects.annotate(**figures).get(pk=current_workspace_id())


def owner_in_scope() -> User:
    """The owner of the workspace in scope."""
    return Membership.objects.select_related("user").get(role=Membership.Role.OWNER).user


def owner_of_each() -> Subquery:
    """Subquery for workspaces: the public id of the owner."""
    owners = Membership.objects.filter(workspace=OuterRef("pk"), role=Membership.Role.OWNER)
    return Subquery(owners.values("user__uuid"))


@dataclass(frozen=True, slots=True)
class DefaultWorkspace:
    """A user's default workspace and their role in it."""

    workspace: Workspace
    role: str


def default_workspace_of(user: User) -> DefaultWorkspace | None:
    """The user's default workspace (or the oldest) and their role; None without one.

    Enters its scope and leaves it again: needs none.
    """
    with granted_scope(OPEN_DEFAULT_WORKSPACE, user.pk, None) as rows:
        if not rows:
            return None
        workspace = Workspace.objects.get(pk=rows[0].workspace_id)
        return DefaultWorkspace(workspace, role=str(rows[0].row["role"]))


def workspace_exists(workspace_uuid: UUID) -> bool:
    """True if a workspace with this id exists. Needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT workspace_exists(%s)", [workspace_uuid])
        return bool(cursor.fetchone()[0])


def members() -> QuerySet[Membership]:
    """Members of the workspace in scope, its owner first, then in order of joining."""
    owner_first = Case(When(role=Membership.Role.OWNER, then=0), default=1)
    return Membership.objects.select_related("user").order_by(owner_first, "pk")


def is_member(user: User) -> bool:
    """True for a member of the workspace in scope who can sign in."""
    return Membership.objects.filter(user=user, user__is_active=True).exists()


def managers() -> QuerySet[Membership]:
    """The owner and the admins, with their users, oldest membership first."""
    return (
        Membership.objects.select_related("user")
        .filter(role__in=(Membership.Role.OWNER, Membership.Role.ADMIN))
        .order_by("pk")
    )


def manager_to_mail(member_id: int) -> Membership | None:
    """None for whoever has left, manages nothing any more, or is deactivated."""
    return managers().filter(pk=member_id, user__is_active=True).first()


def people() -> QuerySet[User]:
    """The users who are members of the workspace in scope."""
    return User.objects.filter(pk__in=Membership.objects.values("user"))


def invitations() -> QuerySet[Invitation]:
    """Open invitations of the workspace in scope, newest first."""
    pending = Invitation.objects.filter(status=Invitation.Status.PENDING, expires_at__gt=Now())
    return pending.select_related("invited_by").order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """An invitation as its recipient sees it. invited_by: a name, empty if unknown."""

    uuid: UUID
    workspace_uuid: UUID
    workspace_name: str
    email: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime

    @property
    def public_id(self) -> str:
        return ids.encode(Invitation.id_prefix, self.uuid)

    @property
    def workspace_public_id(self) -> str:
        return ids.encode(Workspace.id_prefix, self.workspace_uuid)


def pending_invitations_of(user: User) -> list[PendingInvitation]:
    """Open invitations to the user's address, newest first; none while it is unverified.

    Needs no scope.
    """
    if not user.is_verified:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uuid, workspace_uuid, workspace_name, email, role,"
            " coalesce(invited_by, ''), created_at, expires_at FROM pending_invitations_of(%s)",
            [user.email],
        )
        return [PendingInvitation(*row) for row in cursor.fetchall()]


def audit_entries(
    *,
    action: str | None = None,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Audit entries of the workspace in scope, newest first.

    actor: a public id, an e-mail address, or `system`. until: exclusive.
    """
    rows = AuditEntry.objects.order_by("-number")
    if action is not None:
        rows = rows.filter(action=action)
    if actor is not None:
        rows = rows.filter(Q(actor=actor) | Q(actor_email=actor.lower()))
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return rows


@dataclass(frozen=True, slots=True)
class Usage:
    """month: its first day, UTC. used: by metric."""

    plan: str
    month: date
    resets_at: datetime
    limits: Limits
    used: dict[str, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """messages_per_month: None is unlimited."""

    messages_per_month: int | None
    requests_per_minute: int


def usage(*, now: datetime) -> Usage:
    """The quotas of the workspace in scope for this month, and their use."""
    workspace = workspace_in_scope()
    month = month_of(now)
    counters = UsageCounter.objects.filter(month=month).values_list("metric", "used")
    return Usage(
        plan=workspace.plan,
        month=month,
        resets_at=next_month(now),
        limits=limits_of(workspace),
        used={MESSAGES: 0, **dict(counters)},
    )


def limits_of(workspace: Workspace) -> Limits:
    """The limits set by staff, else those of the plan."""
    plan = PLANS[workspace.plan]
    return Limits(
        messages_per_month=plan.messages_allowed(workspace.own_messages_per_month),
        requests_per_minute=plan.requests_allowed(workspace.own_requests_per_minute),
    )


def month_of(now: datetime) -> date:
    """The first day of the month; months are counted in UTC."""
    return now.astimezone(UTC).date().replace(day=1)


def next_month(now: datetime) -> datetime:
    """When this month's usage counters reset."""
    first = datetime.combine(month_of(now), time(), tzinfo=UTC)
    return (first + timedelta(days=32)).replace(day=1)


def _count(name: str) -> Coalesce:
    rows: Any = _counted[name]._default_manager.filter(workspace=OuterRef("pk"))
    counted = rows.order_by().values("workspace").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())
