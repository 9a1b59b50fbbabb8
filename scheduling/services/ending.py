"""What ends by itself: appointments that are over, requests that nobody answered, holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from core.scope import as_table_owner, workspace_scope
from scheduling.models import Appointment, Hold
from scheduling.services.changing import cancel, complete, lock_appointment

COMPLETED_AFTER = timedelta(hours=24)  # meanwhile members can say that nobody came
ENDED_AT_ONCE = 200  # of each kind; the others wait a minute
_HOLDS_AT_ONCE = 5_000
Status = Appointment.Status


def end_appointments(*, now: datetime) -> int:
    """Complete what ended a day ago, and cancel what nobody confirmed before its start.

    Returns how many of all open workspaces.
    """
    before = now - COMPLETED_AFTER
    over = Q(status=Status.CONFIRMED, ends_at__lte=before)
    unanswered = Q(status=Status.PENDING, starts_at__lte=now)
    completed = [_complete(each, before=before, now=now) for each in _due(over, "ends_at")]
    cancelled = [_cancel(each, now=now) for each in _due(unanswered, "starts_at")]
    return sum([*completed, *cancelled])


def delete_ended_holds(*, now: datetime) -> None:
    """Delete holds whose time is free again, with their reservations."""
    with as_table_owner():
        ended = Hold.everywhere.filter(expires_at__lte=now).order_by("expires_at", "pk")
        keys = list(ended.values_list("pk", flat=True)[:_HOLDS_AT_ONCE])
        Hold.everywhere.filter(pk__in=keys, expires_at__lte=now).delete()


def _due(which: Q, order: str) -> list[Appointment]:
    with as_table_owner():
        rows = Appointment.everywhere.filter(
            which, workspace__deleted_at=None, workspace__suspended_at=None
        )
        return list(rows.select_related("calendar").order_by(order, "pk")[:ENDED_AT_ONCE])


def _complete(appointment: Appointment, *, before: datetime, now: datetime) -> bool:
    """False if a member or the customer was faster."""
    with workspace_scope(appointment.workspace_id):
        current = lock_appointment(appointment)
        if current.status != Status.CONFIRMED or current.ends_at > before:
            return False
        complete(appointment=current, now=now)
        return True


def _cancel(appointment: Appointment, *, now: datetime) -> bool:
    """False if a member or the customer was faster."""
    with workspace_scope(appointment.workspace_id):
        current = lock_appointment(appointment)
        if current.status != Status.PENDING or current.starts_at > now:
            return False
        cancel(appointment=current, side=Appointment.Side.NOBODY, now=now)
        return True
