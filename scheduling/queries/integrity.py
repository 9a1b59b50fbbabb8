"""Proof that appointments hold together: what must never be, found by counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from core import ids
from scheduling.models import Appointment, Host


@dataclass(frozen=True, slots=True)
class Fault:
    """rule: what does not hold. subject: the public id of whose it is."""

    rule: str
    subject: str
    detail: str


# Each finds uuid, detail. `now` is a parameter: holds end by themselves.
_OVERLAPS = """
    SELECT host.uuid, 'reservations ' || one.id || ' and ' || other.id
    FROM scheduling_reservation one
    JOIN scheduling_reservation other ON other.host_id = one.host_id AND other.id > one.id
     AND other.busy && one.busy
     AND (other.seat = one.seat OR other.calendar_id <> one.calendar_id)
    JOIN scheduling_host host ON host.id = one.host_id
    WHERE one.is_active AND other.is_active
      AND (one.expires_at IS NULL OR one.expires_at > %(now)s)
      AND (other.expires_at IS NULL OR other.expires_at > %(now)s)
    ORDER BY one.id, other.id
"""
_ORPHANS = """
    SELECT host.uuid, 'reservation ' || reservation.id
    FROM scheduling_reservation reservation
    JOIN scheduling_host host ON host.id = reservation.host_id
    LEFT JOIN scheduling_appointment appointment ON appointment.id = reservation.appointment_id
    LEFT JOIN scheduling_hold hold ON hold.id = reservation.hold_id
    WHERE reservation.is_active
      AND (appointment.id IS NULL) = (hold.id IS NULL)
       OR reservation.is_active AND appointment.status = 'CANCELLED'
       OR reservation.is_active AND hold.expires_at <> reservation.expires_at
    ORDER BY reservation.id
"""
_UNRESERVED = """
    SELECT appointment.uuid, 'starts ' || appointment.starts_at
    FROM scheduling_appointment appointment
    WHERE appointment.status IN ('PENDING', 'CONFIRMED') AND appointment.ends_at > %(now)s
      AND NOT EXISTS (
        SELECT FROM scheduling_reservation reservation
        WHERE reservation.appointment_id = appointment.id AND reservation.is_active
          AND reservation.busy @> tstzrange(appointment.starts_at, appointment.ends_at)
      )
    ORDER BY appointment.id
"""
_MISCOUNTED = """
    SELECT host.uuid, place.id, place.assigned, place.assigned_offset + (
        SELECT count(*) FROM scheduling_reservation reservation
        WHERE reservation.host_id = place.host_id AND reservation.calendar_id = place.calendar_id
          AND reservation.is_active AND reservation.appointment_id IS NOT NULL
    )
    FROM scheduling_calendarhost place JOIN scheduling_host host ON host.id = place.host_id
    ORDER BY place.id
"""
_RULES = (
    ("A host is in one place", Host.id_prefix, _OVERLAPS),
    ("A reservation is for something", Host.id_prefix, _ORPHANS),
    ("An appointment has its time", Appointment.id_prefix, _UNRESERVED),
)


class _Count(NamedTuple):
    host: UUID
    place: int
    counted: int
    right: int


def faults_of_appointments(*, now: datetime) -> Iterator[Fault]:
    """What must not be, in all workspaces. Needs the table owner."""
    for rule, prefix, sql in _RULES:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"now": now})
            for uuid, detail in cursor.fetchall():
                yield Fault(rule, ids.encode(prefix, uuid), detail)
    for each in _miscounted():
        detail = f"counted {each.counted}, not {each.right}"
        yield Fault("Turns are counted", ids.encode(Host.id_prefix, each.host), detail)


def right_counts() -> dict[int, int]:
    """CalendarHost → what it should have counted, where it has not. Needs the table owner."""
    return {each.place: each.right for each in _miscounted()}


def _miscounted() -> list[_Count]:
    with connection.cursor() as cursor:
        cursor.execute(_MISCOUNTED)
        counts = [_Count(*row) for row in cursor.fetchall()]
    return [each for each in counts if each.counted != each.right]
