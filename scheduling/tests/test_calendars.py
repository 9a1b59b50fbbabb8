"""Calendars and their weekly hours."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from scheduling.models import Calendar, WeeklySlot
from scheduling.services import create_calendar
from workspaces.models import Workspace

NOW = datetime(2027, 3, 1, 12, tzinfo=timezone.get_default_timezone())
NINE, NOON, SIX = time(9), time(12), time(18)
Hours = list[tuple[int, time, time]]


def make(workspace: Workspace, name: str = "Front desk", hours: Hours | None = None) -> Calendar:
    with workspace_scope(workspace.pk):
        return create_calendar(name=name, time_zone="Europe/Vienna", hours=hours or [], now=NOW)


def test_a_calendar_is_created_with_its_hours(acme: Workspace) -> None:
    calendar = make(acme, hours=[(1, NINE, NOON), (1, NOON, SIX), (6, NINE, NOON)])

    with as_table_owner():
        rows = WeeklySlot.everywhere.filter(calendar=calendar, workspace=acme).order_by("pk")
        assert [(row.day_of_week, row.starts, row.ends) for row in rows] == [
            (1, NINE, NOON),
            (1, NOON, SIX),
            (6, NINE, NOON),
        ]
    assert (calendar.name, calendar.time_zone, calendar.created_at) == (
        "Front desk",
        "Europe/Vienna",
        NOW,
    )


def test_names_are_unique_ignoring_case_per_workspace(
    acme: Workspace, other_workspace: Workspace
) -> None:
    make(acme, "Front desk")

    with nothing_changes(), pytest.raises(IntegrityError, match="one_calendar_per_name"):
        make(acme, "FRONT DESK")
    assert make(other_workspace, "Front desk").pk is not None


@pytest.mark.parametrize(
    ("slot", "constraint"),
    [
        ((7, NINE, SIX), "a_week_has_seven_days"),
        ((1, SIX, NINE), "slot_ends_after_it_starts"),
        ((1, NINE, NINE), "slot_ends_after_it_starts"),
    ],
)
def test_one_invalid_slot_creates_nothing(acme: Workspace, slot: Any, constraint: str) -> None:
    with nothing_changes(), pytest.raises(IntegrityError, match=constraint):
        make(acme, hours=[(1, NINE, NOON), slot])
