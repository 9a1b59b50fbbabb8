"""API keys: issue, change, revoke, and enter a workspace with one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import connection, transaction

from core.access import WorkspaceSuspended
from core.scope import current_workspace_id, granted_scope
from workspaces.errors import ApiKeyInvalid, DomainNotAllowed, ExpiryInvalid
from workspaces.models import ApiKey, every_scope
from workspaces.plans import PLANS
from workspaces.queries import OPEN_BY_KEY
from workspaces.services.audit import record, record_change
from workspaces.services.domains import patterns_of

KEY_MARK = "pk_live_"
_SHOWN = len(KEY_MARK) + 4  # characters of the key that lists show
LOCAL_HOSTS = ("localhost", "127.0.0.1")
_USED_EVERY = timedelta(minutes=1)
_RECORDED = ("name", "allowed_domains", "scopes", "expires_at")


@transaction.atomic
def issue_key(
    *,
    name: str,
    allowed_domains: list[str],
    now: datetime,
    scopes: list[str] | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Create an API key for the workspace in scope; its text can never be shown again.

    scopes: what it may do; everything by default. expires_at: None is never. Raises ExpiryInvalid.
    """
    _check_expiry(expires_at, now=now)
    text = KEY_MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        workspace_id=current_workspace_id(),
        name=name,
        prefix=text[:_SHOWN],
        key_hash=_digest(text),
        allowed_domains=allowed_domains,
        scopes=every_scope() if scopes is None else list(dict.fromkeys(scopes)),
        expires_at=expires_at,
        created_at=now,
    )
    after = {field: _audit_value(getattr(key, field)) for field in _RECORDED}
    record(action="KEY_ISSUED", target=key.public_id, after=after, now=now)
    return key, text


class KeyChanges(TypedDict, total=False):
    name: str
    allowed_domains: list[str]
    scopes: list[str]
    expires_at: datetime | None


@transaction.atomic
def change_key(*, key: ApiKey, now: datetime, **changes: Unpack[KeyChanges]) -> ApiKey:
    """Raises ExpiryInvalid."""
    if "expires_at" in changes:
        _check_expiry(changes["expires_at"], now=now)
    if "scopes" in changes:
        changes["scopes"] = list(dict.fromkeys(changes["scopes"]))
    before = {field: _audit_value(getattr(key, field)) for field in changes}
    for field, value in changes.items():
        setattr(key, field, value)
    key.save(update_fields=list(changes))
    after = {field: _audit_value(value) for field, value in changes.items()}
    record_change(action="KEY_CHANGED", target=key.public_id, before=before, after=after, now=now)
    return key


@transaction.atomic
def revoke_key(*, key: ApiKey, now: datetime) -> None:
    """Revoke a key permanently, at once."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        record(action="KEY_REVOKED", target=key.public_id, before={"name": key.name}, now=now)


def _check_expiry(expires_at: datetime | None, *, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise ExpiryInvalid(field="expires_at")


def _audit_value(value: Any) -> Any:
    """The value as the audit log records it."""
    return value.isoformat() if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """What a key grants. Limits are the workspace's own, else its plan's."""

    workspace_id: int
    key_id: int
    allowed_domains: tuple[str, ...]
    scopes: frozenset[str]
    requests_per_minute: int
    messages_per_month: int | None


@contextmanager
def key_scope(*, text: str, origin: str | None, now: datetime) -> Iterator[KeyAccess]:
    """Enter the scope of a key's workspace, from a website that the key allows.

    origin: the `Origin` header; None, from clients other than browsers, is accepted. Raises
        ApiKeyInvalid, WorkspaceSuspended or DomainNotAllowed.
    """
    with granted_key_scope(OPEN_BY_KEY, _digest(text), origin=origin, now=now) as access:
        yield access


@contextmanager
def granted_key_scope(
    function: str, *arguments: Any, origin: str | None, now: datetime
) -> Iterator[KeyAccess]:
    """Like `key_scope`, with an SQL function of an app above that finds the key in its own way."""
    with granted_scope(function, *arguments) as rows:
        if not rows:
            raise ApiKeyInvalid
        row = rows[0].row
        if row["is_suspended"]:
            raise WorkspaceSuspended
        if origin is not None and not origin_allowed(origin, row["allowed_domains"]):
            raise DomainNotAllowed
        used = row["last_used_at"]
        if used is None or now - used > _USED_EVERY:
            ApiKey.objects.filter(pk=row["key_id"]).update(last_used_at=now)
        plan = PLANS[row["plan"]]
        yield KeyAccess(
            workspace_id=row["workspace_id"],
            key_id=row["key_id"],
            allowed_domains=tuple(row["allowed_domains"]),
            scopes=frozenset(row["scopes"]),
            requests_per_minute=plan.requests_allowed(row["own_requests_per_minute"]),
            messages_per_month=plan.messages_allowed(row["own_messages_per_month"]),
        )


def origin_allowed(origin: str, domains: Sequence[str]) -> bool:
    """True if a page of that origin may use a key of those domains.

    A domain is an exact host or `*.` and a parent; `www.` and ports are ignored. A key without
    domains is for development: it works on the local machine only.
    """
    return not patterns_of(origin).isdisjoint(domains or LOCAL_HOSTS)


def website_is_known(origin: str) -> bool:
    """True if any active API key allows this origin. One query."""
    patterns = patterns_of(origin)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT some_key_allows(%s::varchar[], %s)",
            [sorted(patterns), not patterns.isdisjoint(LOCAL_HOSTS)],
        )
        return bool(cursor.fetchone()[0])


def _digest(text: str) -> bytes:
    """Plain SHA-256: the key has 256 random bits, so a slower hash adds nothing."""
    return hashlib.sha256(text.encode()).digest()
