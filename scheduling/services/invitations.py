"""The invitation of a mail, which mail programs take into a calendar (RFC 5546, 6047)."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings

from core.inert import inert_line, inert_prose
from core.mail import Attachment
from scheduling.ics import (
    Attendee,
    CalendarEvent,
    EventStatus,
    Person,
    cancellation,
    invitation,
)
from scheduling.models import Appointment, AppointmentNotice, Calendar
from scheduling.services.notice_details import Details

Kind = AppointmentNotice.Kind
_OVER = (Kind.CANCELLED, Kind.DECLINED)


def invite(notice: AppointmentNotice, details: Details, *, link: str) -> Attachment | None:
    """None for a reminder or a conflict, and to an address that iCalendar cannot write.

    link: to the customer's page of the appointment. The platform is the organizer, since it
    writes and answers: a host who was would get the mails of mail programs.
    """
    if notice.kind in (Kind.REMINDER, Kind.CONFLICT):
        return None
    try:
        attendee = Attendee(notice.name, notice.address)
        organizer = Person(details["calendar"], parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    except ValueError:
        return None
    is_host = notice.recipient == AppointmentNotice.Recipient.HOST
    is_waiting = details["status"] == Appointment.Status.PENDING
    event = CalendarEvent(
        uid=details["uid"],
        sequence=notice.sequence,
        stamped_at=notice.created_at,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        summary=_summary(details, is_host=is_host),
        location=_location(details, "" if is_host else link),
        description=_for_host(details) if is_host else link,
        url="" if is_host else link,
        status=EventStatus.TENTATIVE if is_waiting else EventStatus.CONFIRMED,
        organizer=organizer,
        attendees=(attendee,),
    )
    method, write = ("CANCEL", cancellation) if notice.kind in _OVER else ("REQUEST", invitation)
    return Attachment(
        filename="invite.ics",
        content=write(event).decode(),
        content_type=f"text/calendar; method={method}",
        is_alternative=True,
    )


def _summary(details: Details, *, is_host: bool) -> str:
    other = details["customer_name"] if is_host else details["business"]
    return f"{other} · {details['calendar']}"


def _location(details: Details, link: str) -> str:
    """A link stands on the appointment's page, for which see `letters.py`."""
    kinds = Calendar.LocationKind
    shown = {kinds.NONE: "", kinds.LINK: link}
    return shown.get(kinds(details["location_kind"]), inert_line(details["location"]))


def _for_host(details: Details) -> str:
    lines = [details["customer_phone"], details["customer_email"], details["notes"]]
    return inert_prose("\n".join(line for line in lines if line))
