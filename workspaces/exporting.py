"""A workspace's own data, for its export: no hash, nonce or token."""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from workspaces.models import (
    ApiKey,
    AuditEntry,
    Invitation,
    Membership,
    UsageCounter,
    Workspace,
)

_FACTS = (
    "name company_name address phone description logo_url time_zone settings allowed_ips plan"
    " own_messages_per_month own_requests_per_minute created_at updated_at suspended_at"
).split()
_ENTRY = "number at actor actor_email impersonator address action target before after".split()


def export_workspace(workspace: Workspace, archive: Archive) -> None:
    archive.put("id", workspace.public_id)
    for name in _FACTS:
        archive.put(name, getattr(workspace, name))
    archive.put_rows("members", _members())
    archive.put_rows("invitations", _invitations())
    archive.put_rows("api_keys", _keys())
    usage = UsageCounter.objects.order_by("month", "metric")
    archive.put_rows("usage", usage.values("month", "metric", "used").iterator())
    archive.put_rows("audit_log", AuditEntry.objects.order_by("number").values(*_ENTRY).iterator())


def _members() -> Iterator[dict[str, object]]:
    for each in Membership.objects.select_related("user").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "user_id": each.user.public_id,
            "email": each.user.email,
            "full_name": each.user.full_name,
            "role": each.role,
            "created_at": each.created_at,
        }


def _invitations() -> Iterator[dict[str, object]]:
    for each in Invitation.objects.order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "email": each.email,
            "name": each.name,
            "role": each.role,
            "status": each.status,
            "created_at": each.created_at,
            "expires_at": each.expires_at,
            "answered_at": each.answered_at,
        }


def _keys() -> Iterator[dict[str, object]]:
    for each in ApiKey.objects.order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "name": each.name,
            "key": each.masked,
            "allowed_domains": each.allowed_domains,
            "scopes": each.scopes,
            "expires_at": each.expires_at,
            "created_at": each.created_at,
            "last_used_at": each.last_used_at,
            "revoked_at": each.revoked_at,
        }
