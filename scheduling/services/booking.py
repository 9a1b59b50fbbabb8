"""Booking an appointment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.events import publish_event
from core.phone import e164
from scheduling.availability import Offer
from scheduling.errors import CustomerUnreachable, HoldLost, HoldOfAnotherTime, NotesNotAsked
from scheduling.events import AppointmentBooked
from scheduling.models import Appointment, Calendar, Hold, Host
from scheduling.queries.named_hosts import check_choice
from scheduling.services.customers import (
    check_address,
    check_number_of_appointments,
    check_only_one,
    number_in,
)
from scheduling.services.judging import count_assigned, find_hosts, occupy
from scheduling.services.limits import count_booking
from scheduling.services.locking import lock_hosts, remove_reservations_of_ended_holds
from scheduling.services.notices import record_booked
from scheduling.services.questions import check_answers
from workspaces.contacts.models import Contact
from workspaces.contacts.services import identify_contact
from workspaces.services import record
from workspaces.services.lifecycle import check_time_zone

Source = Appointment.Source
TRIES_PER_MINUTE = 30  # of one network, at each surface; what is done is counted in `limits`


@dataclass(frozen=True, slots=True)
class Customer:
    """Who comes. phone: as given, with or without a country code and separators; all but the name
    may be empty.
    """

    name: str
    email: str = ""
    phone: str = ""
    time_zone: str = ""
    language: str = ""


@transaction.atomic
def book(
    *,
    calendar: Calendar,
    starts_at: datetime,
    customer: Customer,
    minutes: int | None = None,
    notes: str = "",
    answers: Mapping[str, object] | None = None,
    source: str = Source.API,
    requester: str = "",
    hold: Hold | None = None,
    host: Host | None = None,
    request_key: str = "",
    by: User | None = None,
    override_rules: bool = False,
    must_be_reachable: bool = True,
    now: datetime,
) -> Appointment:
    """Book a time, which is decided exactly as in the lists of open times.

    minutes: by default the calendar's first duration. hold: of this time, which ends then.
    host: the only one who would do; by default who is held, else whose turn it is.
    request_key: a repeated request returns the appointment of the first. by: the member who books.
    override_rules: a member passes over every rule but that the hosts must be free.
    requester: who asks, as limits count, if it is a stranger: a network, or a conversation.
    Raises TimeNotAvailable, CustomerUnreachable, CustomerEmailInvalid, CustomerPhoneInvalid,
    NotesNotAsked, AnswerInvalid, AlreadyBooked, TooManyAppointments, HoldLost, HoldOfAnotherTime,
    HostNotChoosable, TimeZoneUnknown, RateLimited.
    """
    check_choice(calendar, host, by_customer=by is None)
    minutes = calendar.default_minutes if minutes is None else minutes
    _check_given(calendar, customer, notes, is_complete=must_be_reachable and by is None)
    given = check_answers(calendar, answers or {}, is_complete=by is None)
    number = number_in(calendar, customer.phone)
    contact = contact_of(customer, number, now=now)  # locked before what points to it
    lock_hosts(calendar)
    if request_key and (booked := _booked_by(request_key)) is not None:
        return booked
    wanted = _Wanted(calendar, starts_at, minutes, hold, host, override_rules and by is not None)
    offer = _find(wanted, now=now)
    appointment = _new(calendar, customer, starts_at=starts_at, minutes=minutes, by=by, now=now)
    appointment.customer_phone_e164, appointment.contact = number, contact
    appointment.source, appointment.request_key = source, request_key
    appointment.notes, appointment.answers = notes, given
    if by is None:
        _check_limits(appointment, requester, now=now)
    _write(appointment, offer, hold, now=now)
    return appointment


@dataclass(frozen=True, slots=True)
class _Wanted:
    calendar: Calendar
    starts_at: datetime
    minutes: int
    hold: Hold | None
    host: Host | None
    may_override: bool


def _find(wanted: _Wanted, *, now: datetime) -> Offer:
    """Needs the calendar's lock."""
    calendar, starts_at, hold = wanted.calendar, wanted.starts_at, wanted.hold
    _check_hold(hold, calendar=calendar, starts_at=starts_at, now=now)
    remove_reservations_of_ended_holds(calendar, now=now)
    return find_hosts(
        calendar,
        starts_at=starts_at,
        minutes=wanted.minutes,
        hold=hold,
        kept=_held_hosts(hold),
        host=wanted.host,
        may_override=wanted.may_override,
        now=now,
    )


def _write(appointment: Appointment, offer: Offer, hold: Hold | None, *, now: datetime) -> None:
    """Store it in place of the hold, and tell of it."""
    if hold is not None:
        hold.delete()
    appointment.overridden_rule = offer.overridden or ""
    appointment.save(force_insert=True)
    calendar = appointment.calendar
    starts_at, ends_at = appointment.starts_at, appointment.ends_at
    occupy(calendar, offer, starts_at=starts_at, ends_at=ends_at, appointment=appointment)
    count_assigned(calendar, (host for host, _ in offer.hosts), +1)
    _publish(appointment)
    record_booked(appointment, now=now)
    if offer.overridden is not None:
        _record_override(appointment, now=now)


def _check_limits(appointment: Appointment, requester: str, *, now: datetime) -> None:
    starts_at, ends_at = appointment.starts_at, appointment.ends_at
    check_only_one(appointment, starts_at=starts_at, ends_at=ends_at, requester=requester)
    check_number_of_appointments(appointment, requester=requester, now=now)
    email, source = appointment.customer_email, appointment.source
    count_booking(appointment.calendar, email, source, requester)


def _new(
    calendar: Calendar,
    customer: Customer,
    *,
    starts_at: datetime,
    minutes: int,
    by: User | None,
    now: datetime,
) -> Appointment:
    """An unsaved appointment. What a member books needs nobody to confirm it."""
    is_certain = by is not None or calendar.confirmation == Calendar.Confirmation.AUTO
    return Appointment(
        workspace_id=calendar.workspace_id,
        calendar=calendar,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        status=Appointment.Status.CONFIRMED if is_certain else Appointment.Status.PENDING,
        customer_name=customer.name,
        customer_email=customer.email.lower(),
        customer_phone=customer.phone,
        customer_time_zone=customer.time_zone,
        customer_language=customer.language,
        booked_by=by,
        created_at=now,
        updated_at=now,
    )


def _record_override(appointment: Appointment, *, now: datetime) -> None:
    after = {
        "starts_at": appointment.starts_at.isoformat(),
        "overridden_rule": appointment.overridden_rule,
    }
    record(action="APPOINTMENT_BOOKED", target=appointment.public_id, after=after, now=now)


def _publish(appointment: Appointment) -> None:
    publish_event(
        AppointmentBooked(
            appointment_id=appointment.public_id,
            calendar_id=appointment.calendar.public_id,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            status=appointment.status,
            source=appointment.source,
            customer_name=appointment.customer_name,
        )
    )


def _booked_by(request_key: str) -> Appointment | None:
    return Appointment.objects.filter(request_key=request_key).select_related("calendar").first()


def _held_hosts(hold: Hold | None) -> list[int]:
    return [] if hold is None else list(hold.reservations.values_list("host_id", flat=True))


def _check_given(calendar: Calendar, customer: Customer, notes: str, *, is_complete: bool) -> None:
    """is_complete: what the calendar asks for must be given, and no more."""
    check_address(customer.email)
    if customer.time_zone:
        check_time_zone(customer.time_zone, field="customer_time_zone")
    if not is_complete:
        return
    if calendar.requires_email and not customer.email:
        raise CustomerUnreachable(field="customer_email", what="An e-mail address")
    if calendar.requires_phone and not customer.phone:
        raise CustomerUnreachable(field="customer_phone", what="A phone number")
    if not (customer.email or customer.phone):
        what = "An e-mail address or a phone number"
        raise CustomerUnreachable(field="customer_email", what=what)
    if notes and not calendar.asks_notes:
        raise NotesNotAsked(field="notes")


def contact_of(customer: Customer, number: str, *, now: datetime) -> Contact | None:
    """Whose appointment it is. What somebody typed proves nothing, and shows nothing of it.

    number: in E.164. A contact knows no calendar, so it gets a country code.
    """
    if not (customer.email or customer.phone):
        return None
    return identify_contact(
        name=customer.name,
        email=customer.email,
        phone=customer.phone if e164(customer.phone) else number,
        language=customer.language,
        time_zone=customer.time_zone,
        source="BOOKING",
        now=now,
    )


def _check_hold(
    hold: Hold | None, *, calendar: Calendar, starts_at: datetime, now: datetime
) -> None:
    """A hold that has ended may have been taken over by somebody else."""
    if hold is None:
        return
    kept = Hold.objects.filter(pk=hold.pk, calendar=calendar, expires_at__gt=now).first()
    if kept is None:
        raise HoldLost(field="hold_id")
    if kept.starts_at != starts_at:
        raise HoldOfAnotherTime(field="hold_id")
