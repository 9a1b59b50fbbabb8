"""Mails about appointments: who is told what, in which words, and nobody twice."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from scheduling.models import AppointmentNotice, Calendar, Host
from scheduling.queries.calendar_events import appointment_uid
from scheduling.services import (
    assign_hosts,
    cancel,
    confirm,
    delete_calendar,
    reschedule,
)
from scheduling.services.notices import MAILED_PER_HOUR
from scheduling.services.sending import send_notice
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.mailbox import (
    ADA,
    State,
    booked,
    do,
    event,
    hosted,
    notices,
    parts,
    sent,
    sent_to,
)
from scheduling.tokens import read_token
from workspaces.models import Membership, Workspace
from workspaces.tests.factories import Person

# -- who is told what ------------------------------------------------------------------------------


def test_a_booking_is_mailed_to_the_customer_and_the_host(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei", location_kind="ADDRESS", location="Ringstraße 1")
    appointment = booked(calendar, phone="+43 1 234567")

    to_customer, to_host = sorted(sent(), key=lambda each: each.to)

    assert (to_customer.to, to_customer.reply_to) == ([ADA.email], ["osei@acme.example"])
    assert to_customer.subject == "Appointment booked: Front desk, Wednesday, March 3, 2027"
    for line in (
        "Hello Ada Lovelace,",
        "Your appointment with Acme is booked.",
        "When: Wednesday, March 3, 2027, 10:00 AM – 10:30 AM",
        "Time zone: Central European Standard Time (Europe/Vienna)",
        "Where: Ringstraße 1",
    ):
        assert line in to_customer.body.splitlines()
    assert (to_host.to, to_host.reply_to) == (["osei@acme.example"], [ADA.email])
    assert "Ada Lovelace has an appointment with you." in to_host.body
    assert "Phone number: +43 1 234567" in to_host.body
    assert "/book/" not in to_host.body
    states = [(each.recipient, each.kind, each.state) for each in notices(calendar)]
    assert states == [
        ("CUSTOMER", "BOOKED", "SENT"),
        ("HOST", "BOOKED", "SENT"),
        ("CUSTOMER", "REMINDER", "WAITING"),
    ]
    assert appointment.sequence == 0


def test_the_links_open_the_appointment(calendar: Calendar) -> None:
    appointment = booked(calendar)

    body = sent_to().body

    links = [urlsplit(line) for line in body.splitlines() if "/book/appointment" in line]
    assert [each.path for each in links] == [
        "/book/appointment",
        "/book/appointment/move",
        "/book/appointment/cancel",
    ]
    tokens = {parse_qs(each.query)["token"][0] for each in links}
    assert {read_token(token) for token in tokens} == {appointment.public_id}


def test_a_request_is_confirmed_in_another_mail(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei", confirmation="MANUAL")
    appointment = booked(calendar)

    asked = sent_to()
    do(calendar, confirm, appointment=appointment)
    confirmed = sent_to()

    assert asked.subject.startswith("Request received:")
    assert "The time is kept for you. We still have to confirm it." in asked.body
    assert event(asked)[1]["status"] == "TENTATIVE"
    assert confirmed.subject.startswith("Appointment confirmed:")
    assert "still have to confirm" not in confirmed.body
    assert (event(confirmed)[1]["status"], event(confirmed)[1]["sequence"]) == ("CONFIRMED", 1)


def test_a_move_tells_the_time_before_and_whom_it_leaves(acme: Workspace) -> None:
    calendar = hosted(acme, "One", "Two")
    first = booked(calendar)
    sent()
    with workspace_scope(acme.pk):
        host = first.reservations.get().host
        before = Host.objects.exclude(pk=host.pk).get(own_calendar=None)
        assign_hosts(calendar, [before], now=NOW)
    do(calendar, reschedule, appointment=first, starts_at=at(10, day=3))

    mails = {each.to[0]: each for each in sent()}

    assert set(mails) == {ADA.email, host.email, before.email}
    customer, lost, gained = mails[ADA.email], mails[host.email], mails[before.email]
    assert customer.subject.startswith("Appointment moved:")
    assert "Until now: Wednesday, March 3, 2027, 10:00 AM" in customer.body
    assert "11:00 AM – 11:30 AM" in customer.body
    assert lost.subject.startswith("Appointment cancelled:")
    assert "10:00 AM – 10:30 AM" in lost.body
    assert gained.subject.startswith("Appointment booked:")
    assert [event(each)[0] for each in (customer, lost, gained)] == ["REQUEST", "CANCEL", "REQUEST"]


@pytest.mark.parametrize(
    ("confirmation", "side", "title"),
    [
        ("AUTO", "CUSTOMER", "Appointment cancelled"),
        ("AUTO", "MEMBER", "Appointment cancelled"),
        ("MANUAL", "CUSTOMER", "Appointment cancelled"),
        ("MANUAL", "MEMBER", "Request declined"),
    ],
)
def test_a_cancellation_says_why_and_offers_other_times(
    acme: Workspace, confirmation: str, side: str, title: str
) -> None:
    calendar = make_calendar(acme, settings={"confirmation": confirmation})
    appointment = booked(calendar)
    sent()

    do(calendar, cancel, appointment=appointment, reason="The doctor is ill.", side=side)
    message, to_manager = sorted(sent(), key=lambda each: each.to)

    assert message.subject.startswith(f"{title}:")
    # Who books in somebody's name, and cancels, has no words mailed to them.
    assert ("Reason: The doctor is ill." in message.body) is (side == "MEMBER")
    assert "Reason: The doctor is ill." in to_manager.body
    assert f"/book/{calendar.public_id}" in message.body
    assert "/book/appointment" not in message.body
    method, cancelled = event(message)
    assert (method, cancelled["status"], cancelled["sequence"]) == ("CANCEL", "CANCELLED", 1)


def test_customers_of_a_deleted_calendar_are_told(calendar: Calendar) -> None:
    appointment = booked(calendar)
    sent()

    do(calendar, delete_calendar, calendar=calendar, cancel_appointments=True)
    message = sent_to()

    assert message.subject.startswith("Appointment cancelled: Front desk,")
    assert "/book/" not in message.body
    assert str(event(message)[1]["uid"]) == appointment_uid(appointment)
    assert {each.state for each in notices(calendar)} == {"SENT", "DROPPED"}


def test_without_named_hosts_the_managers_are_told(calendar: Calendar, acme: Workspace) -> None:
    booked(calendar)

    assert {each.to[0] for each in sent()} == {ADA.email, "alice@example.com"}


def test_a_customer_without_an_address_is_not_mailed(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei")
    booked(calendar, email="", phone="+4312345678")

    assert [each.to for each in sent()] == [["osei@acme.example"]]
    assert [each.recipient for each in notices(calendar)] == ["HOST"]


# -- once, and never what is not true anymore ------------------------------------------------------


def test_a_mail_that_is_overtaken_is_not_sent(calendar: Calendar) -> None:
    appointment = booked(calendar)
    do(calendar, reschedule, appointment=appointment, starts_at=at(10, day=3))

    message = sent_to()

    assert message.subject.startswith("Appointment moved:")
    states = [(each.kind, each.state) for each in notices(calendar) if each.recipient == "CUSTOMER"]
    assert states == [
        ("BOOKED", "DROPPED"),
        ("REMINDER", "DROPPED"),
        ("RESCHEDULED", "SENT"),
        ("REMINDER", "WAITING"),
    ]


def test_a_repeated_job_sends_nothing(calendar: Calendar) -> None:
    booked(calendar)
    sent()
    (notice, *_) = notices(calendar)
    mail.outbox.clear()

    send_notice(notice_id=notice.pk, workspace_id=notice.workspace_id, now=lambda: NOW)

    assert mail.outbox == []


def test_a_mail_that_is_sent_again_has_the_same_message_id(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker died after sending it, before it could say so."""
    booked(calendar)
    first = sent_to()
    (notice, *_) = notices(calendar)
    with workspace_scope(calendar.workspace_id):
        AppointmentNotice.objects.filter(pk=notice.pk).update(state=State.WAITING, sent_at=None)
    mail.outbox.clear()

    send_notice(notice_id=notice.pk, workspace_id=notice.workspace_id, now=lambda: NOW)

    (again,) = cast(list[EmailMultiAlternatives], mail.outbox)
    assert again.message()["Message-ID"] == first.message()["Message-ID"]
    assert first.message()["Message-ID"] == f"<{notice.public_id}@localhost>"
    assert [part.as_bytes() for part in parts(again)] == [part.as_bytes() for part in parts(first)]


def test_a_mail_that_cannot_be_sent_is_tried_again_and_then_failed(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise SMTPException("mailbox unavailable")

    booked(calendar)
    monkeypatch.setattr("scheduling.services.sending.send_mail", refuse)
    (notice, *_) = notices(calendar)
    (job,) = [each for each in Job.objects.all() if each.arguments.get("notice_id") == notice.pk]

    for _ in range(20):
        Job.objects.filter(pk=job.pk).update(due_at=NOW - timedelta(days=365))
        worker.run(job.pk)

    (notice, *_) = notices(calendar)
    assert (notice.state, notice.error) == ("FAILED", "Unexpected SMTPException.")
    assert notice.sent_at is None


def test_an_address_is_not_flooded(calendar: Calendar, settings: LazySettings) -> None:
    """Strangers can book in anybody's name, cancel, and book again, with a tag in the address."""
    settings.RATE_LIMIT_FACTOR = 1
    for number in range(11):
        do(calendar, cancel, appointment=booked(calendar, email=f"Ada+{number}@example.com"))

    told = [each for each in notices(calendar) if each.recipient == "CUSTOMER"]
    dropped = [each.error for each in told if each.kind != "REMINDER" and each.state == "DROPPED"]
    assert dropped == ["This address had 20 mails within an hour."] * 2


def test_a_host_is_not_flooded_either(
    acme: Workspace, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens a workspace can name anybody as a host, and book."""
    settings.RATE_LIMIT_FACTOR = 1
    monkeypatch.setitem(MAILED_PER_HOUR, AppointmentNotice.Recipient.HOST, 3)
    calendar = hosted(acme, "Osei")
    for number in range(2):
        do(calendar, cancel, appointment=booked(calendar, email=f"ada{number}@example.com"))

    told = [each for each in notices(calendar) if each.recipient == "HOST"]
    assert [each.state for each in told] == ["WAITING"] * 3 + ["DROPPED"]
    assert told[-1].error == "This address had 3 mails within an hour."


def test_who_has_left_is_not_mailed(acme: Workspace, alice: Person, charlie: Person) -> None:
    calendar = hosted(acme, "Osei")
    with workspace_scope(acme.pk):
        Host.objects.update(email="", user=charlie.user)
        Membership.objects.create(
            workspace=acme, user=charlie.user, role="MEMBER", created_at=NOW, updated_at=NOW
        )
        booked(calendar)
    assert {each.to[0] for each in sent()} == {ADA.email, charlie.user.email}

    with workspace_scope(acme.pk):
        Membership.objects.filter(user=charlie.user).delete()
        booked(calendar, at(10, day=3))

    assert {each.to[0] for each in sent()} == {ADA.email, alice.user.email}
