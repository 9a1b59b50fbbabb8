"""Workspaces: create, change, close, restore, suspend."""

from __future__ import annotations

import ipaddress
import secrets
import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict, Unpack

from django import conf
from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts.models import User
from core.access import Access
from core.db.constraints import violated_constraint
from core.jobs import enqueue
from core.phone import e164
from core.scope import workspace_scope
from workspaces.errors import AllowedIpInvalid, NetworksAreTheOwners, PhoneInvalid, TimeZoneUnknown
from workspaces.models import Membership, Workspace
from workspaces.plans import MESSAGES
from workspaces.queries import limits_of
from workspaces.services.audit import on_behalf_of, record, record_change
from workspaces.services.purging import GRACE
from workspaces.services.quota import review_quota

MAX_NETWORKS = 100
_MAPPED_PREFIX = 96  # bits: an IPv4 address in an IPv6 one is the rest
NETWORKS = "workspace.networks"


def create_workspace(
    *,
    owner: User,
    name: str,
    now: datetime,
    time_zone: str = "UTC",
    settings: dict[str, Any] | None = None,
    plan: str | None = None,
    company_name: str = "",
    address: str = "",
    phone: str = "",
    description: str = "",
) -> Workspace:
    """Create a workspace with its creator as owner.

    plan: None is the installation's default. Raises TimeZoneUnknown or PhoneInvalid.
    """
    check_time_zone(time_zone)
    plan = plan or conf.settings.DEFAULT_PLAN
    key = _next_key()  # needed before the insert: the row must be inside the scope it is made in
    with workspace_scope(key), on_behalf_of(owner):
        workspace = Workspace(
            pk=key,
            name=name,
            slug=_slug(name),
            company_name=company_name,
            address=address,
            phone=phone,
            phone_e164=_to_e164(phone),
            description=description,
            time_zone=time_zone,
            settings=settings or {},
            plan=plan,
            created_by=owner,
            created_at=now,
            updated_at=now,
        )
        _insert(workspace)
        Membership.objects.create(
            workspace=workspace,
            user=owner,
            role=Membership.Role.OWNER,
            created_at=now,
            updated_at=now,
        )
        after = {"name": name, "plan": str(plan), "owner": owner.email}
        _record("WORKSPACE_CREATED", workspace, after=after, now=now)
    return workspace


class WorkspaceChanges(TypedDict, total=False):
    """settings: replaced as a whole. allowed_ips: addresses and networks; empty allows any."""

    name: str
    company_name: str
    address: str
    phone: str
    description: str
    logo_url: str
    time_zone: str
    settings: dict[str, object]
    allowed_ips: list[str] | None


class LimitChanges(TypedDict, total=False):
    """Individual limits replace the plan's, unless they are None."""

    plan: str
    own_messages_per_month: int | None
    own_requests_per_minute: int | None


@transaction.atomic
def change_workspace(
    *,
    workspace: Workspace,
    now: datetime,
    by: Access | None = None,
    **changes: Unpack[WorkspaceChanges],
) -> Workspace:
    """Change a workspace. by: the member who asks; None for the platform itself.

    Raises TimeZoneUnknown, PhoneInvalid, AllowedIpInvalid or NetworksAreTheOwners.
    """
    if "time_zone" in changes:
        check_time_zone(changes["time_zone"])
    if "allowed_ips" in changes:
        changes["allowed_ips"] = networks_of(changes["allowed_ips"] or [])
        is_other = changes["allowed_ips"] != (workspace.allowed_ips or [])
        if is_other and by is not None and NETWORKS not in by.abilities:
            raise NetworksAreTheOwners(field="allowed_ips")
    numbers = {"phone_e164": _to_e164(changes["phone"])} if "phone" in changes else {}
    return _change("WORKSPACE_CHANGED", workspace, changes, also=numbers, now=now)


@transaction.atomic
def change_limits(
    *, workspace: Workspace, now: datetime, **changes: Unpack[LimitChanges]
) -> Workspace:
    """Change the plan or the individual limits, as staff."""
    changed = _change("WORKSPACE_PLAN_CHANGED", workspace, changes, also={}, now=now)
    with workspace_scope(changed.pk):
        quota = limits_of(changed).messages_per_month
        review_quota(metric=MESSAGES, quota=quota, now=now)
    return changed


def _change(
    action: str,
    workspace: Workspace,
    changes: Mapping[str, object],
    *,
    also: Mapping[str, object],
    now: datetime,
) -> Workspace:
    """Write and audit changes. also: dependent fields that are not audited."""
    before = {field: getattr(workspace, field) for field in changes}
    written = {**changes, **also, "updated_at": now}
    for field, value in written.items():
        setattr(workspace, field, value)
    workspace.save(update_fields=list(written))
    record_change(
        action=action,
        target=workspace.public_id,
        before=before,
        after=changes,
        now=now,
        workspace_id=workspace.pk,
    )
    return workspace


@transaction.atomic
def delete_workspace(*, workspace: Workspace, now: datetime) -> None:
    """Close a workspace: it, its keys and its agents stop.

    Staff can restore it during GRACE; then it is purged with everything in it.
    """
    if _set_timestamp(workspace, deleted_at=now):
        enqueue("workspaces.purge_workspace", delay=GRACE, closed_workspace_id=workspace.pk)
        _record("WORKSPACE_DELETED", workspace, now=now)


@transaction.atomic
def restore_workspace(*, workspace: Workspace, now: datetime) -> None:
    """Restore a closed workspace, with everything in it."""
    if _set_timestamp(workspace, deleted_at=None):
        _record("WORKSPACE_RESTORED", workspace, now=now)


@transaction.atomic
def suspend_workspace(*, workspace: Workspace, now: datetime) -> None:
    """Suspend a workspace, as staff: nobody can enter it until it is resumed; members still see
    it.
    """
    if _set_timestamp(workspace, suspended_at=now):
        enqueue("scheduling.end_host_sessions", workspace_id=workspace.pk)
        _record("WORKSPACE_SUSPENDED", workspace, now=now)


@transaction.atomic
def resume_workspace(*, workspace: Workspace, now: datetime) -> None:
    if _set_timestamp(workspace, suspended_at=None):
        _record("WORKSPACE_RESUMED", workspace, now=now)


def _set_timestamp(workspace: Workspace, **moment: datetime | None) -> bool:
    """Set or clear a timestamp of the workspace. True if that changed it."""
    ((field, value),) = moment.items()
    waiting = Workspace.objects.filter(pk=workspace.pk, **{f"{field}__isnull": value is not None})
    changed = waiting.update(**moment) == 1
    if changed:
        setattr(workspace, field, value)
    return changed


def _record(
    action: str, workspace: Workspace, *, now: datetime, after: dict[str, Any] | None = None
) -> None:
    record(
        action=action,
        target=workspace.public_id,
        after=after,
        now=now,
        workspace_id=workspace.pk,
    )


def check_time_zone(name: str, *, field: str = "timezone") -> None:
    """Raises TimeZoneUnknown for the field."""
    if name not in _time_zones():
        raise TimeZoneUnknown(field=field)


@lru_cache(maxsize=1)
def _time_zones() -> set[str]:
    """Cached: reading the files of the time zone database takes some 10 ms."""
    return zoneinfo.available_timezones()


def _to_e164(phone: str) -> str:
    if not phone:
        return ""
    number = e164(phone)
    if number is None:
        raise PhoneInvalid(field="phone")
    return number


def networks_of(given: Iterable[str]) -> list[str]:
    """Normalize networks and remove duplicates: `10.1.2.3/8` → `10.0.0.0/8`."""
    try:
        found = [str(_network(each.strip())) for each in given]
    except ValueError as error:
        raise AllowedIpInvalid(field="allowed_ips") from error
    if len(found) > MAX_NETWORKS or any("%" in each for each in found):
        raise AllowedIpInvalid(field="allowed_ips")
    return list(dict.fromkeys(found))


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('workspaces_workspace', 'id'))")
        return int(cursor.fetchone()[0])


def _slug(name: str) -> str:
    return slugify(name)[:70] or "workspace"


def _insert(workspace: Workspace) -> None:
    """Slugs are unique over all tenants, which this scope cannot see: the constraint decides."""
    wanted = workspace.slug
    try:
        with transaction.atomic():
            workspace.save(force_insert=True)
    except IntegrityError as error:
        if "slug" not in violated_constraint(error):
            raise
        workspace.slug = f"{wanted}-{secrets.token_hex(4)}"
        workspace.save(force_insert=True)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """An IPv4 network written as IPv6 becomes IPv4, as callers' addresses are."""
    found = ipaddress.ip_network(text, strict=False)
    mapped = getattr(found.network_address, "ipv4_mapped", None)
    if mapped is None or found.prefixlen < _MAPPED_PREFIX:
        return found
    return ipaddress.IPv4Network((mapped, found.prefixlen - _MAPPED_PREFIX))
