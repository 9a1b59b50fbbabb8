"""Booking: what is listed is booked, what is booked is taken, and nothing is booked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes, run_concurrently
from scheduling.errors import (
    AnswerInvalid,
    CustomerUnreachable,
    HoldLost,
    TimeNotAvailable,
    TooManyAppointments,
)
from scheduling.models import Appointment, Calendar, CalendarHost, Hold, Reservation
from scheduling.queries import open_slots
from scheduling.services import Customer, book, hold_time, release_hold, renew_hold
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from workspaces.models import Workspace

ADA = Customer(name="Ada Lovelace", email="Ada@Example.com", phone="+43 1 234567")


def try_to_book(calendar: Calendar, starts_at: datetime, **wanted: Any) -> str:
    """`booked`, or the rule that refused."""
    with workspace_scope(calendar.workspace_id):
        try:
            book(calendar=calendar, starts_at=starts_at, now=NOW, **{"customer": ADA, **wanted})
        except TimeNotAvailable as error:
            return str(error.rule)
    return "booked"


def guest(number: int) -> Customer:
    return Customer(name=f"Guest {number}", email=f"guest{number}@example.com")


def listed(calendar: Calendar, *, minutes: int = 30, day: int = 2) -> list[str]:
    """The open times of a day in March, in Vienna's time."""
    date = at(0, day=day).date()
    with workspace_scope(calendar.workspace_id):
        slots = open_slots(calendar=calendar, first=date, last=date, minutes=minutes, now=NOW)
    return [f"{each.starts_at + timedelta(hours=1):%H:%M}" for each in slots]


def test_a_listed_time_is_booked_and_then_taken(calendar: Calendar) -> None:
    assert listed(calendar)[:3] == ["09:00", "09:30", "10:00"]
    assert len(listed(calendar)) == 16

    with workspace_scope(calendar.workspace_id):
        booked = book(calendar=calendar, starts_at=at(8, 30), customer=ADA, notes="Knee", now=NOW)
        kept = Appointment.objects.get(pk=booked.pk)
        reserved = Reservation.objects.get(appointment=booked)
        events = list(OutboxEvent.objects.filter(type="APPOINTMENT_BOOKED"))

    assert (kept.starts_at, kept.ends_at, kept.status) == (at(8, 30), at(9), "CONFIRMED")
    assert (kept.customer_name, kept.customer_email) == ("Ada Lovelace", "ada@example.com")
    assert (kept.customer_phone, kept.customer_phone_e164) == ("+43 1 234567", "+431234567")
    assert (reserved.busy.lower, reserved.busy.upper, reserved.seat) == (at(8, 30), at(9), 0)
    assert [each.payload["appointment_id"] for each in events] == [booked.public_id]
    assert listed(calendar)[:3] == ["09:00", "10:00", "10:30"]
    with nothing_changes():
        assert try_to_book(calendar, at(8, 30)) == "HOST_BUSY"


@pytest.mark.parametrize(
    ("starts_at", "minutes", "rule"),
    [
        (at(9), 4, "DURATION_NOT_OFFERED"),
        (at(9), 481, "DURATION_NOT_OFFERED"),
        (at(11, day=1), 30, "IN_THE_PAST"),
        (datetime(1, 1, 1, tzinfo=NOW.tzinfo), 30, "IN_THE_PAST"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=NOW.tzinfo), 30, "BEYOND_HORIZON"),
        (at(9, day=6), 30, "OUTSIDE_HOURS"),
        (at(7, 30), 30, "OUTSIDE_HOURS"),
        (at(15, 45), 30, "OUTSIDE_HOURS"),
        (at(9, 10), 30, "NOT_ON_GRID"),
        (at(9) + timedelta(microseconds=1), 30, "NOT_ON_GRID"),
    ],
)
def test_an_unlisted_time_is_refused_by_its_rule(
    calendar: Calendar, starts_at: datetime, minutes: int, rule: str
) -> None:
    with nothing_changes():
        assert try_to_book(calendar, starts_at, minutes=minutes) == rule


def test_buffers_keep_the_time_around_an_appointment(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"buffer_after_minutes": 15})
    assert try_to_book(calendar, at(9)) == "booked"

    assert listed(calendar)[:4] == ["09:00", "11:00", "11:30", "12:00"]


def test_capacity_is_the_number_of_appointments_at_once(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"capacity": 2})

    outcomes = [try_to_book(calendar, at(9), customer=guest(number)) for number in range(3)]

    assert outcomes == ["booked", "booked", "HOST_BUSY"]


def test_a_host_is_in_one_place(acme: Workspace) -> None:
    """However many appointments at once the other calendar allows."""
    host = make_host(acme)
    one = make_calendar(acme, "One", settings={"hosts": [host], "capacity": 3})
    other = make_calendar(acme, "Other", settings={"hosts": [host]})
    assert try_to_book(one, at(9)) == "booked"

    with nothing_changes():
        assert try_to_book(other, at(9)) == "HOST_BUSY"
    assert try_to_book(one, at(9), customer=guest(2)) == "booked"


def test_all_hosts_must_be_free_for_a_collective_appointment(acme: Workspace) -> None:
    hosts = [make_host(acme, "One"), make_host(acme, "Two")]
    both = make_calendar(acme, "Both", settings={"hosts": hosts, "assignment": "COLLECTIVE"})
    second = make_calendar(acme, "Second", settings={"hosts": hosts[1:]})
    assert try_to_book(second, at(9)) == "booked"

    assert try_to_book(both, at(9)) == "HOST_BUSY"
    assert try_to_book(both, at(9, 30)) == "booked"
    assert try_to_book(second, at(9, 30)) == "HOST_BUSY"


def test_hosts_take_turns(acme: Workspace) -> None:
    hosts = [make_host(acme, name) for name in ("One", "Two", "Three")]
    calendar = make_calendar(
        acme, settings={"hosts": hosts, "max_upcoming_per_customer": 100, "max_per_day": 100}
    )

    for number in range(14):
        start = at(8) + timedelta(minutes=30 * (number % 16))
        assert try_to_book(calendar, start, customer=guest(number)) == "booked"

    with workspace_scope(acme.pk):
        counts = CalendarHost.objects.order_by("host_id").values_list("assigned", flat=True)
        assert list(counts) == [5, 5, 4]


def test_limits_of_a_day_and_of_a_week(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"max_per_day": 2, "max_per_week": 3})
    assert [try_to_book(calendar, at(hour)) for hour in (9, 10, 11)] == [
        "booked",
        "booked",
        "DAY_FULL",
    ]
    assert try_to_book(calendar, at(9, day=3)) == "booked"
    assert listed(calendar, day=4) == []
    assert try_to_book(calendar, at(9, day=4)) == "WEEK_FULL"
    assert try_to_book(calendar, at(9, day=8)) == "booked"


def test_a_repeated_request_books_once(calendar: Calendar) -> None:
    with workspace_scope(calendar.workspace_id):
        wanted: Any = {"calendar": calendar, "starts_at": at(9), "customer": ADA, "now": NOW}
        first = book(request_key="one", **wanted)
        with nothing_changes():
            assert book(request_key="one", **wanted) == first


def test_a_customer_is_reachable_and_books_no_more_than_allowed(calendar: Calendar) -> None:
    with workspace_scope(calendar.workspace_id):
        wanted: Any = {"calendar": calendar, "starts_at": at(9), "now": NOW}
        with nothing_changes(), pytest.raises(CustomerUnreachable):
            book(customer=Customer(name="Nobody"), **wanted)
        calendar.max_upcoming_per_customer = 1
        book(customer=ADA, **wanted)
        wanted["starts_at"] = at(10)
        for same in (replace(ADA, phone=""), replace(ADA, email="")):
            with nothing_changes(), pytest.raises(TooManyAppointments):
                book(customer=same, **wanted)
        assert book(customer=Customer(name="Bob", phone="+4355501"), **wanted).pk


def test_answers_fit_the_questions(acme: Workspace) -> None:
    questions = [
        {"key": "seat", "label": "Where?", "type": "CHOICE", "options": ["In", "Out"]},
        {"key": "first", "label": "First time?", "type": "BOOLEAN", "is_required": True},
    ]
    calendar = make_calendar(acme, settings={"questions": questions})
    with workspace_scope(acme.pk):
        wanted: Any = {"calendar": calendar, "starts_at": at(9), "customer": ADA, "now": NOW}
        bad: list[tuple[dict[str, object], str]] = [
            ({}, "first"),
            ({"first": ""}, "first"),
            ({"first": True, "seat": "Roof"}, "seat"),
            ({"first": "yes"}, "first"),
            ({"first": True, "x": 1}, "x"),
        ]
        for answers, key in bad:
            with nothing_changes(), pytest.raises(AnswerInvalid) as refused:
                book(answers=answers, **wanted)
            assert refused.value.field == f"answers.{key}"
        booked = book(answers={"first": False, "seat": "Out"}, **wanted)
        assert Appointment.objects.get(pk=booked.pk).answers == {"first": False, "seat": "Out"}


def test_a_held_time_is_its_holders(calendar: Calendar) -> None:
    with workspace_scope(calendar.workspace_id):
        hold = hold_time(calendar=calendar, starts_at=at(9), seconds=60, now=NOW)
    assert "10:00" not in listed(calendar)
    assert try_to_book(calendar, at(9)) == "HOST_BUSY"
    assert try_to_book(calendar, at(9), hold=hold) == "booked"
    with workspace_scope(calendar.workspace_id):
        assert not Hold.objects.exists()


def test_a_hold_ends_by_itself_or_when_it_is_released(calendar: Calendar) -> None:
    with workspace_scope(calendar.workspace_id):
        hold = hold_time(calendar=calendar, starts_at=at(9), seconds=2, now=NOW)
        later = NOW + timedelta(seconds=1)
        renewed = renew_hold(hold=hold, seconds=2, now=later)
        assert renewed.expires_at == later + timedelta(seconds=2)
        over = later + timedelta(seconds=2)
        with pytest.raises(HoldLost):
            renew_hold(hold=hold, seconds=2, now=over)
        with nothing_changes(), pytest.raises(HoldLost):
            book(calendar=calendar, starts_at=at(9), customer=ADA, hold=hold, now=over)
        other = hold_time(calendar=calendar, starts_at=at(9), seconds=2, now=over)
        release_hold(hold=other)
        assert book(calendar=calendar, starts_at=at(9), customer=ADA, now=over).pk


def test_one_of_many_gets_a_time(transactional_db: None, calendar: Calendar) -> None:
    outcomes = run_concurrently(40, lambda _: try_to_book(calendar, at(9)), threads=20)

    assert sorted(outcomes) == ["HOST_BUSY"] * 39 + ["booked"]
    with workspace_scope(calendar.workspace_id):
        assert Appointment.objects.count() == 1
