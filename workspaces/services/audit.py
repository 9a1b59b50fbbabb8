"""The audit log of a workspace: recorded with each change, and verified."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.actor import Actor, acting_as, current_actor
from core.json_values import dump_json
from core.scope import current_workspace_id
from workspaces.models import AuditEntry, AuditHead

_SALT = "workspaces.audit"
_BATCH = 1_000  # entries read at a time during verification


@contextmanager
def on_behalf_of(user: User) -> Iterator[None]:
    """Record audit entries in the block as this user, even before sign-in."""
    actor = current_actor()
    if actor.name == user.public_id:
        yield
        return
    with acting_as(Actor(user.public_id, user.email, actor.address, actor.impersonator)):
        yield


@transaction.atomic
def record(
    *,
    action: str,
    target: str,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    workspace_id: int | None = None,
) -> AuditEntry:
    """Record one change in the transaction that makes it; never secrets.

    Entries of a workspace are written one after the other: the next waits for this transaction's
    end, so record last. before, after: JSON values, only of what changed; `after` also has the
    reason that staff gave.
    workspace_id: by default the workspace in scope; required for the table owner.
    """
    workspace_id = workspace_id or current_workspace_id()
    actor = current_actor()
    if actor.reason:
        after = {**(after or {}), "reason": actor.reason}
    spelled = _lock_log(workspace_id, before or {}, after or {})
    last = (
        AuditEntry.everywhere.filter(workspace_id=workspace_id)
        .order_by("-number")
        .values_list("number", "chain_hash")
        .first()
    )
    number, link = (1, b"") if last is None else (last[0] + 1, bytes(last[1]))
    entry = AuditEntry(
        workspace_id=workspace_id,
        number=number,
        at=now,
        actor=actor.name,
        actor_email=actor.email,
        impersonator=actor.impersonator,
        address=actor.address,
        action=action,
        target=target,
        before=dict(before or {}),
        after=dict(after or {}),
    )
    entry.chain_hash = _chain_hash(entry, *spelled, link=link, secret=settings.SECRET_KEY)
    entry.save(force_insert=True)
    _move_head(entry)
    return entry


def _lock_log(
    workspace_id: int, before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[str, str]:
    """Lock the workspace's log until the transaction ends.

    Returns both objects as PostgreSQL serializes them, since that is what will be read back: 1e2
    becomes 100.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::jsonb::text, %s::jsonb::text,"
            " pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [dump_json(before).decode(), dump_json(after).decode(), f"audit:{workspace_id}"],
        )
        spelled_before, spelled_after, _ = cursor.fetchone()
    return spelled_before, spelled_after


def _move_head(entry: AuditEntry) -> None:
    head = AuditHead(
        workspace_id=entry.workspace_id,
        number=entry.number,
        seal=_seal(
            entry.workspace_id, entry.number, bytes(entry.chain_hash), secret=settings.SECRET_KEY
        ),
    )
    AuditHead.everywhere.bulk_create(
        [head],
        update_conflicts=True,
        unique_fields=["workspace"],
        update_fields=["number", "seal"],
    )


def record_change(
    *,
    action: str,
    target: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
    workspace_id: int | None = None,
) -> None:
    """Like `record`, for the keys whose values differ; does nothing if none does."""
    changed = [key for key in after if before.get(key) != after[key]]
    if changed:
        record(
            action=action,
            target=target,
            before={key: before.get(key) for key in changed},
            after={key: after[key] for key in changed},
            now=now,
            workspace_id=workspace_id,
        )


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """entries: their number. first_bad: number of the first entry that is missing, changed or
    out of order; None if the log is intact.
    """

    entries: int
    first_bad: int | None

    @property
    def is_intact(self) -> bool:
        return self.first_bad is None


def verify_audit_log(*, workspace_id: int | None = None) -> AuditVerdict:
    """Verify the log of the workspace in scope, or of the named one as the table owner."""
    workspace_id = workspace_id or current_workspace_id()
    rows = (
        AuditEntry.everywhere.filter(workspace_id=workspace_id)
        .annotate(
            before_text=Cast("before", TextField()),
            after_text=Cast("after", TextField()),
        )
        .order_by("number")
    )
    total, expected, link = rows.count(), 1, b""
    while batch := list(rows.filter(number__gte=expected)[:_BATCH]):
        for entry in batch:
            if entry.number != expected or not _is_genuine(entry, link):
                return AuditVerdict(entries=total, first_bad=expected)
            expected, link = expected + 1, bytes(entry.chain_hash)
    is_whole = _ends_there(workspace_id, expected - 1, link)
    return AuditVerdict(entries=total, first_bad=None if is_whole else expected)


def _is_genuine(entry: Any, link: bytes) -> bool:
    texts = entry.before_text, entry.after_text
    return any(
        hmac.compare_digest(
            bytes(entry.chain_hash), _chain_hash(entry, *texts, link=link, secret=secret)
        )
        for secret in _secrets()
    )


def _ends_there(workspace_id: int, number: int, link: bytes) -> bool:
    """True if the head record names this entry."""
    head = AuditHead.everywhere.filter(workspace_id=workspace_id).first()
    if head is None:
        return number == 0
    return any(
        hmac.compare_digest(bytes(head.seal), _seal(workspace_id, number, link, secret=secret))
        for secret in _secrets()
    )


def _secrets() -> list[str | bytes]:
    """The current secret and earlier ones, so that old entries stay verifiable."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _seal(workspace_id: int, number: int, link: bytes, *, secret: str | bytes) -> bytes:
    return _keyed_hash(["head", workspace_id, number, link.hex()], secret)


def _chain_hash(
    entry: AuditEntry, before: str, after: str, *, link: bytes, secret: str | bytes
) -> bytes:
    """Hash of the entry's content and of the previous entry's hash."""
    facts = [
        entry.workspace_id,
        entry.number,
        str(entry.uuid),
        int(entry.at.timestamp() * 1_000_000),
        entry.actor,
        entry.actor_email,
        entry.impersonator,
        str(ipaddress.ip_address(entry.address)) if entry.address else None,
        entry.action,
        entry.target,
        before,
        after,
        link.hex(),
    ]
    return _keyed_hash(facts, secret)


def _keyed_hash(facts: list[Any], secret: str | bytes) -> bytes:
    return salted_hmac(_SALT, orjson.dumps(facts), secret=secret, algorithm="sha256").digest()
