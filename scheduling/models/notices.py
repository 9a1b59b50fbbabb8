"""Mails about appointments, and what has become of them."""

from __future__ import annotations

from django.db import models

from core.models import Identified, WorkspaceOwned
from scheduling.models.appointments import Appointment


class AppointmentNotice(Identified, WorkspaceOwned):
    """One mail about an appointment, recorded in the transaction that causes it.

    It holds what it says, since its appointment may have changed, or be gone with its calendar,
    before it is sent.

    sequence: of the appointment then. starts_at, ends_at: its time then. previous_starts_at: its
        time before it was moved.
    minutes_before: the start, of a reminder; 0 otherwise.
    details: see `scheduling.services.notice_details`; empty once the customer is erased.
    queued_at: when its job was recorded; null waits for `due_at`.
    error: why it was dropped, or could not be sent.
    """

    class Recipient(models.TextChoices):
        CUSTOMER = "CUSTOMER"
        HOST = "HOST"

    class Kind(models.TextChoices):
        REQUESTED = "REQUESTED"
        BOOKED = "BOOKED"
        CONFIRMED = "CONFIRMED"
        RESCHEDULED = "RESCHEDULED"
        CANCELLED = "CANCELLED"
        DECLINED = "DECLINED"
        REMINDER = "REMINDER"
        CONFLICT = "CONFLICT"

    class State(models.TextChoices):
        WAITING = "WAITING"
        SENT = "SENT"
        FAILED = "FAILED"
        DROPPED = "DROPPED"

    id_prefix = "ntc"

    appointment = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, related_name="notices"
    )
    recipient = models.CharField(max_length=8, choices=Recipient)
    name = models.CharField(max_length=120, blank=True, default="")
    address = models.EmailField(max_length=254, blank=True)
    kind = models.CharField(max_length=11, choices=Kind)
    sequence = models.PositiveIntegerField()
    minutes_before = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    previous_starts_at = models.DateTimeField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("appointment", "recipient", "address", "kind", "sequence", "minutes_before")
                ],
                condition=~models.Q(address=""),
                name="a_notice_is_recorded_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="notice_due",
                condition=models.Q(state="WAITING", queued_at=None),
            ),
            models.Index(fields=["workspace", "-created_at", "-id"], name="notice_newest"),
            models.Index(fields=["ends_at"], name="notice_to_delete"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.get_recipient_display().lower()} {self.pk}"
