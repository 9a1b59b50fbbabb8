"""Appointments that are mailed about, and the mails."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import Any, cast

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar as Ics

from core.scope import workspace_scope
from core.testing import run_jobs
from scheduling.models import Appointment, AppointmentNotice, Calendar, Host
from scheduling.services import (
    Customer,
    assign_hosts,
    book,
)
from scheduling.tests.fixtures import NOW, at, make_calendar
from workspaces.models import Workspace

START = at(9, day=3)  # 10:00 on Wednesday in Vienna
ADA = Customer(name="Ada Lovelace", email="ada@example.com", time_zone="Europe/Vienna")
Kind, State = AppointmentNotice.Kind, AppointmentNotice.State


def hosted(workspace: Workspace, *names: str, **settings: Any) -> Calendar:
    """A calendar whose hosts have addresses."""
    calendar = make_calendar(workspace, settings=settings or None)
    with workspace_scope(workspace.pk):
        hosts = [
            Host.objects.create(
                workspace=workspace, name=name, email=f"{name.lower()}@acme.example", created_at=NOW
            )
            for name in names
        ]
        assign_hosts(calendar, hosts, now=NOW)
    return calendar


def do(calendar: Calendar, what: Any, /, **arguments: Any) -> Any:
    with workspace_scope(calendar.workspace_id):
        return what(now=NOW, **arguments)


def booked(calendar: Calendar, starts_at: datetime = START, **customer: str) -> Appointment:
    who = Customer(**{"name": ADA.name, "email": ADA.email, **customer})
    return cast(
        Appointment, do(calendar, book, calendar=calendar, starts_at=starts_at, customer=who)
    )


def sent() -> list[EmailMultiAlternatives]:
    """What waits is sent; the mails of this call."""
    mail.outbox.clear()
    run_jobs("mail")
    return cast(list[EmailMultiAlternatives], mail.outbox)


def sent_to(address: str = ADA.email) -> EmailMultiAlternatives:
    (found,) = [each for each in sent() if each.to == [address]]
    return found


def notices(calendar: Calendar) -> list[AppointmentNotice]:
    with workspace_scope(calendar.workspace_id):
        return list(AppointmentNotice.objects.order_by("pk"))


def parts(message: EmailMultiAlternatives) -> list[Message]:
    parsed = message_from_bytes(message.message().as_bytes())
    return [part for part in parsed.walk() if part.get_content_type() == "text/calendar"]


def event(message: EmailMultiAlternatives) -> tuple[str, Any]:
    """The method of the invitation, and its event."""
    (alternative, attached) = parts(message)
    assert alternative.get_payload(decode=True) == attached.get_payload(decode=True)
    assert attached.get_filename() == "invite.ics"
    calendar = Ics.from_ical(cast(bytes, attached.get_payload(decode=True)))
    method = str(calendar["method"])
    assert attached.get_param("method") == alternative.get_param("method") == method
    (found,) = calendar.walk("VEVENT")
    return method, found
