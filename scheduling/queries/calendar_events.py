"""Appointments as calendars elsewhere show them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from core.inert import inert_line, inert_prose
from scheduling.ics import CalendarEvent, EventStatus
from scheduling.models import Appointment, Calendar
from scheduling.queries.appointments import labelled_answers
from scheduling.queries.named_hosts import hosts_of
from scheduling.sentences import LANGUAGES, Wording, as_label
from scheduling.sentences.agendas import AGENDAS
from scheduling.sentences.mails import MAILS

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
    """What a host's calendar shows: who comes, how to reach them, and what they answered. Nothing
    that a stranger wrote becomes a link there.
    """
    calendar = appointment.calendar
    language = calendar.language or "en"
    description = describe_for_host(
        phone=appointment.customer_phone,
        email=appointment.customer_email,
        notes=appointment.notes,
        answers=[
            (label, AGENDAS[language].answer(value))
            for label, value in labelled_answers(appointment)
        ],
        language=language,
        page=page_for_host(appointment.starts_at.astimezone(ZoneInfo(calendar.time_zone))),
    )
    return CalendarEvent(
        uid=appointment_uid(appointment),
        sequence=appointment.sequence,
        stamped_at=appointment.updated_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        summary=inert_line(f"{appointment.customer_name} · {calendar.name}"),
        description=description,
        location=_location(calendar),
        status=_STATUS.get(Appointment.Status(appointment.status), EventStatus.CONFIRMED),
    )


def describe_for_host(
    *,
    phone: str,
    email: str,
    notes: str,
    answers: Iterable[tuple[str, str]],
    language: str,
    page: str,
) -> str:
    """language: of the labels. page: of the appointment in the host's agenda."""
    written = [
        inert_prose(notes),
        *(inert_line(f"{as_label(label, language)} {answer}") for label, answer in answers),
    ]
    return "\n".join(line for line in (phone, email, *written, page) if line)


def page_for_host(starts_at: datetime) -> str:
    """The day in the agenda, in the zone of `starts_at`: whoever knows an appointment's id may
    cancel it at one of the doors.
    """
    return f"{settings.SITE_URL}/agenda?day={starts_at:%Y-%m-%d}"


def event_for_customer(
    appointment: Appointment, *, business: str, words: Wording, url: str
) -> CalendarEvent:
    """What the customer's calendar shows. url: where they can change it."""
    calendar = appointment.calendar
    is_waiting = appointment.status == Appointment.Status.PENDING
    until = appointment.change_until if calendar.cancellation_notice_minutes else None
    return CalendarEvent(
        uid=appointment_uid(appointment),
        sequence=appointment.sequence,
        stamped_at=appointment.updated_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        summary=summary_for_customer(business, calendar.name),
        description=describe_for_customer(
            words,
            hosts=[each.name for each in hosts_of(appointment)],
            link=url,
            until=until,
            is_waiting=is_waiting,
        ),
        location=_location(calendar),
        url=url,
        status=_STATUS.get(Appointment.Status(appointment.status), EventStatus.CONFIRMED),
    )


def summary_for_customer(business: str, calendar: str) -> str:
    return f"{business} · {calendar}"


def describe_for_customer(
    words: Wording, *, hosts: Sequence[str], link: str, until: datetime | None, is_waiting: bool
) -> str:
    """hosts: whom the customer meets, by name.

    link: of the appointment's page. until: when it can no longer be changed there, if that is
    before it begins.
    """
    language = words.locale.language
    say = LANGUAGES[language]
    lines = [
        say.requested_hint if is_waiting else "",
        inert_line(f"{as_label(say.with_whom, language)} {', '.join(hosts)}") if hosts else "",
        say.change_until.format(time=words.moment(until)) if until else "",
        f"{as_label(MAILS[language].see, language)} {link}",
    ]
    return "\n".join(line for line in lines if line)


def _location(calendar: Calendar) -> str:
    return "" if calendar.location_kind == Calendar.LocationKind.NONE else calendar.location
