"""Calendars and their weekly hours."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from core.models import Identified, WorkspaceOwned


class Calendar(Identified, WorkspaceOwned):
    """A bookable calendar, with weekly hours in its own time zone."""

    id_prefix = "cal"

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), name="one_calendar_per_name_and_workspace"
            )
        ]

    def __str__(self) -> str:
        return self.name


class WeeklySlot(Identified, WorkspaceOwned):
    """Opening hours that repeat every week."""

    id_prefix = "ts"

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="weekly_slots")
    day_of_week = models.PositiveSmallIntegerField(help_text="0 is Sunday, 6 is Saturday.")
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(day_of_week__lte=6), name="a_week_has_seven_days"
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="slot_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.day_of_week}, {self.starts:%H:%M}–{self.ends:%H:%M}"
