"""Calendars and their weekly hours."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from scheduling.errors import CalendarNameTaken, HoursInvalid, HoursOverlap
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

    with nothing_changes(), pytest.raises(CalendarNameTaken):
        make(acme, "FRONT DESK")
    assert make(other_workspace, "Front desk").pk is not None


@pytest.mark.parametrize(
    ("slot", "error"),
    [
        ((7, NINE, SIX), IntegrityError),  # no surface accepts it
        ((1, SIX, NINE), HoursInvalid),
        ((1, NOON, NOON), HoursInvalid),
        ((1, NINE, time(12, 0, 1)), HoursInvalid),
        ((1, time(11, 59), SIX), HoursOverlap),
        ((1, time(0), time(0)), HoursOverlap),
    ],
)
def test_one_invalid_slot_creates_nothing(
    acme: Workspace, slot: Any, error: type[Exception]
) -> None:
    with nothing_changes(), pytest.raises(error):
        make(acme, hours=[(1, NINE, NOON), slot])


def test_hours_end_at_midnight(acme: Workspace) -> None:
    calendar = make(acme, hours=[(1, SIX, time(0)), (2, time(0), NOON)])

    with as_table_owner():
        rows = WeeklySlot.everywhere.filter(calendar=calendar).order_by("pk")
        assert [(row.day_of_week, row.starts, row.ends) for row in rows] == [
            (1, SIX, time(0)),
            (2, time(0), NOON),
        ]
