"""Appointments, holds, and the time of hosts that they occupy."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from accounts.models import User
from core.models import Identified, WorkspaceOwned
from scheduling.models.calendars import Calendar
from scheduling.models.hosts import Host
from workspaces.contacts.models import Contact


class Appointment(Identified, WorkspaceOwned):
    """A customer's appointment in a calendar.

    sequence: rises with each change that calendars elsewhere must follow.
    request_key: names the request that booked it, so that a repeated one finds it.
    customer_mailbox: `mailbox_of` the address, for limits.
    overridden_rule: refused its time, and a member passed over it; empty if none did.
    """

    class Status(models.TextChoices):
        PENDING = "PENDING"
        CONFIRMED = "CONFIRMED"
        CANCELLED = "CANCELLED"
        COMPLETED = "COMPLETED"
        NO_SHOW = "NO_SHOW"

    class Source(models.TextChoices):
        API = "API"
        PAGE = "PAGE", "Booking page"
        CHAT = "CHAT"
        PHONE = "PHONE"
        MEMBER = "MEMBER"

    class Side(models.TextChoices):
        """NOBODY: it was a request that nobody answered until its start."""

        CUSTOMER = "CUSTOMER"
        MEMBER = "MEMBER"
        PLATFORM = "PLATFORM"
        NOBODY = "NOBODY", "Nobody answered in time"

    id_prefix = "apt"

    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, related_name="appointments", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status)
    source = models.CharField(max_length=6, choices=Source, default=Source.API)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    customer_name = models.CharField(max_length=120)
    customer_email = models.EmailField(max_length=254, blank=True, default="")
    customer_mailbox = models.GeneratedField(
        expression=models.Func(
            "customer_email",
            models.Value(r"\+[^@]*@"),
            models.Value("@"),
            function="regexp_replace",
        ),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )
    customer_phone = models.CharField(max_length=40, blank=True, default="")
    customer_phone_e164 = models.CharField(max_length=16, blank=True, default="", editable=False)
    customer_time_zone = models.CharField(max_length=64, blank=True, default="")
    customer_language = models.CharField(max_length=8, blank=True, default="")
    notes = models.TextField(max_length=2_000, blank=True, default="")
    answers = models.JSONField(default=dict, blank=True, help_text="By key of the question.")
    sequence = models.PositiveIntegerField(default=0)
    request_key = models.CharField(max_length=64, blank=True, default="")
    overridden_rule = models.CharField(max_length=20, blank=True, default="", db_default="")
    booked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancelled_by = models.CharField(max_length=8, choices=Side, blank=True, default="")
    cancel_reason = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="appointment_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["workspace", "request_key"],
                condition=~models.Q(request_key=""),
                name="one_appointment_per_request_key",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "starts_at", "id"], name="appointment_by_start"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="appointment_newest"),
            models.Index(fields=["calendar", "starts_at"], name="appointment_of_a_calendar"),
            models.Index(
                fields=["workspace", "customer_email", "starts_at"],
                name="appointment_by_email",
                condition=~models.Q(customer_email=""),
            ),
            models.Index(
                fields=["calendar", "customer_mailbox", "starts_at"],
                name="appointment_by_mailbox",
                condition=~models.Q(customer_email=""),
            ),
            models.Index(
                fields=["workspace", "customer_phone_e164", "starts_at"],
                name="appointment_by_phone",
                condition=~models.Q(customer_phone_e164=""),
            ),
            models.Index(
                fields=["ends_at"],
                name="appointment_to_complete",
                condition=models.Q(status="CONFIRMED"),
            ),
            models.Index(
                fields=["starts_at"],
                name="appointment_unanswered",
                condition=models.Q(status="PENDING"),
            ),
        ]

    @property
    def change_until(self) -> datetime:
        """Until when its customer can move or cancel it."""
        return self.starts_at - timedelta(minutes=self.calendar.cancellation_notice_minutes)

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def overridden_rule_or_none(self) -> str | None:
        return self.overridden_rule or None

    @property
    def is_open(self) -> bool:
        """True while it can still be changed or cancelled."""
        return self.status in OPEN


OPEN = (Appointment.Status.PENDING, Appointment.Status.CONFIRMED)


class Hold(Identified, WorkspaceOwned):
    """A time that is kept while somebody decides. It ends by itself at `expires_at`.

    holder: a digest of who holds it, as limits count; empty where nothing is counted.
    """

    id_prefix = "hold"

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="holds")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    holder = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="hold_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class Reservation(WorkspaceOwned):
    """The time of a host, buffers included, that an appointment or a hold occupies.

    The constraints are the wall that no race gets over: a host's appointments in one calendar
    overlap only on different seats, and those in different calendars never do.

    seat: from 0, below the calendar's capacity at the time of booking.
    expires_at: of the hold; null for an appointment.
    is_active: False once the appointment is cancelled.
    """

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey(
        Host, on_delete=models.CASCADE, related_name="reservations", db_index=False
    )
    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, null=True, related_name="reservations"
    )
    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, null=True, related_name="reservations")
    seat = models.PositiveSmallIntegerField()
    busy = DateTimeRangeField()
    expires_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(appointment=None, hold=None),
                name="a_reservation_is_for_something",
            ),
            ExclusionConstraint(
                name="a_seat_is_taken_once",
                expressions=[
                    ("host", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    ("busy", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_active=True),
            ),
            ExclusionConstraint(
                name="a_host_is_in_one_calendar",
                expressions=[
                    ("host", RangeOperators.EQUAL),
                    ("calendar", RangeOperators.NOT_EQUAL),
                    ("busy", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"reservation {self.pk} of host {self.host_id}"
