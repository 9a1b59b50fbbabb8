"""Calendars: create one with its weekly hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from core.scope import current_workspace_id
from scheduling.models import Calendar, WeeklySlot


@transaction.atomic
def create_calendar(
    *, name: str, time_zone: str, hours: Iterable[tuple[int, time, time]], now: datetime
) -> Calendar:
    """hours: (day of the week from 0 = Sunday, opening, closing) in the calendar's time zone."""
    workspace_id = current_workspace_id()
    calendar = Calendar.objects.create(
        workspace_id=workspace_id, name=name, time_zone=time_zone, created_at=now
    )
    WeeklySlot.objects.bulk_create(
        WeeklySlot(
            workspace_id=workspace_id, calendar=calendar, day_of_week=day, starts=starts, ends=ends
        )
        for day, starts, ends in hours
    )
    return calendar
