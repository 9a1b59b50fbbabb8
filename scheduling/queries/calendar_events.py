"""Appointments as calendars elsewhere show them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from core.inert import inert_line, inert_prose
from scheduling.ics import CalendarEvent, EventStatus
from scheduling.models import Appointment, Calendar

# Part of every UID. It must never change, not even with the platform's address: programs know an
# event by it, and its halves make it unique.
_UID_DOMAIN = "frontdesk"
_UID_DIGITS = 32  # hexadecimal
_STATUS = {
    Appointment.Status.PENDING: EventStatus.TENTATIVE,
    Appointment.Status.CANCELLED: EventStatus.CANCELLED,
}


def appointment_uid(appointment: Appointment) -> str:
    """The UID of an appointment in all calendars, mails and feeds.

    It does not tell the id, since at a door whose contract asks for nothing else whoever has that
    may cancel, and calendars are shown to many.
    """
    digest = hashlib.sha256(appointment.public_id.encode()).hexdigest()[:_UID_DIGITS]
    return f"{Appointment.id_prefix}_{digest}@{_UID_DOMAIN}"


def is_our_uid(uid: str) -> bool:
    """True for the UID of an appointment, which makes nobody busy once more."""
    return uid.startswith(f"{Appointment.id_prefix}_") and uid.endswith(f"@{_UID_DOMAIN}")


def event_for_host(appointment: Appointment) -> CalendarEvent:
    """What a host's calendar shows: who comes, and how to reach them. Nothing that a stranger wrote
    becomes a link there.
    """
    calendar = appointment.calendar
    lines = [
        *(each for each in (appointment.customer_phone, appointment.customer_email) if each),
        *([inert_prose(appointment.notes)] if appointment.notes else []),
    ]
    return CalendarEvent(
        uid=appointment_uid(appointment),
        sequence=appointment.sequence,
        stamped_at=appointment.updated_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        summary=inert_line(f"{appointment.customer_name} · {calendar.name}"),
        description="\n".join(lines),
        location=_location(calendar),
        status=_STATUS.get(Appointment.Status(appointment.status), EventStatus.CONFIRMED),
    )


def event_for_customer(appointment: Appointment, *, url: str = "") -> CalendarEvent:
    """What the customer's calendar shows. url: where they can change it."""
    calendar = appointment.calendar
    return CalendarEvent(
        uid=appointment_uid(appointment),
        sequence=appointment.sequence,
        stamped_at=appointment.updated_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        summary=calendar.name,
        description=url,
        location=_location(calendar),
        url=url,
        status=_STATUS.get(Appointment.Status(appointment.status), EventStatus.CONFIRMED),
    )


def events_for_host(appointments: Iterable[Appointment]) -> list[CalendarEvent]:
    return [event_for_host(each) for each in appointments]


def _location(calendar: Calendar) -> str:
    return "" if calendar.location_kind == Calendar.LocationKind.NONE else calendar.location
