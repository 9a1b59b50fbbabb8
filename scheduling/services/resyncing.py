"""Bringing connections back in step, by an operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.scope import as_table_owner, workspace_scope
from scheduling.models import CalendarConnection, OutsideEvent
from scheduling.services.pushing import mark_upcoming, wake


@dataclass(frozen=True, slots=True)
class ResyncReport:
    """due: events that wait to be written. conflicts: events that wait for a decision."""

    connections: int
    failing: int
    due: int
    conflicts: int


def resync(*, workspace_id: int | None = None, now: datetime, apply: bool) -> ResyncReport:
    """Read everything again from all active connections, and write what is missing there.

    workspace_id: None for all. apply: False only reports.
    """
    with as_table_owner():
        rows = _active(workspace_id)
        keys = list(rows.order_by("pk").values_list("pk", "workspace_id"))
        events = OutsideEvent.everywhere.filter(connection__in=rows)
        report = ResyncReport(
            connections=len(keys),
            failing=rows.filter(failures__gt=0).count(),
            due=events.filter(is_due=True, conflict="").count(),
            conflicts=events.exclude(conflict="").count(),
        )
    for key, of in keys if apply else ():
        with workspace_scope(of):
            _start_over(key, now=now)
    return report


def _active(workspace_id: int | None) -> QuerySet[CalendarConnection]:
    rows = CalendarConnection.everywhere.filter(
        is_active=True, workspace__deleted_at=None, workspace__suspended_at=None
    )
    return rows if workspace_id is None else rows.filter(workspace_id=workspace_id)


def _start_over(key: int, *, now: datetime) -> None:
    rows = CalendarConnection.objects.filter(pk=key, is_active=True)
    rows.update(sync_state="", next_sync_at=now)
    for connection in rows:
        if connection.is_writable:
            mark_upcoming(connection=connection, now=now)
        wake(connection, now=now)
