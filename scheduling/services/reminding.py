"""Reminders: notices that wait for their time, polled."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import as_table_owner, workspace_scope
from scheduling.models import AppointmentNotice
from scheduling.queries.notices import due_reminders
from scheduling.services.notices import SEND_JOB

QUEUED_AT_ONCE = 500
_MAX_BATCHES = 20  # of one call; the others wait a minute


def queue_due_reminders(*, now: datetime) -> int:
    """Have the due reminders of all open workspaces sent; returns how many.

    Each is queued once, by whichever process comes first.
    """
    queued = 0
    for _ in range(_MAX_BATCHES):
        with as_table_owner():
            due = list(due_reminders(now=now).values_list("workspace_id", "pk")[:QUEUED_AT_ONCE])
        for workspace_id, rows in groupby(sorted(due), key=lambda row: row[0]):
            queued += _queue(workspace_id, [pk for _, pk in rows], now=now)
        if len(due) < QUEUED_AT_ONCE:
            break
    return queued


def _queue(workspace_id: int, keys: list[int], *, now: datetime) -> int:
    with workspace_scope(workspace_id):
        rows = AppointmentNotice.objects.filter(
            pk__in=keys, queued_at=None, state=AppointmentNotice.State.WAITING
        )
        found = list(lock_rows(rows, skip_locked=True).values_list("pk", flat=True))
        AppointmentNotice.objects.filter(pk__in=found).update(queued_at=now)
        for pk in found:
            enqueue(SEND_JOB, notice_id=pk, workspace_id=workspace_id)
    return len(found)
