"""Correcting what an appointment says of its customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.events import publish_event
from scheduling.events import AppointmentCorrected
from scheduling.models import Appointment
from scheduling.services.booking import Customer, contact_of
from scheduling.services.changing import lock_appointment, save_change
from scheduling.services.customers import number_in
from scheduling.services.notices import record_corrected
from scheduling.services.questions import check_answers
from workspaces.contacts.models import Contact
from workspaces.services import record
from workspaces.services.lifecycle import check_time_zone

_IDENTIFYING = {"customer_name", "customer_email", "customer_phone"}


class Corrections(TypedDict, total=False):
    """phone: see `Customer`. answers: all of them, by the key of the question."""

    customer_name: str
    customer_email: str
    customer_phone: str
    customer_time_zone: str
    customer_language: str
    notes: str
    answers: Mapping[str, object]


@transaction.atomic
def correct(
    *, appointment: Appointment, by: User, now: datetime, **corrections: Unpack[Corrections]
) -> Appointment:
    """Correct what is known of the customer, whatever became of the appointment.

    Whose it is, is found out anew; mails go to the new address from then on, first of all what the
    customer should have been told; calendars elsewhere follow.
    Raises AnswerInvalid, CustomerPhoneInvalid, TimeZoneUnknown.
    """
    columns = _columns(appointment, corrections)
    changed = [name for name, value in columns.items() if getattr(appointment, name) != value]
    if not changed:
        return appointment
    for name in changed:
        setattr(appointment, name, columns[name])
    if _IDENTIFYING & set(changed):  # contacts are locked before what points to them
        appointment.contact = contact_of(
            _customer(appointment), appointment.customer_phone_e164, now=now
        )
    current = lock_appointment(appointment)
    address = current.customer_email
    if _IDENTIFYING & set(changed):
        changed.append("contact")
    for name in changed:
        setattr(current, name, getattr(appointment, name))
    save_change(current, *changed, now=now)
    fields = sorted(corrections.keys() & {*changed})
    publish_event(
        AppointmentCorrected(
            appointment_id=current.public_id,
            calendar_id=current.calendar.public_id,
            fields=fields,
        )
    )
    record_corrected(current, previous_address=address, now=now)
    _record(current, fields, now=now)
    return current


def lock_to_correct(*, appointment: Appointment) -> None:
    """Lock an appointment until the transaction ends, after its contact and its hosts, as whoever
    books does.
    """
    if appointment.contact_id is not None:
        list(lock_rows(Contact.objects.filter(pk=appointment.contact_id), no_key=True))
    lock_appointment(appointment)


def _columns(appointment: Appointment, corrections: Corrections) -> dict[str, object]:
    columns: dict[str, object] = dict(corrections)
    if zone := corrections.get("customer_time_zone"):
        check_time_zone(zone, field="customer_time_zone")
    if "answers" in corrections:
        columns["answers"] = check_answers(
            appointment.calendar, corrections["answers"], is_complete=False
        )
    if "customer_email" in corrections:
        columns["customer_email"] = corrections["customer_email"].lower()
    if "customer_phone" in corrections:
        columns["customer_phone_e164"] = number_in(
            appointment.calendar, corrections["customer_phone"]
        )
    return columns


def _customer(appointment: Appointment) -> Customer:
    return Customer(
        name=appointment.customer_name,
        email=appointment.customer_email,
        phone=appointment.customer_phone,
        time_zone=appointment.customer_time_zone,
        language=appointment.customer_language,
    )


def _record(appointment: Appointment, fields: list[str], *, now: datetime) -> None:
    """What was corrected, not what it says: the log cannot be erased."""
    record(
        action="APPOINTMENT_CORRECTED",
        target=appointment.public_id,
        after={"fields": fields},
        now=now,
    )
