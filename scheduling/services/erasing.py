"""Erasing a customer from their appointments."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from scheduling.models import Appointment, AppointmentNotice
from scheduling.services.changing import cancel
from scheduling.services.locking import lock_hosts
from scheduling.services.pushing import rewrite_elsewhere

ERASED = "Erased"


@transaction.atomic
def erase_customers(*, appointments: Collection[Appointment], now: datetime) -> None:
    """Remove everything about the customers; when the appointments were and how they ended stays.

    Those to come are cancelled: nobody knows any more who would come. Their hosts are told.
    """
    lock_hosts(*(each.calendar for each in appointments))
    for appointment in appointments:
        _erase_customer(appointment, now=now)


def _erase_customer(appointment: Appointment, *, now: datetime) -> None:
    _erase_from_mails(appointment)
    Appointment.objects.filter(pk=appointment.pk).update(
        customer_name=ERASED,
        customer_email="",
        customer_phone="",
        customer_phone_e164="",
        customer_time_zone="",
        customer_language="",
        notes="",
        answers={},
        cancel_reason="",
        contact=None,
        updated_at=now,
    )
    if appointment.is_open and appointment.starts_at > now:
        cancel(appointment=appointment, side=Appointment.Side.PLATFORM, now=now)
    rewrite_elsewhere(appointment=appointment, now=now)


def _erase_from_mails(appointment: Appointment) -> None:
    """Those that were not sent yet are not sent any more."""
    mails = AppointmentNotice.objects.filter(appointment=appointment)
    waiting = mails.filter(state=AppointmentNotice.State.WAITING)
    waiting.update(state=AppointmentNotice.State.DROPPED, error="The customer's data was erased.")
    mails.update(details={})
    mails.filter(recipient=AppointmentNotice.Recipient.CUSTOMER).update(name="", address="")
