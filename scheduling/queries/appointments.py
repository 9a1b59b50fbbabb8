"""Appointments, and why a time cannot be booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.mailboxes import mailbox_of
from core.phone import searched_digits
from scheduling.availability import (
    Offer,
    Proposal,
    Refusal,
    judge,
    nearest,
    open_times,
)
from scheduling.models import Appointment, Calendar, Host, Reservation
from scheduling.models.appointments import OPEN
from scheduling.queries.snapshots import load_snapshot, snapshot_around
from workspaces.contacts.models import Contact
from workspaces.contacts.queries import keys_of_person

NEAREST_DAYS, NEAREST_COUNT = 14, 3


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, proposal: Proposal) -> Slot:
        return cls(
            datetime.fromtimestamp(proposal.start, UTC), datetime.fromtimestamp(proposal.end, UTC)
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a time can be booked; if not, the rule that refuses it and the nearest others."""

    refusal: Refusal | None
    nearest: list[Slot]


def appointments(
    *,
    calendar: Calendar | None = None,
    status: str | None = None,
    starts_from: datetime | None = None,
    starts_before: datetime | None = None,
    email: str | None = None,
    host: Host | None = None,
    contact: Contact | None = None,
    search: str = "",
) -> QuerySet[Appointment]:
    """The appointments of the workspace in scope, the soonest first, ready to be shown.

    contact: also those of contacts that were merged into the same. search: a part of the customer's
    name, address or number.
    """
    wanted = Q()
    if calendar is not None:
        wanted &= Q(calendar=calendar)
    if status is not None:
        wanted &= Q(status=status)
    if starts_from is not None:
        wanted &= Q(starts_at__gte=starts_from)
    if starts_before is not None:
        wanted &= Q(starts_at__lt=starts_before)
    if email is not None:
        wanted &= Q(customer_email=email.lower())
    if host is not None:
        taken = Reservation.objects.filter(appointment=OuterRef("pk"), host=host)
        wanted &= Q(Exists(taken))
    if contact is not None:
        wanted &= Q(contact__in=keys_of_person(contact))
    if search:
        wanted &= _matches(search)
    rows = Appointment.objects.filter(wanted).select_related("calendar", "contact")
    return rows.prefetch_related("reservations__host").order_by("starts_at", "pk")


def _matches(search: str) -> Q:
    found = Q(customer_name__unaccent__icontains=search) | Q(customer_email__icontains=search)
    digits = searched_digits(search)
    return found | Q(customer_phone_e164__contains=digits) if digits else found


def open_slots(
    *,
    calendar: Calendar,
    first: date,
    last: date,
    minutes: int,
    now: datetime,
    instead_of: Appointment | None = None,
    host: Host | None = None,
) -> list[Slot]:
    """The times that can be booked, on the calendar's local dates from `first` to `last`.

    instead_of: an appointment that would be moved, whose own time counts as free.
    host: with whom it would be, if it is to be them.
    """
    moved = instead_of.pk if instead_of else None
    snapshot = load_snapshot(calendar, first=first, last=last, now=now, appointment_id=moved)
    snapshot = snapshot if host is None else snapshot.only(host.pk)
    found = open_times(snapshot, minutes=minutes, first=first, last=last, now=int(now.timestamp()))
    return [Slot.of(each) for each in found]


def explain(
    *,
    calendar: Calendar,
    starts_at: datetime,
    minutes: int,
    now: datetime,
    instead_of: Appointment | None = None,
    host: Host | None = None,
) -> Explanation:
    """Which rule refuses a time, with the nearest times of that duration that can be booked.

    instead_of, host: see `open_slots`.
    """
    proposal = Proposal(int(starts_at.timestamp()), minutes)
    moved = instead_of.pk if instead_of else None
    snapshot = snapshot_around(
        calendar, starts_at, now=now, days=NEAREST_DAYS, appointment_id=moved
    )
    snapshot = snapshot if host is None else snapshot.only(host.pk)
    verdict = judge(snapshot, proposal, now=int(now.timestamp()))
    if isinstance(verdict, Offer):
        return Explanation(None, [])
    near = min(max(starts_at, now), now + timedelta(days=calendar.horizon_days))
    if not snapshot.rules.offers(minutes):
        minutes = calendar.default_minutes
    wanted = Proposal(int(near.timestamp()), minutes)
    others = nearest(
        snapshot, wanted, days=NEAREST_DAYS, count=NEAREST_COUNT, now=int(now.timestamp())
    )
    return Explanation(verdict, [Slot.of(each) for each in others])


def open_of_customer(
    *, calendar: Calendar, email: str, phone_e164: str, contact: Contact | None, since: datetime
) -> QuerySet[Appointment]:
    """Open appointments of the same mailbox, number or contact that begin after an instant."""
    same = Q()
    if email:
        same |= Q(customer_mailbox=mailbox_of(email))
    if phone_e164:
        same |= Q(customer_phone_e164=phone_e164)
    if contact is not None:
        same |= Q(contact=contact)
    rows = Appointment.objects.filter(calendar=calendar, starts_at__gt=since, status__in=OPEN)
    return rows.filter(same) if same else rows.none()


def labelled_answers(appointment: Appointment) -> list[tuple[str, object]]:
    """The answers of an appointment by what was asked, in that order; last, by their keys, those
    to what is asked no more.
    """
    labels = {each["key"]: each["label"] for each in appointment.calendar.questions}
    answers = appointment.answers
    asked = [(label, answers[key]) for key, label in labels.items() if key in answers]
    return asked + [(key, value) for key, value in answers.items() if key not in labels]
