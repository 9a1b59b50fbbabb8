"""The invitation of a mail, which mail programs take into a calendar (RFC 5546, 6047)."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings

from core.inert import inert_line
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
from scheduling.queries.calendar_events import (
    describe_for_customer,
    describe_for_host,
    page_for_host,
    summary_for_customer,
)
from scheduling.sentences import Wording
from scheduling.services.notice_details import Details
from scheduling.services.notices import change_until

Kind = AppointmentNotice.Kind
_OVER = (Kind.CANCELLED, Kind.DECLINED)


def invite(
    notice: AppointmentNotice, details: Details, *, words: Wording, link: str
) -> Attachment | None:
    """None for a reminder or a conflict, and to an address that iCalendar cannot write.

    words: the reader's. link: to the customer's page of the appointment. The platform is the
    organizer, since it writes and answers: a host who was would get the mails of mail programs.
    """
    if notice.kind in (Kind.REMINDER, Kind.CONFLICT):
        return None
    try:
        is_waiting = details["status"] == Appointment.Status.PENDING
        attendee = Attendee(notice.name, notice.address, is_waiting=is_waiting)
        organizer = Person(details["business"], parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    except ValueError:
        return None
    is_host = notice.recipient == AppointmentNotice.Recipient.HOST
    page = page_for_host(notice.starts_at.astimezone(words.zone)) if is_host else link
    event = CalendarEvent(
        uid=details["uid"],
        sequence=notice.sequence,
        stamped_at=notice.created_at,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        summary=_summary(details, is_host=is_host),
        location=_location(details, "" if is_host else link),
        description=_for_host(details, words, page)
        if is_host
        else describe_for_customer(
            words,
            hosts=details.get("hosts", []),
            link=link,
            until=change_until(notice, details),
            is_waiting=is_waiting,
        ),
        url=page,
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
    if is_host:
        return f"{details['customer_name']} · {details['calendar']}"
    return summary_for_customer(details["business"], details["calendar"])


def _location(details: Details, link: str) -> str:
    """A link stands on the appointment's page, for which see `letters.py`."""
    kinds = Calendar.LocationKind
    shown = {kinds.NONE: "", kinds.LINK: link}
    return shown.get(kinds(details["location_kind"]), inert_line(details["location"]))


def _for_host(details: Details, words: Wording, page: str) -> str:
    return describe_for_host(
        phone=details["customer_phone"],
        email=details["customer_email"],
        notes=details["notes"],
        answers=[(question, answer) for question, answer in details["answers"]],
        language=words.locale.language,
        page=page,
    )
