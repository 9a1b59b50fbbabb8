"""A calendar whose next months are well booked, among as many other appointments as are asked for.

Written by statements rather than booked: half of the others are the past of the same host, half are
those of other hosts now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from benchmarks import tenants
from benchmarks.platform_under_test import progress
from core.scope import as_table_owner, workspace_scope
from scheduling.models import Calendar, Host
from scheduling.queries import open_slots
from scheduling.services import create_calendar
from workspaces.models import Workspace

ZONE = "Europe/Vienna"
OTHERS = 20  # calendars
DAYS = 92
_HOURS = [(day, time(9), time(17)) for day in range(1, 6)]

# busy: every `every`-th of `count` half hours from `first`.
_WRITE = """
WITH made AS (
    INSERT INTO scheduling_appointment (uuid, workspace_id, calendar_id, starts_at, ends_at, status,
        source, customer_name, customer_email, customer_phone, customer_phone_e164,
        customer_time_zone, customer_language, notes, answers, sequence, request_key, cancelled_by,
        cancel_reason, created_at, updated_at)
    SELECT gen_random_uuid(), %(workspace)s, %(calendar)s, begins, begins + interval '30 minutes',
        'CONFIRMED', 'API', 'Somebody', '', '', '', '', '', '', '{}', 0, '', '', '', now(), now()
    FROM unnest(%(starts)s::timestamptz[]) AS begins
    RETURNING id, starts_at, ends_at
)
INSERT INTO scheduling_reservation (workspace_id, host_id, calendar_id, appointment_id, seat, busy,
    is_active)
SELECT %(workspace)s, %(host)s, %(calendar)s, id, 0, tstzrange(starts_at, ends_at), true FROM made
"""


@dataclass(slots=True)
class Practice:
    """rows: appointments that have been written, of all calendars."""

    workspace: Workspace
    calendar: Calendar
    others: list[Calendar]
    rows: int = 0
    past: int = 0
    beside: int = 0

    def grow(self, rows: int) -> None:
        """Write more appointments, until there are so many."""
        progress(f"appointments: {rows:,}")
        with _without_constraints():
            self._write(rows)
        _settle()

    def _write(self, rows: int) -> None:
        missing = rows - self.rows
        own = missing // 2
        first = _midnight() - timedelta(minutes=30 * (self.past + own))
        _write(self.calendar, [first + timedelta(minutes=30 * number) for number in range(own)])
        self.past += own
        each = (missing - own) // OTHERS
        begin = _midnight() - timedelta(days=DAYS) + timedelta(minutes=30 * self.beside)
        for calendar in self.others:
            _write(calendar, [begin + timedelta(minutes=30 * number) for number in range(each)])
        self.beside += each
        self.rows += own + each * OTHERS


def _settle() -> None:
    """Leave the tables as they are some time later: what has just been written is on its disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            cursor.execute("VACUUM (ANALYZE) scheduling_appointment, scheduling_reservation")
            cursor.execute("CHECKPOINT")
        finally:
            cursor.execute("SET ROLE frontdesk_app")


class _without_constraints:  # noqa: N801 (used as a function)
    """Builds what keeps reservations apart once at the end instead of row by row."""

    def __enter__(self) -> None:
        with as_table_owner(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE contype = 'x' AND conrelid = 'scheduling_reservation'::regclass"
            )
            self._constraints = cursor.fetchall()
            for name, _ in self._constraints:
                cursor.execute(f"ALTER TABLE scheduling_reservation DROP CONSTRAINT {name}")

    def __exit__(self, *_: object) -> None:
        with as_table_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            for name, definition in self._constraints:
                cursor.execute(
                    f"ALTER TABLE scheduling_reservation ADD CONSTRAINT {name} {definition}"
                )


def make_practice() -> Practice:
    """Two in three of the next times are taken."""
    now = timezone.now()
    workspace = tenants.make_tenant("Practice").workspace
    with workspace_scope(workspace.pk):
        calendar, *others = [
            create_calendar(name=f"Calendar {number}", time_zone=ZONE, hours=_HOURS, now=now)
            for number in range(OTHERS + 1)
        ]
        today = now.astimezone(ZoneInfo(ZONE)).date()
        last = today + timedelta(days=DAYS)
        free = open_slots(calendar=calendar, first=today, last=last, minutes=30, now=now)
    taken = [each.starts_at for number, each in enumerate(free) if number % 3]
    _write(calendar, taken)
    return Practice(workspace, calendar, others, rows=len(taken))


def _midnight() -> datetime:
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _write(calendar: Calendar, starts: list[datetime]) -> None:
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "workspace": calendar.workspace_id,
                "calendar": calendar.pk,
                "host": Host.everywhere.get(own_calendar=calendar).pk,
                "starts": starts,
            },
        )
