"""Hosts: the people, rooms or machines whose time is booked."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from core.models import Identified, WorkspaceOwned
from scheduling.models.calendars import Calendar


class Host(Identified, WorkspaceOwned):
    """Somebody or something whose time is booked; several calendars may share one.

    own_calendar: set for the host that stands for a calendar without named hosts.
    time_zone, language: of the host's mails and agenda; empty: those of a calendar, and English.
    """

    id_prefix = "host"

    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True, default="", help_text="Mailed to.")
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    time_zone = models.CharField(max_length=64, blank=True, default="", db_default="")
    language = models.CharField(max_length=2, blank=True, default="", db_default="")
    own_calendar = models.OneToOneField(
        Calendar, on_delete=models.CASCADE, null=True, blank=True, related_name="own_host"
    )
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="host_newest"),
            models.Index(fields=["email"], name="host_by_email", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarHost(WorkspaceOwned):
    """A host whom a calendar books.

    assigned: appointments of the calendar that the host has been given, for taking turns.
    assigned_offset: by how many it differs from those that the host has: the host came when others
        had some already, or had left before.
    """

    id = models.BigAutoField(primary_key=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="calendar_hosts")
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="calendar_hosts")
    assigned = models.PositiveIntegerField(default=0)
    assigned_offset = models.IntegerField(default=0, db_default=0)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "host"], name="one_place_per_calendar_and_host"
            )
        ]

    def __str__(self) -> str:
        return f"host {self.host_id} of calendar {self.calendar_id}"


class BusyTime(Identified, WorkspaceOwned):
    """When a host is not free for another reason than an appointment: an absence.

    connection, href: the calendar elsewhere that says so, and the event there.
    """

    id_prefix = "busy"

    host = models.ForeignKey(
        Host, on_delete=models.CASCADE, related_name="busy_times", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=300, blank=True, default="")
    connection = models.ForeignKey(
        "scheduling.CalendarConnection",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="busy_times",
        editable=False,
    )
    href = models.CharField(max_length=1000, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="busy_time_ends_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["host", "ends_at"], name="busy_time_of_a_host")]

    def __str__(self) -> str:
        return f"busy time {self.pk} of host {self.host_id}"
