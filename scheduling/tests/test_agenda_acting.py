"""What a host does in their agenda; what is refused is said there, and changes nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from core.testing.rows import make_row
from scheduling.models import (
    Appointment,
    AppointmentNotice,
    BusyTime,
    Calendar,
    CalendarConnection,
    Host,
    OutsideEvent,
)
from scheduling.services import cancel, change_calendar, confirm
from scheduling.tests.agenda_pages import (
    away,
    cards,
    conflicts,
    make_reader,
    own_page,
    signed_in,
    spaced,
    text_of,
)
from scheduling.tests.booking_pages import errors, heading, links, make_appointment
from scheduling.tests.fixtures import NOW, at, make_calendar
from workspaces.models import AuditEntry, Workspace
from workspaces.services import create_workspace
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("page_clock")

Status = Appointment.Status


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


@pytest.fixture
def reader(host: Host) -> Client:
    return signed_in(host)


@pytest.fixture
def request_(calendar: Calendar, host: Host) -> Appointment:
    """An appointment that waits to be confirmed."""
    with workspace_scope(calendar.workspace_id):
        change_calendar(calendar=calendar, confirmation="MANUAL", now=NOW)
    return make_appointment(calendar, at(8))


@pytest.fixture
def booked(calendar: Calendar, host: Host) -> Appointment:
    return make_appointment(calendar, at(8))


def fresh(row: Any) -> Any:
    with workspace_scope(row.workspace_id):
        return type(row).objects.get(pk=row.pk)


def notices(row: Appointment) -> list[tuple[str, str]]:
    with workspace_scope(row.workspace_id):
        told = AppointmentNotice.objects.filter(appointment=row).order_by("pk")
        return [(each.recipient, each.kind) for each in told.exclude(kind="REMINDER")]


def logged(row: Appointment) -> list[tuple[str, str]]:
    with workspace_scope(row.workspace_id):
        entries = AuditEntry.objects.filter(target=row.public_id).order_by("number")
        return [(each.action, each.actor) for each in entries]


def do(reader: Client, appointment: Appointment, what: str) -> Any:
    return reader.post(own_page(appointment), {"do": what})


def test_a_request_is_confirmed(reader: Client, request_: Appointment, host: Host) -> None:
    shown = reader.get(own_page(request_))
    assert "To be confirmed" in text_of(shown)
    assert "Confirm : Ada Lovelace, 9:00 AM – 9:30 AM" in text_of(shown)

    answer = do(reader, request_, "confirm")

    assert (answer.status_code, fresh(request_).status) == (303, Status.CONFIRMED)
    after = text_of(reader.get(answer["Location"]))
    assert "Done." in after
    assert "Confirmed" in after
    assert ("CUSTOMER", "CONFIRMED") in notices(request_)
    assert logged(request_) == [("APPOINTMENT_CONFIRMED", host.public_id)]


def test_a_request_is_declined_with_a_reason(reader: Client, request_: Appointment) -> None:
    page = reader.get(
        links(reader.get(own_page(request_)))["Decline : Ada Lovelace, 9:00 AM – 9:30 AM"]
    )
    assert heading(page) == "Decline this request?"

    answer = reader.post(own_page(request_, "/cancel"), {"reason": "I am ill."})

    row = fresh(request_)
    assert (answer.status_code, row.status) == (303, Status.CANCELLED)
    assert (row.cancelled_by, row.cancel_reason) == ("MEMBER", "I am ill.")
    assert ("CUSTOMER", "DECLINED") in notices(request_)
    shown = text_of(reader.get(answer["Location"]))
    assert "Cancelled" in shown
    assert "I am ill." in shown


def test_an_appointment_is_cancelled(
    reader: Client, booked: Appointment, host: Host, page_clock: SimpleNamespace
) -> None:
    """Also when it is too late for the customer."""
    with workspace_scope(booked.workspace_id):
        Calendar.objects.update(cancellation_notice_minutes=60 * 24 * 7)
    assert heading(reader.get(own_page(booked, "/cancel"))) == "Cancel this appointment?"

    reader.post(own_page(booked, "/cancel"), {"reason": ""})

    assert (fresh(booked).status, fresh(booked).cancelled_by) == (Status.CANCELLED, "MEMBER")
    assert ("CUSTOMER", "CANCELLED") in notices(booked)
    assert logged(booked) == [("APPOINTMENT_CANCELLED", host.public_id)]
    assert cards(reader.get("/agenda?day=2027-03-02")) == []


def test_a_reason_that_is_too_long_is_marked(reader: Client, booked: Appointment) -> None:
    with nothing_changes():
        answer = reader.post(own_page(booked, "/cancel"), {"reason": "x" * 501})

    assert answer.status_code == 400
    assert errors(answer) == {"reason": ["Please use at most 500 characters."]}


@pytest.mark.parametrize(
    ("what", "status", "other"),
    [("complete", "COMPLETED", "Did not come"), ("miss", "NO_SHOW", "Took place")],
)
def test_what_became_of_an_appointment_is_recorded(
    reader: Client,
    booked: Appointment,
    host: Host,
    page_clock: SimpleNamespace,
    what: str,
    status: str,
    other: str,
) -> None:
    before = text_of(reader.get(own_page(booked)))
    page_clock.now = lambda: at(9)
    reader = signed_in(host, now=at(9))

    answer = do(reader, booked, what)

    assert (answer.status_code, fresh(booked).status) == (303, status)
    assert other not in before
    assert f"{other} : Ada Lovelace" in text_of(reader.get(own_page(booked)))


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["confirm", "complete", "miss"])
def test_nothing_is_done_with_what_others_have_cancelled(
    host: Host, booked: Appointment, page_clock: SimpleNamespace, what: str
) -> None:
    with workspace_scope(booked.workspace_id):
        cancel(appointment=booked, now=NOW)
    page_clock.now = lambda: at(9)
    reader = signed_in(host, now=at(9))

    with nothing_changes():
        answer = do(reader, booked, what)

    assert answer.status_code == 409
    refusal = "This was changed in the meantime, so nothing was done. It is now: Cancelled."
    assert refusal in text_of(answer)
    assert "<button" not in answer.content.decode().partition("<main")[2]


def test_what_others_have_cancelled_is_not_cancelled_with_another_reason(
    reader: Client, booked: Appointment
) -> None:
    with workspace_scope(booked.workspace_id):
        cancel(appointment=booked, reason="Mine", now=NOW)

    with nothing_changes():
        answer = reader.post(own_page(booked, "/cancel"), {"reason": "Yours"})

    assert answer.status_code == 409
    assert "It is now: Cancelled." in text_of(answer)
    assert reader.get(own_page(booked, "/cancel")).status_code == 303


@pytest.mark.parametrize("what", ["complete", "miss"])
def test_what_has_not_begun_cannot_be_over(reader: Client, booked: Appointment, what: str) -> None:
    with nothing_changes():
        answer = do(reader, booked, what)

    assert answer.status_code == 409
    assert "The appointment has not begun yet, so nothing was done." in text_of(answer)


def test_confirming_twice_is_confirming(reader: Client, request_: Appointment) -> None:
    with workspace_scope(request_.workspace_id):
        confirm(appointment=request_, now=NOW)
    with nothing_changes():
        assert do(reader, request_, "confirm").status_code == 303


def test_an_unknown_verb_does_nothing(reader: Client, booked: Appointment) -> None:
    with nothing_changes():
        answer = do(reader, booked, "delete")

    assert answer.status_code == 400


@pytest.mark.parametrize("page", ["", "/cancel", "/conflict"])
def test_the_appointments_of_others_are_not_found(
    acme: Workspace, reader: Client, alice: Person, page: str
) -> None:
    """Of another host, of another workspace, and none at all."""
    own = make_appointment(make_calendar(acme, "Second"), at(8))
    other = create_workspace(owner=alice.user, name="Other", now=NOW)
    foreign = make_appointment(make_calendar(other, "Theirs"), at(8))

    for address in (own_page(own), own_page(foreign), "/agenda/apt_x", "/agenda/cal_x"):
        with nothing_changes():
            answers = [
                reader.get(f"{address}{page}"),
                reader.post(f"{address}{page}", {"do": "confirm", "reason": "x"}),
            ]
        assert [each.status_code for each in answers] == [404, 404]
        assert [heading(each) for each in answers] == ["Not found"] * 2
        assert "Ada" not in text_of(answers[0])


def test_without_a_session_nothing_is_done(booked: Appointment, client: Client) -> None:
    with nothing_changes():
        answers = [
            client.post(own_page(booked), {"do": "confirm"}),
            client.post(own_page(booked, "/cancel"), {"reason": "x"}),
            client.post("/agenda/time-off", {"starts_at": "2027-03-02T10:00"}),
        ]

    assert [each.status_code for each in answers] == [403] * 3
    assert "Ada" not in text_of(answers[0])


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
