"""What a host decides: conflicts with calendars elsewhere, and time off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from core.testing.rows import make_row
from scheduling.models import (
    Appointment,
    BusyTime,
    Calendar,
    CalendarConnection,
    Host,
    OutsideEvent,
)
from scheduling.tests.agenda_pages import (
    away,
    cards,
    conflicts,
    fresh,
    make_reader,
    notices,
    own_page,
    signed_in,
    spaced,
    text_of,
)
from scheduling.tests.booking_pages import errors, heading, make_appointment
from scheduling.tests.fixtures import NOW, at, make_calendar
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("page_clock")

Status = Appointment.Status


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


@pytest.fixture
def reader(host: Host) -> Client:
    return signed_in(host)


@pytest.fixture
def booked(calendar: Calendar, host: Host) -> Appointment:
    return make_appointment(calendar, at(8))


# -- conflicts in calendars elsewhere --------------------------------------------------------------


@pytest.fixture
def moved(booked: Appointment, host: Host) -> OutsideEvent:
    """Somebody moved the appointment to ten."""
    with workspace_scope(host.workspace_id):
        connection = make_row(
            CalendarConnection,
            host.workspace_id,
            host=host,
            kind="CALDAV",
            next_sync_at=NOW,
            created_at=NOW,
        )
        event: OutsideEvent = make_row(
            OutsideEvent,
            host.workspace_id,
            connection=connection,
            appointment=booked,
            conflict="MOVED",
            conflict_since=NOW,
            seen_starts_at=at(10),
            seen_ends_at=at(10, 30),
            is_due=False,
        )
    return event


def decide(reader: Client, event: OutsideEvent, keep: str) -> Any:
    with workspace_scope(event.workspace_id):
        appointment = Appointment.objects.get(pk=event.appointment_id)
    form = {"conflict": event.public_id, "keep": keep}
    return reader.post(own_page(appointment, "/conflict"), form)


def test_a_host_keeps_the_time_here(
    reader: Client, booked: Appointment, moved: OutsideEvent
) -> None:
    assert len(conflicts(reader.get(own_page(booked)))) == 1

    assert decide(reader, moved, "ours").status_code == 303

    assert (fresh(moved).conflict, fresh(moved).is_due) == ("", True)
    assert fresh(booked).starts_at == at(8)
    assert conflicts(reader.get(own_page(booked))) == []


def test_a_host_takes_the_time_there(
    reader: Client, booked: Appointment, moved: OutsideEvent
) -> None:
    assert decide(reader, moved, "theirs").status_code == 303

    assert fresh(booked).starts_at == at(10)
    assert ("CUSTOMER", "RESCHEDULED") in notices(booked)


def test_a_time_there_that_is_taken_is_refused(
    calendar: Calendar, reader: Client, booked: Appointment, moved: OutsideEvent
) -> None:
    """By somebody who came before others moved it there."""
    with workspace_scope(moved.workspace_id):
        OutsideEvent.objects.update(seen_starts_at=at(12), seen_ends_at=at(12, 30))
    make_appointment(calendar, at(10), phone="+43 1 234567")
    with workspace_scope(moved.workspace_id):
        OutsideEvent.objects.update(seen_starts_at=at(10), seen_ends_at=at(10, 30))

    with nothing_changes():
        answer = decide(reader, moved, "theirs")

    assert answer.status_code == 409
    assert "That time cannot be booked, so nothing was done." in text_of(answer)
    assert len(conflicts(answer)) == 1


def test_a_conflict_that_others_have_resolved_stays_so(
    reader: Client, booked: Appointment, moved: OutsideEvent
) -> None:
    decide(reader, moved, "ours")

    with nothing_changes():
        answers = [decide(reader, moved, keep) for keep in ("ours", "theirs")]

    assert [each.status_code for each in answers] == [409, 409]
    assert "This conflict has been resolved already." in text_of(answers[0])


# -- time off --------------------------------------------------------------------------------------

OFF = {"starts_at": "2027-03-02T12:00", "ends_at": "2027-03-02T13:30", "title": "Lunch"}


def test_a_host_takes_time_off_and_gives_it_back(
    host: Host, reader: Client, booked: Appointment
) -> None:
    assert heading(reader.get("/agenda/time-off")) == "Take time off"

    answer = reader.post("/agenda/time-off", OFF)

    assert (answer.status_code, answer["Location"]) == (303, "/agenda?day=2027-03-02")
    with workspace_scope(host.workspace_id):
        (busy,) = BusyTime.objects.all()
    assert (busy.starts_at, busy.ends_at, busy.title) == (at(11), at(12, 30), "Lunch")
    assert cards(reader.get(answer["Location"]))[1].startswith("12:00 PM – 1:30 PM Lunch Time off")
    assert "March 2, 2027, 12:00 PM – 1:30 PM Lunch" in text_of(reader.get("/agenda/time-off"))

    reader.post("/agenda/time-off", {"remove": busy.public_id})

    with workspace_scope(host.workspace_id):
        assert not BusyTime.objects.exists()
    assert fresh(booked).status == Status.CONFIRMED


@pytest.mark.parametrize(
    ("change", "field", "wrong"),
    [
        ({"ends_at": "2027-03-02T12:00"}, "ends_at", "Please choose an end after the start."),
        ({"starts_at": "noon"}, "starts_at", "Please enter a date and a time."),
        ({"starts_at": "9999-12-31T23:59"}, "starts_at", "Please enter a date and a time."),
        ({"ends_at": ""}, "ends_at", "Please fill this in."),
        ({"title": "x" * 301}, "title", "Please use at most 300 characters."),
    ],
)
def test_time_off_that_cannot_be_is_marked(
    reader: Client, change: dict[str, str], field: str, wrong: str
) -> None:
    with nothing_changes():
        answer = reader.post("/agenda/time-off", {**OFF, **change})

    assert answer.status_code == 400
    assert errors(answer) == {field: [wrong]}


def test_only_ones_own_time_off_is_removed(
    acme: Workspace, host: Host, reader: Client, moved: OutsideEvent
) -> None:
    """Not what a calendar elsewhere says, nor that of another host."""
    with workspace_scope(acme.pk):
        connection = CalendarConnection.objects.get()
    imported = away(host, at(11), at(12), title="School", connection=connection)
    foreign = away(make_reader(make_calendar(acme, "Second"), "Dr. Ng"), at(11), at(12))

    for busy in (imported, foreign):
        with nothing_changes():
            answer = reader.post("/agenda/time-off", {"remove": busy.public_id})
        assert answer.status_code == 404
    assert spaced(heading(answer)) == "Not found"


def test_reloading_what_only_takes_forms_leads_to_a_page(
    reader: Client, booked: Appointment
) -> None:
    assert reader.get("/agenda/sign-out")["Location"] == "/agenda"
    assert reader.get(own_page(booked, "/conflict"))["Location"] == own_page(booked)
