"""Mails about appointments."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from scheduling.models import Appointment, AppointmentNotice


def is_customer_mailed(appointment: Appointment) -> bool:
    """Whether its customer was sent, or is being sent, how it stands now."""
    notices = appointment.notices.filter(
        recipient=AppointmentNotice.Recipient.CUSTOMER, sequence=appointment.sequence
    ).exclude(kind=AppointmentNotice.Kind.REMINDER)
    return notices.filter(
        state__in=[AppointmentNotice.State.WAITING, AppointmentNotice.State.SENT]
    ).exists()


def due_reminders(*, now: datetime) -> QuerySet[AppointmentNotice]:
    """The reminders of all open workspaces that are due and not queued yet, the oldest first.

    Needs the table owner.
    """
    return AppointmentNotice.everywhere.filter(
        state=AppointmentNotice.State.WAITING,
        queued_at=None,
        due_at__lte=now,
        workspace__deleted_at=None,
        workspace__suspended_at=None,
    ).order_by("due_at", "pk")
