"""What ends by itself: once, in time, and never what somebody has decided."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.models import OutboxEvent
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from scheduling.models import Appointment, Calendar, Hold, Reservation
from scheduling.services import confirm, hold_time, mark_no_show
from scheduling.services.ending import delete_ended_holds, end_appointments
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.mailbox import START, booked, do, sent_to
from workspaces.models import Workspace

END = START + timedelta(minutes=30)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def status_of(appointment: Appointment) -> str:
    with workspace_scope(appointment.workspace_id):
        return Appointment.objects.get(pk=appointment.pk).status


def test_an_appointment_is_completed_a_day_after_its_end(calendar: Calendar) -> None:
    appointment = booked(calendar)

    with nothing_changes():
        assert end_appointments(now=END + DAY - SECOND) == 0
    assert end_appointments(now=END + DAY) == 1
    assert status_of(appointment) == "COMPLETED"
    with nothing_changes():
        assert end_appointments(now=END + DAY) == 0
    assert OutboxEvent.objects.filter(type="APPOINTMENT_COMPLETED").count() == 1


def test_what_a_member_has_said_stays(calendar: Calendar) -> None:
    appointment = booked(calendar)
    with workspace_scope(calendar.workspace_id):
        mark_no_show(appointment=appointment, now=END)

    with nothing_changes():
        assert end_appointments(now=END + 2 * DAY) == 0


def test_a_request_that_nobody_answered_is_cancelled_at_its_start(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"confirmation": "MANUAL"})
    asked, confirmed = booked(calendar), booked(calendar, at(11, day=3))
    do(calendar, confirm, appointment=confirmed)

    with nothing_changes():
        assert end_appointments(now=START - SECOND) == 0
    assert end_appointments(now=START) == 1

    with workspace_scope(acme.pk):
        ended = Appointment.objects.get(pk=asked.pk)
    assert (ended.status, ended.cancelled_by) == ("CANCELLED", "NOBODY")
    assert status_of(confirmed) == "CONFIRMED"


def test_the_customer_of_an_unanswered_request_is_told(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"confirmation": "MANUAL"})
    booked(calendar)
    end_appointments(now=START)

    assert sent_to().subject.startswith("Request declined:")


def test_nothing_ends_in_a_suspended_workspace(calendar: Calendar, acme: Workspace) -> None:
    booked(calendar)
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(suspended_at=NOW)

    with nothing_changes():
        assert end_appointments(now=END + DAY) == 0


@pytest.mark.parametrize(("seconds", "left"), [(59, 1), (60, 0)])
def test_ended_holds_are_deleted(calendar: Calendar, seconds: int, left: int) -> None:
    with workspace_scope(calendar.workspace_id):
        hold_time(calendar=calendar, starts_at=START, seconds=60, now=NOW)

    later: datetime = NOW + timedelta(seconds=seconds)
    delete_ended_holds(now=later)

    with workspace_scope(calendar.workspace_id):
        assert (Hold.objects.count(), Reservation.objects.count()) == (left, left)
