"""What customers may book and move by themselves, and how they are reached."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import QuerySet

from core.phone import e164
from scheduling.availability import MAX_MINUTES
from scheduling.errors import (
    AlreadyBooked,
    CustomerEmailInvalid,
    CustomerPhoneInvalid,
    TooManyAppointments,
)
from scheduling.models import Appointment, Calendar
from scheduling.queries import open_of_customer
from scheduling.services.limits import count_change

_LONGEST = timedelta(minutes=MAX_MINUTES)
_is_address = EmailValidator(allowlist=[])  # nobody's mailbox is on this machine


def number_in(calendar: Calendar, phone: str) -> str:
    """The number in E.164; empty for none. Raises CustomerPhoneInvalid.

    One without a country code is read in the calendar's country.
    """
    number = e164(phone, region=calendar.phone_region) if phone else ""
    if number is None:
        raise CustomerPhoneInvalid(field="customer_phone")
    return number


def check_address(email: str) -> None:
    """Raises CustomerEmailInvalid."""
    try:
        if email:
            _is_address(email)
    except ValidationError as error:
        raise CustomerEmailInvalid(field="customer_email") from error


def check_number_of_appointments(
    appointment: Appointment, *, requester: str, now: datetime
) -> None:
    """Raises TooManyAppointments. What tells something of an address counts as a booking."""
    calendar = appointment.calendar
    limit = calendar.max_upcoming_per_customer
    if _others_of(appointment, since=now)[:limit].count() >= limit:
        count_change(calendar, requester)
        raise TooManyAppointments(limit=limit)


def check_only_one(
    appointment: Appointment, *, starts_at: datetime, ends_at: datetime, requester: str
) -> None:
    """Nobody is in two appointments of a calendar at once. Needs the calendar's lock.

    appointment: a new one, or the one that is moved. Raises AlreadyBooked, which counts as a
    booking: whoever tries times with somebody's address is stopped as one who books them.
    """
    rows = _others_of(appointment, since=starts_at - _LONGEST)  # bounds what is read of an index
    if rows.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        count_change(appointment.calendar, requester)
        raise AlreadyBooked(field="starts_at")


def _others_of(appointment: Appointment, *, since: datetime) -> QuerySet[Appointment]:
    rows = open_of_customer(
        calendar=appointment.calendar,
        email=appointment.customer_email,
        phone_e164=appointment.customer_phone_e164,
        contact=appointment.contact,
        since=since,
    )
    return rows.exclude(pk=appointment.pk)
