"""Erasing a customer from their appointments, and mails about appointments that are over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from core.db.locks import lock_rows
from core.scope import as_table_owner
from scheduling.models import Appointment, AppointmentNotice
from scheduling.services.changing import cancel
from scheduling.services.locking import lock_hosts
from scheduling.services.pushing import rewrite_elsewhere

ERASED = "Erased"
KEPT_AFTER_THE_END = timedelta(days=90)  # mails of appointments, so that members can look them up
LONE_KEPT = timedelta(days=7)  # mails of appointments that were deleted
_AT_ONCE = 5_000
_ENDS = (AppointmentNotice.Kind.CANCELLED, AppointmentNotice.Kind.DECLINED)


@transaction.atomic
def erase_customers(*, appointments: Collection[Appointment], now: datetime) -> None:
    """Remove everything about the customers; when the appointments were and how they ended stays.

    Those to come are cancelled: nobody knows any more who would come. Of what was cancelled before
    the customer is still told; that mail is erased once it was sent.
    """
    lock_hosts(*(each.calendar for each in appointments))
    for appointment in appointments:
        _erase_customer(appointment, now=now)


def _erase_customer(appointment: Appointment, *, now: datetime) -> None:
    _spare_last_mails(appointment)
    _erase_from_mails(AppointmentNotice.objects.filter(appointment=appointment))
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


@transaction.atomic
def erase_from_lone_mails(*, addresses: Collection[str]) -> None:
    """Remove customers from mails whose appointments were deleted, with their calendar."""
    lone = AppointmentNotice.objects.filter(appointment=None)
    _erase_from_mails(lone.filter(details__customer_email__in=list(addresses)))


def delete_old_notices(*, now: datetime) -> None:
    """Delete mails about appointments that are long over, or were deleted a while ago."""
    over = Q(ends_at__lt=now - KEPT_AFTER_THE_END)
    lone = Q(appointment=None, created_at__lt=now - LONE_KEPT)
    lone &= ~Q(state=AppointmentNotice.State.WAITING)
    with as_table_owner():
        rows = AppointmentNotice.everywhere
        for which in (over, lone):
            keys = list(rows.filter(which).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
            rows.filter(pk__in=keys).delete()


def _spare_last_mails(appointment: Appointment) -> None:
    """Whoever has an appointment that was cancelled is still told; then these mails are erased."""
    waiting = AppointmentNotice.objects.filter(
        appointment=appointment, kind__in=_ENDS, state=AppointmentNotice.State.WAITING
    )
    for last in lock_rows(waiting):  # a worker may be sending it
        last.details["is_erased_once_sent"] = True
        last.save(update_fields=["details"])


def _erase_from_mails(mails: QuerySet[AppointmentNotice]) -> None:
    """Those that were not sent yet are not sent any more."""
    keys = [key for key, details in mails.values_list("pk", "details") if not _is_spared(details)]
    mails = AppointmentNotice.objects.filter(pk__in=keys)
    waiting = mails.filter(state=AppointmentNotice.State.WAITING)
    waiting.update(state=AppointmentNotice.State.DROPPED, error="The customer's data was erased.")
    mails.update(details={})
    mails.filter(recipient=AppointmentNotice.Recipient.CUSTOMER).update(name="", address="")


def _is_spared(details: Mapping[str, object]) -> bool:
    return bool(details.get("is_erased_once_sent"))
