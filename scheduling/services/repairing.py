"""Repairing what can be computed anew."""

from __future__ import annotations

from django.db import connection

from core.scope import as_table_owner
from scheduling.models import CalendarHost
from scheduling.queries.integrity import right_counts


def repair_counts() -> int:
    """Count the turns of hosts anew, in all workspaces; returns how many were wrong.

    Nobody books meanwhile.
    """
    with as_table_owner():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE scheduling_calendarhost IN SHARE ROW EXCLUSIVE MODE")
        wrong = right_counts()
        for place, count in wrong.items():
            CalendarHost.everywhere.filter(pk=place).update(assigned=max(count, 0))
    return len(wrong)
