"""Reminders: at their time, once, never late, and not of what is not to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently, run_jobs
from scheduling.errors import CalendarRulesInvalid
from scheduling.models import Appointment, AppointmentNotice, Calendar
from scheduling.services import (
    Customer,
    book,
    cancel,
    change_calendar,
    complete,
    confirm,
    reschedule,
)
from scheduling.services.reminding import queue_due_reminders
from scheduling.services.sending import send_notice
from scheduling.tests.fixtures import NOW, at, make_calendar
from workspaces.contacts.services import set_do_not_contact
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

START = at(9, day=10)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def booked(calendar: Calendar, starts_at: datetime = START, number: int = 0) -> Appointment:
    who = Customer(name="Ada Lovelace", email=f"ada{number}@example.com", time_zone="Asia/Tokyo")
    with workspace_scope(calendar.workspace_id):
        return book(calendar=calendar, starts_at=starts_at, customer=who, now=NOW)


def reminders(calendar: Calendar) -> list[tuple[timedelta, str, str]]:
    """How long before its start each is due, its state, and why it is not sent."""
    with workspace_scope(calendar.workspace_id):
        rows = AppointmentNotice.objects.filter(kind="REMINDER").order_by("pk")
        return [(each.starts_at - each.due_at, each.state, each.error) for each in rows]


def sent_at(calendar: Calendar, now: datetime) -> list[Any]:
    """The reminders that are sent if the beat looks then."""
    run_jobs("mail")
    mail.outbox.clear()
    queue_due_reminders(now=now)
    with workspace_scope(calendar.workspace_id):
        queued = AppointmentNotice.objects.filter(kind="REMINDER", queued_at=now)
        keys = list(queued.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        send_notice(notice_id=key, workspace_id=calendar.workspace_id, now=lambda: now)
    return list(mail.outbox)


def test_a_booking_costs_the_same_with_one_reminder_and_with_five(acme: Workspace) -> None:
    costs = []
    for minutes in ([60], [60, 120, 180, 240, 300]):
        calendar = make_calendar(acme, f"With {len(minutes)}")
        with workspace_scope(acme.pk):
            change_calendar(calendar=calendar, reminder_minutes=minutes, now=NOW)
        with CaptureQueriesContext(connection) as captured:
            booked(calendar, number=len(minutes))
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_a_reminder_is_sent_at_its_time_in_the_customers_zone(calendar: Calendar) -> None:
    booked(calendar)

    assert sent_at(calendar, START - DAY - MINUTE) == []
    (message,) = sent_at(calendar, START - DAY)

    assert message.subject == "Reminder: Front desk, Wednesday, March 10, 2027"
    assert "6:00 PM – 6:30 PM" in message.body
    assert "Japan Standard Time (Asia/Tokyo)" in message.body
    assert [kind for _, kind in message.alternatives] == ["text/html"]
    assert sent_at(calendar, START - DAY + MINUTE) == []
    assert reminders(calendar) == [(DAY, "SENT", "")]


def test_each_of_several_reminders_is_sent(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"reminder_minutes": [60, 1440, 60]})
    assert calendar.reminder_minutes == [1440, 60]
    booked(calendar)

    assert len(sent_at(calendar, START - DAY)) == 1
    assert len(sent_at(calendar, START - timedelta(hours=1))) == 1
    assert [each[:2] for each in reminders(calendar)] == [
        (DAY, "SENT"),
        (timedelta(hours=1), "SENT"),
    ]


def test_a_reminder_whose_time_has_passed_is_not_planned(calendar: Calendar) -> None:
    booked(calendar, at(9))  # in 22 hours

    assert reminders(calendar) == []


@pytest.mark.parametrize("given", [[0], [40_321], [1, 2, 3, 4, 5, 6]])
def test_reminders_are_few_and_within_four_weeks(calendar: Calendar, given: list[int]) -> None:
    with (
        workspace_scope(calendar.workspace_id),
        nothing_changes(),
        pytest.raises(CalendarRulesInvalid),
    ):
        change_calendar(calendar=calendar, reminder_minutes=given, now=NOW)


def test_a_moved_appointment_is_reminded_of_at_its_new_time(calendar: Calendar) -> None:
    appointment = booked(calendar)
    with workspace_scope(calendar.workspace_id):
        reschedule(appointment=appointment, starts_at=START + DAY, now=NOW)

    assert sent_at(calendar, START - DAY) == []
    assert len(sent_at(calendar, START)) == 1
    assert [each[1:] for each in reminders(calendar)] == [
        ("DROPPED", "The appointment was moved."),
        ("SENT", ""),
    ]


def test_a_cancelled_appointment_is_not_reminded_of(calendar: Calendar) -> None:
    appointment = booked(calendar)
    with workspace_scope(calendar.workspace_id):
        cancel(appointment=appointment, now=NOW)

    assert sent_at(calendar, START - DAY) == []
    assert [each[1:] for each in reminders(calendar)] == [
        ("DROPPED", "The appointment was cancelled.")
    ]


def test_a_request_is_reminded_of_only_once_it_is_confirmed(acme: Workspace) -> None:
    calendar = make_calendar(
        acme, settings={"confirmation": "MANUAL", "reminder_minutes": [2880, 1440]}
    )
    appointment = booked(calendar)

    assert sent_at(calendar, START - 2 * DAY) == []
    with workspace_scope(acme.pk):
        confirm(appointment=appointment, now=NOW)
    assert len(sent_at(calendar, START - DAY)) == 1
    assert [each[1:] for each in reminders(calendar)] == [
        ("DROPPED", "The appointment is not confirmed."),
        ("SENT", ""),
    ]


def test_a_reminder_never_comes_late(calendar: Calendar) -> None:
    booked(calendar)

    assert sent_at(calendar, START) == []
    assert [each[1:] for each in reminders(calendar)] == [("DROPPED", "It came too late.")]


def test_a_calendar_that_reminds_nobody_any_more_sends_nothing(calendar: Calendar) -> None:
    booked(calendar)
    with workspace_scope(calendar.workspace_id):
        change_calendar(calendar=calendar, reminder_minutes=[], now=NOW)

    assert sent_at(calendar, START - DAY) == []
    assert [each[1:] for each in reminders(calendar)] == [
        ("DROPPED", "The calendar does not send it any more.")
    ]


def test_what_is_over_already_is_not_reminded_of(calendar: Calendar) -> None:
    appointment = booked(calendar)
    with workspace_scope(calendar.workspace_id):
        complete(appointment=appointment, now=START)

    assert sent_at(calendar, START - DAY) == []


def test_whoever_does_not_want_mail_is_not_reminded(calendar: Calendar) -> None:
    appointment = booked(calendar)
    assert appointment.contact is not None
    with workspace_scope(calendar.workspace_id):
        set_do_not_contact(contact=appointment.contact, channels=["EMAIL"], now=NOW)

    assert sent_at(calendar, START - DAY) == []
    assert [each[1:] for each in reminders(calendar)] == [
        ("DROPPED", "The customer does not want to be contacted.")
    ]


def test_a_suspended_workspace_sends_no_reminders(calendar: Calendar, acme: Workspace) -> None:
    booked(calendar)
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(suspended_at=NOW)

    assert queue_due_reminders(now=START - DAY) == 0


def test_the_command_shows_what_is_due_and_queues_it(calendar: Calendar) -> None:
    booked(calendar)
    with workspace_scope(calendar.workspace_id):
        AppointmentNotice.objects.filter(kind="REMINDER").update(due_at=NOW - 9 * 365 * DAY)

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("send_reminders", *arguments, stdout=out)
        return out.getvalue().strip()

    with nothing_changes():
        assert run() == "1 reminders would be queued; use --apply."
    assert run("--apply") == "1 reminders queued."
    assert run("--apply") == "0 reminders queued."


@pytest.mark.django_db(transaction=True)
def test_concurrent_polls_queue_each_reminder_once(alice: Person) -> None:
    calendar = make_calendar(make_workspace(alice, "Acme"), settings={"capacity": 30})
    for number in range(12):
        booked(calendar, number=number)

    queued = run_concurrently(8, lambda _: queue_due_reminders(now=START - DAY))

    assert sum(queued) == 12
    with as_table_owner():
        keys = AppointmentNotice.everywhere.filter(kind="REMINDER").values_list("pk", flat=True)
        jobs = [each.arguments["notice_id"] for each in Job.objects.order_by("pk")]
    assert sorted(key for key in jobs if key in set(keys)) == sorted(keys)


def test_other_reminders_are_planned_for_what_is_booked(
    acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once, none for the past, however often the calendar changes; a few at a time."""
    monkeypatch.setattr("scheduling.services.reminding.PLANNED_AT_ONCE", 1)
    clock = SimpleNamespace(now=lambda: NOW)
    monkeypatch.setattr("scheduling.tasks.timezone", clock)
    calendar = make_calendar(acme)
    booked(calendar)
    cancelled = booked(calendar, START + DAY, 1)
    booked(calendar, at(9), 2)  # in 22 hours
    assert [each[:2] for each in reminders(calendar)] == [(DAY, "WAITING")] * 2
    with workspace_scope(acme.pk):
        cancel(appointment=cancelled, now=NOW)
        for minutes in ([60], [1440], [1440, 60, 40_000], [1440, 60, 40_000], [120, 60]):
            change_calendar(calendar=calendar, reminder_minutes=minutes, now=NOW)
            run_jobs("default")
            run_jobs("default")
    run_jobs("default")

    hour, gone = timedelta(hours=1), "The calendar does not send it any more."
    assert [each for each in reminders(calendar) if each[1] == "WAITING"] == [
        *[(hour, "WAITING", "")] * 2,
        *[(2 * hour, "WAITING", "")] * 2,
    ]
    assert {each[2] for each in reminders(calendar)} >= {"", gone}
