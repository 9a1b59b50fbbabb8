"""Calendars, their weekly hours, and dates that differ from them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from core.models import Identified, WorkspaceOwned
from core.phone import region_of_zone

_A_DAY_BEFORE = 24 * 60


def default_reminders() -> list[int]:
    return [_A_DAY_BEFORE]


class Calendar(Identified, WorkspaceOwned):
    """What can be booked, and by which rules, in its own time zone.

    The rules are explained in `scheduling.availability.Rules`.
    """

    class Assignment(models.TextChoices):
        ROUND_ROBIN = "ROUND_ROBIN", "One host, in turn"
        COLLECTIVE = "COLLECTIVE", "All hosts together"

    class Confirmation(models.TextChoices):
        AUTO = "AUTO", "At once"
        MANUAL = "MANUAL", "By a member"

    class LocationKind(models.TextChoices):
        NONE = "NONE", "Not said"
        ADDRESS = "ADDRESS"
        PHONE = "PHONE"
        LINK = "LINK"

    id_prefix = "cal"

    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2_000, blank=True, default="", db_default="")
    time_zone = models.CharField(max_length=64, default="UTC")
    durations = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        help_text="Minutes that are offered; the first is the default. Empty: any from 5 to 480.",
    )
    slot_step_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Between two starts; empty: the duration."
    )
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    minimum_notice_minutes = models.PositiveIntegerField(default=0, db_default=0)
    horizon_days = models.PositiveSmallIntegerField(default=365, db_default=365)
    max_per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    max_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    max_upcoming_per_customer = models.PositiveSmallIntegerField(
        default=5, db_default=5, help_text="Appointments that one address or number can have."
    )
    capacity = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Appointments that a host can have at the same time."
    )
    assignment = models.CharField(
        max_length=11,
        choices=Assignment,
        default=Assignment.ROUND_ROBIN,
        db_default=Assignment.ROUND_ROBIN,
    )
    customers_choose_host = models.BooleanField(
        default=False, db_default=False, help_text="Customers see the hosts and may choose one."
    )
    confirmation = models.CharField(
        max_length=6,
        choices=Confirmation,
        default=Confirmation.AUTO,
        db_default=Confirmation.AUTO,
    )
    cancellation_notice_minutes = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Before the start, until when customers can cancel or move an appointment.",
    )
    reminder_minutes = ArrayField(
        models.PositiveIntegerField(),
        default=default_reminders,
        db_default=[_A_DAY_BEFORE],
        blank=True,
        help_text="Before the start, when customers are reminded by mail. Empty: they are not.",
    )
    location_kind = models.CharField(
        max_length=7,
        choices=LocationKind,
        default=LocationKind.NONE,
        db_default=LocationKind.NONE,
    )
    location = models.CharField(max_length=500, blank=True, default="", db_default="")
    questions = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Asked at booking: objects with key, label, type, options, is_required.",
    )
    asks_notes = models.BooleanField(
        default=True, db_default=True, help_text="Customers can add what they want to say."
    )
    requires_email = models.BooleanField(
        default=False, db_default=False, help_text="A phone number is not enough."
    )
    requires_phone = models.BooleanField(
        default=False, db_default=False, help_text="An e-mail address is not enough."
    )
    language = models.CharField(
        max_length=2,
        blank=True,
        default="",
        db_default="",
        help_text="ISO 639-1, of whoever names no other. Empty: English.",
    )
    holiday_country = models.CharField(
        max_length=2,
        blank=True,
        default="",
        db_default="",
        help_text="ISO 3166-1 code of the country on whose holidays it is closed.",
    )
    holiday_subdivision = models.CharField(
        max_length=8, blank=True, default="", db_default="", help_text="ISO 3166-2, without country"
    )
    is_public = models.BooleanField(
        default=True, db_default=True, help_text="Strangers can see its open times and book them."
    )
    primary_color = models.CharField(max_length=7, default="#1d4ed8", db_default="#1d4ed8")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), name="one_calendar_per_name_and_workspace"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1), name="a_calendar_has_capacity"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def default_minutes(self) -> int:
        """The duration of an appointment for which none was asked."""
        return self.durations[0] if self.durations else 30

    @property
    def phone_region(self) -> str:
        """In which country customers' numbers without a country code are; empty if unknown."""
        return self.holiday_country or region_of_zone(self.time_zone)


class WeeklySlot(Identified, WorkspaceOwned):
    """Opening hours that repeat every week."""

    id_prefix = "ts"

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="weekly_slots")
    day_of_week = models.PositiveSmallIntegerField(help_text="0 is Sunday, 6 is Saturday.")
    starts = models.TimeField()
    ends = models.TimeField(help_text="00:00 is midnight, the end of the day.")

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(day_of_week__lte=6), name="a_week_has_seven_days"
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")) | models.Q(ends="00:00"),
                name="slot_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.day_of_week}, {self.starts:%H:%M}–{self.ends:%H:%M}"


class DateOverride(Identified, WorkspaceOwned):
    """A date with other opening hours than its day of the week, or none."""

    id_prefix = "ovr"

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="date_overrides")
    date = models.DateField()
    windows = models.JSONField(
        default=list, blank=True, help_text="Pairs of start and end, HH:MM; none: closed."
    )
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"], name="one_override_per_calendar_and_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} of calendar {self.calendar_id}"
