"""What a host does in their agenda; what is refused is said there, and changes nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from scheduling.models import (
    Appointment,
    Calendar,
    Host,
)
from scheduling.services import cancel, change_calendar, confirm
from scheduling.tests.agenda_pages import (
    cards,
    fresh,
    make_reader,
    notices,
    own_page,
    signed_in,
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
    assert "It is mailed to the customer." in text_of(page)

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
