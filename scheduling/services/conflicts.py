"""Conflicts: appointments that others moved or deleted in a calendar elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from scheduling.errors import ConflictResolved, ConflictUnreadable
from scheduling.models import Host, OutsideEvent
from scheduling.models.appointments import OPEN
from scheduling.services.changing import cancel
from scheduling.services.moving import reschedule
from scheduling.services.pushing import wake
from workspaces.services import record

Conflict = OutsideEvent.Conflict


@transaction.atomic
def keep_ours(*, conflict: OutsideEvent, now: datetime) -> OutsideEvent:
    """Write the appointment there once more, as it stands here. Raises ConflictResolved."""
    row = _lock(conflict)
    _record("OURS", row, now=now)
    if row.conflict == Conflict.DELETED:
        row.href = row.etag = ""
        row.starts_at = row.ends_at = None
    else:  # what stands there now is what may be written over
        row.starts_at, row.ends_at = row.seen_starts_at, row.seen_ends_at
    row.sending_starts_at = row.sending_ends_at = None
    row.pushed_sequence, row.is_due = -1, True
    _settle(row)
    wake(row.connection, now=now)
    return row


@transaction.atomic
def keep_theirs(*, conflict: OutsideEvent, by: User | Host, now: datetime) -> None:
    """Move or cancel the appointment as others did there.

    Raises ConflictResolved, ConflictUnreadable if it repeats there, and whatever refuses the move:
    the conflict stays then.
    """
    row = _lock(conflict)
    appointment = row.appointment
    assert appointment is not None  # what is to be deleted there is no conflict
    _record("THEIRS", row, now=now)
    if appointment.status not in OPEN or row.conflict == Conflict.DELETED:
        if appointment.status in OPEN:
            cancel(appointment=appointment, by=by, now=now)
        row.delete()
        return
    starts_at, ends_at = row.seen_starts_at, row.seen_ends_at
    if starts_at is None or ends_at is None:
        raise ConflictUnreadable
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    moved = reschedule(
        appointment=appointment, starts_at=starts_at, minutes=minutes, by=by, now=now
    )
    row.starts_at, row.ends_at = starts_at, ends_at
    row.pushed_sequence, row.is_due = moved.sequence, False
    _settle(row)


def _lock(conflict: OutsideEvent) -> OutsideEvent:
    rows = OutsideEvent.objects.filter(pk=conflict.pk).exclude(conflict="")
    row = lock_rows(rows.select_related("appointment__calendar", "connection")).first()
    if row is None:
        raise ConflictResolved
    return row


def _settle(row: OutsideEvent) -> None:
    row.conflict, row.conflict_since = Conflict.NONE, None
    row.seen_starts_at = row.seen_ends_at = None
    row.save()


def _record(kept: str, row: OutsideEvent, *, now: datetime) -> None:
    appointment = row.appointment and row.appointment.public_id
    after = {"appointment": appointment, "conflict": row.conflict, "kept": kept}
    record(
        action="CALENDAR_CONFLICT_RESOLVED",
        target=row.connection.public_id,
        after=after,
        now=now,
    )
