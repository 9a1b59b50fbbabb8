"""Workspaces from the cradle on."""

from __future__ import annotations

import secrets
import zoneinfo
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts.models import User
from core.db.constraints import violated
from core.scope import workspace_scope
from workspaces.errors import TimeZoneUnknown
from workspaces.models import Membership, Workspace


def create_workspace(
    *,
    owner: User,
    name: str,
    now: datetime,
    time_zone: str = "UTC",
    settings: dict[str, Any] | None = None,
    plan: str = Workspace.Plan.FREE,
) -> Workspace:
    """A workspace with its creator as owner. Raises TimeZoneUnknown."""
    _check_time_zone(time_zone)
    key = _next_key()  # known before the insert: the row must be inside the scope it is made in
    with workspace_scope(key):
        workspace = Workspace(
            pk=key,
            name=name,
            slug=_slug(name),
            time_zone=time_zone,
            settings=settings or {},
            plan=plan,
            created_at=now,
            updated_at=now,
        )
        _insert(workspace)
        add_member(workspace=workspace, user=owner, role=Membership.Role.OWNER, now=now)
    return workspace


def add_member(*, workspace: Workspace, user: User, role: str, now: datetime) -> Membership:
    """Give somebody a place in the workspace in scope. Raises IntegrityError for a second one."""
    return Membership.objects.create(workspace=workspace, user=user, role=role, created_at=now)


@transaction.atomic
def change_workspace(*, workspace: Workspace, now: datetime, **changes: Any) -> Workspace:
    """Change `name`, `logo_url`, `time_zone` or `settings`. Raises TimeZoneUnknown."""
    if "time_zone" in changes:
        _check_time_zone(changes["time_zone"])
    for field, value in changes.items():
        setattr(workspace, field, value)
    workspace.updated_at = now
    workspace.save(update_fields=[*changes, "updated_at"])
    return workspace


def delete_workspace(*, workspace: Workspace, now: datetime) -> None:
    """Close a workspace: nobody gets in, its keys and agents stop. Staff can restore it."""
    Workspace.objects.filter(pk=workspace.pk).update(deleted_at=now)


def restore_workspace(*, workspace: Workspace) -> None:
    """Open a closed workspace again, with everything that it held."""
    Workspace.objects.filter(pk=workspace.pk).update(deleted_at=None)


def _check_time_zone(name: str) -> None:
    if name not in _time_zones():
        raise TimeZoneUnknown(field="timezone")


@lru_cache(maxsize=1)
def _time_zones() -> set[str]:
    """Read once: it walks the files of the database, which takes some 10 ms."""
    return zoneinfo.available_timezones()


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('workspaces_workspace', 'id'))")
        return int(cursor.fetchone()[0])


def _slug(name: str) -> str:
    return slugify(name)[:70] or "workspace"


def _insert(workspace: Workspace) -> None:
    """Slugs are unique over all tenants, whom this scope cannot see: the constraint decides."""
    wanted = workspace.slug
    try:
        with transaction.atomic():
            workspace.save(force_insert=True)
    except IntegrityError as error:
        if "slug" not in violated(error):
            raise
        workspace.slug = f"{wanted}-{secrets.token_hex(4)}"
        workspace.save(force_insert=True)
