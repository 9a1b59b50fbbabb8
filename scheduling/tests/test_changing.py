"""What happens to an appointment after it was booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes, run_concurrently, shared
from scheduling.errors import (
    AppointmentNotBegun,
    AppointmentOver,
    CalendarHasAppointments,
    ChangeTooLate,
    HostHasAppointments,
    TimeNotAvailable,
)
from scheduling.models import Appointment, Calendar, CalendarHost, Host, Reservation
from scheduling.services import (
    assign_hosts,
    book,
    cancel,
    change_calendar,
    complete,
    confirm,
    delete_calendar,
    delete_host,
    mark_no_show,
    reschedule,
)
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.test_booking import ADA, listed, try_to_book
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person


@shared
def appointment(calendar: Calendar) -> Appointment:
    """Of half an hour, on Tuesday at ten in Vienna."""
    with workspace_scope(calendar.workspace_id):
        return book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)


def published() -> list[str]:
    rows = OutboxEvent.objects.filter(type__startswith="APPOINTMENT_").order_by("pk")
    return [each.type.removeprefix("APPOINTMENT_") for each in rows]


def test_a_moved_appointment_frees_its_time(appointment: Appointment) -> None:
    calendar = appointment.calendar
    with workspace_scope(appointment.workspace_id):
        moved = reschedule(appointment=appointment, starts_at=at(9, 30), now=NOW)
        kept = Appointment.objects.get(pk=moved.pk)
        reserved = Reservation.objects.get(appointment=kept)
        counts = list(CalendarHost.objects.values_list("assigned", flat=True))
        assert published() == ["BOOKED", "RESCHEDULED"]

    assert (kept.starts_at, kept.ends_at, kept.sequence) == (at(9, 30), at(10), 1)
    assert (reserved.busy.lower, counts) == (at(9, 30), [1])
    assert "10:00" in listed(calendar)
    assert "10:30" not in listed(calendar)


def test_an_appointment_can_overlap_its_own_old_time(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"slot_step_minutes": 15})
    with workspace_scope(acme.pk):
        booked = book(calendar=calendar, starts_at=at(9), customer=ADA, minutes=60, now=NOW)
        moved = reschedule(appointment=booked, starts_at=at(9, 15), now=NOW)
        assert moved.minutes == 60
        with nothing_changes():
            assert reschedule(appointment=moved, starts_at=at(9, 15), now=NOW).sequence == 1


def test_a_moved_appointment_keeps_its_host(acme: Workspace) -> None:
    hosts = [make_host(acme, "One"), make_host(acme, "Two")]
    calendar = make_calendar(acme, settings={"hosts": hosts})
    with workspace_scope(acme.pk):
        booked = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
        assert booked.reservations.get().host_id == hosts[0].pk
        reschedule(appointment=booked, starts_at=at(10), now=NOW)
        assert booked.reservations.get().host_id == hosts[0].pk


def test_a_taken_time_changes_nothing(appointment: Appointment) -> None:
    assert try_to_book(appointment.calendar, at(10)) == "booked"

    with workspace_scope(appointment.workspace_id), nothing_changes():
        with pytest.raises(TimeNotAvailable, match="taken"):
            reschedule(appointment=appointment, starts_at=at(10), now=NOW)


def test_cancelling_frees_the_time_and_can_be_repeated(appointment: Appointment) -> None:
    calendar = appointment.calendar
    with workspace_scope(appointment.workspace_id):
        cancelled = cancel(appointment=appointment, reason="Ill", now=NOW)
        with nothing_changes():
            assert cancel(appointment=appointment, now=NOW).cancel_reason == "Ill"
        counts = list(CalendarHost.objects.values_list("assigned", flat=True))
        assert published() == ["BOOKED", "CANCELLED"]
        with nothing_changes(), pytest.raises(AppointmentOver):
            reschedule(appointment=appointment, starts_at=at(10), now=NOW)

    assert (cancelled.status, cancelled.cancelled_by, counts) == ("CANCELLED", "CUSTOMER", [0])
    assert try_to_book(calendar, at(9)) == "booked"


def test_the_log_of_changes_says_nothing_of_the_customer(
    appointment: Appointment, alice: Person
) -> None:
    with workspace_scope(appointment.workspace_id):
        moved = reschedule(appointment=appointment, starts_at=at(10), by=alice.user, now=NOW)
        cancel(appointment=moved, reason="Ada is ill", by=alice.user, now=NOW)
        entries = list(AuditEntry.objects.filter(target=moved.public_id).order_by("pk"))

    assert [(each.action, each.before, each.after) for each in entries] == [
        (
            "APPOINTMENT_RESCHEDULED",
            {"starts_at": at(9).isoformat()},
            {"starts_at": at(10).isoformat()},
        ),
        ("APPOINTMENT_CANCELLED", {}, {"starts_at": at(10).isoformat()}),
    ]


def test_customers_change_nothing_shortly_before(acme: Workspace, alice: Person) -> None:
    calendar = make_calendar(acme, settings={"cancellation_notice_minutes": 60})
    with workspace_scope(acme.pk):
        booked = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
        late = at(8, 1)
        for change in (
            lambda: cancel(appointment=booked, now=late),
            lambda: reschedule(appointment=booked, starts_at=at(10), now=late),
        ):
            with nothing_changes(), pytest.raises(ChangeTooLate, match="until 1 hour before"):
                change()
        assert cancel(appointment=booked, by=alice.user, now=late).cancelled_by == "MEMBER"


def test_a_member_confirms_what_customers_ask_for(acme: Workspace, alice: Person) -> None:
    calendar = make_calendar(acme, settings={"confirmation": "MANUAL"})
    with workspace_scope(acme.pk):
        booked = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
        assert booked.status == "PENDING"
        booked = confirm(appointment=booked, by=alice.user, now=NOW)
        assert booked.status == "CONFIRMED"
        assert reschedule(appointment=booked, starts_at=at(10), now=NOW).status == "PENDING"
        own = book(calendar=calendar, starts_at=at(11), customer=ADA, by=alice.user, now=NOW)
        assert own.status == "CONFIRMED"


def test_an_appointment_ends_as_completed_or_missed(appointment: Appointment) -> None:
    with workspace_scope(appointment.workspace_id):
        with nothing_changes(), pytest.raises(AppointmentNotBegun):
            complete(appointment=appointment, now=NOW)
        after = at(10)
        assert complete(appointment=appointment, now=after).status == "COMPLETED"
        assert mark_no_show(appointment=appointment, now=after).status == "NO_SHOW"
        assert published() == ["BOOKED", "COMPLETED", "NO_SHOW"]
        with nothing_changes(), pytest.raises(AppointmentOver, match="was missed"):
            cancel(appointment=appointment, now=after)


def test_a_calendar_with_appointments_is_deleted_with_notice_only(
    appointment: Appointment,
) -> None:
    with workspace_scope(appointment.workspace_id):
        with nothing_changes(), pytest.raises(CalendarHasAppointments, match="are 1 app"):
            delete_calendar(calendar=appointment.calendar, now=NOW)
        delete_calendar(calendar=appointment.calendar, cancel_appointments=True, now=NOW)
        assert not Calendar.objects.exists()
        assert not Host.objects.exists()
        assert published() == ["BOOKED", "CANCELLED"]


def test_a_host_with_appointments_stays(acme: Workspace) -> None:
    host, other = make_host(acme, "One"), make_host(acme, "Two")
    calendar = make_calendar(acme, settings={"hosts": [host]})
    assert try_to_book(calendar, at(9)) == "booked"
    with workspace_scope(acme.pk):
        with nothing_changes(), pytest.raises(HostHasAppointments):
            delete_host(host=host, now=NOW)
        assign_hosts(calendar, [host, other], now=NOW)
        counts = CalendarHost.objects.order_by("pk").values_list("host_id", "assigned")
        assert list(counts) == [(host.pk, 1), (other.pk, 1)]
        delete_host(host=other, now=NOW)
        assert [each.host_id for each in calendar.calendar_hosts.all()] == [host.pk]


def test_changed_rules_leave_appointments_where_they_are(appointment: Appointment) -> None:
    with workspace_scope(appointment.workspace_id):
        calendar = change_calendar(
            calendar=appointment.calendar, time_zone="America/New_York", now=NOW
        )
        assert Appointment.objects.get().starts_at == at(9)
    assert calendar.time_zone == "America/New_York"
    assert try_to_book(calendar, at(15)) == "booked"


def test_two_swap_their_times_without_a_deadlock(transactional_db: None, acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"max_upcoming_per_customer": 100})
    with workspace_scope(acme.pk):
        two = [
            book(calendar=calendar, starts_at=at(8 + number), customer=ADA, now=NOW)
            for number in range(6)
        ]

    def swap(number: int) -> str:
        wanted: Any = {"appointment": two[number % 6], "starts_at": at(8 + (number + 1) % 6)}
        with workspace_scope(acme.pk):
            try:
                reschedule(**wanted, now=NOW + timedelta(seconds=number))
            except TimeNotAvailable:
                return "refused"
        return "moved"

    outcomes = run_concurrently(24, swap, threads=12)

    assert set(outcomes) <= {"moved", "refused"}
    with workspace_scope(acme.pk):
        starts = list(Appointment.objects.values_list("starts_at", flat=True))
        assert len(set(starts)) == 6
