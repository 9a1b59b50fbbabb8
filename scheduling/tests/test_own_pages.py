"""A customer's own appointment behind the link of a mail: see, move, cancel."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import icalendar
import pytest
from django.test import Client

from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from scheduling.models import Appointment, Calendar
from scheduling.queries.calendar_events import appointment_uid
from scheduling.services import cancel, complete, delete_calendar
from scheduling.tests.booking_pages import (
    alternatives,
    errors,
    heading,
    inputs,
    links,
    make_appointment,
    own,
    page,
    read,
    stored,
    times,
)
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tokens import make_token
from workspaces.models import Workspace
from workspaces.services import suspend_workspace

pytestmark = pytest.mark.usefixtures("page_clock")

MOVE, CANCEL = "Move the appointment", "Cancel the appointment"


@pytest.fixture
def booked(calendar: Calendar) -> Appointment:
    """Tuesday, 2 March 2027, ten o'clock in Vienna."""
    return make_appointment(calendar, at(9))


def test_an_appointment_is_seen(booked: Appointment, client: Client) -> None:
    with nothing_changes():
        answer = client.get(own(booked))

    assert heading(answer) == "Your appointment"
    when = "Tuesday, March 2, 2027, 10:00 AM – 10:30 AM Central European Standard Time"
    assert f"{when} (Europe/Vienna)" in read(answer).replace("\u202f", " ")
    assert {MOVE, CANCEL} <= links(answer).keys()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_it_is_shown_in_the_customers_zone_and_language(calendar: Calendar, client: Client) -> None:
    booked = make_appointment(calendar, at(9), time_zone="America/New_York", language="de")
    odd = make_appointment(calendar, at(10), language="xx")
    with workspace_scope(calendar.workspace_id):  # a zone that there is no more
        Appointment.objects.filter(pk=odd.pk).update(customer_time_zone="Mars/Olympus")

    answer = client.get(own(booked), headers={"Accept-Language": "fr"})

    assert heading(answer) == "Ihr Termin"
    assert "Dienstag, 2. März 2027, 04:00 – 04:30" in read(answer)
    assert "Dienstag, 2. März 2027, 10:00 – 10:30, Mitteleuropäische Normalzeit" in read(answer)
    shown = client.get(own(odd), headers={"Accept-Language": "fr"})
    assert "mardi 2 mars 2027, 11:00" in read(shown)


@pytest.mark.parametrize("page", ["", "/move", "/cancel"])
@pytest.mark.parametrize(
    "token", ["", "x", "apt_01m8rajjydew2s0yhnskzeyrr5.x", "x" * 300, "a.b.c", "\x00"]
)
def test_a_forged_token_opens_nothing(
    booked: Appointment, client: Client, page: str, token: str
) -> None:
    with nothing_changes():
        answer = client.get(f"/book/appointment{page}", {"token": token})

    assert (answer.status_code, heading(answer)) == (400, "This link is not valid.")


def test_the_token_of_a_deleted_appointment_or_of_another_kind_opens_nothing(
    calendar: Calendar, booked: Appointment, client: Client
) -> None:
    kept = own(booked)
    with workspace_scope(calendar.workspace_id):
        delete_calendar(calendar=calendar, cancel_appointments=True, now=NOW)

    for url in (kept, f"/book/appointment?token={make_token(calendar.public_id)}"):
        answer = client.get(url)
        assert (answer.status_code, heading(answer)) == (400, "This link is not valid.")


def test_a_suspended_workspace_shows_none(
    acme: Workspace, booked: Appointment, client: Client
) -> None:
    with as_table_owner():
        suspend_workspace(workspace=acme, now=NOW)

    assert client.get(own(booked)).status_code == 403


def test_an_appointment_is_saved_to_a_calendar(acme: Workspace, client: Client) -> None:
    place = {"location_kind": "ADDRESS", "location": "14 Quay Street, Bristol"}
    booked = make_appointment(make_calendar(acme, settings=place), at(9))
    url = links(client.get(own(booked)))["Save it to your calendar"]

    answer = client.get(url)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    (event,) = icalendar.Calendar.from_ical(answer.content).events
    assert (event.start, event.end) == (at(9), at(9, 30))
    assert (event["SUMMARY"], event["LOCATION"]) == ("Acme · Front desk", "14 Quay Street, Bristol")
    assert event["UID"] == appointment_uid(booked)
    assert event["URL"] == f"http://testserver{own(booked)}"
    assert event["DESCRIPTION"] == f"See the appointment: {event['URL']}"


# -- moving ----------------------------------------------------------------------------------------


def test_an_appointment_is_moved(booked: Appointment, client: Client) -> None:
    month = client.get(links(client.get(own(booked)))[MOVE])
    assert "Until now: Tuesday, March 2, 2027, 10:00 AM" in read(month).replace("\u202f", " ")
    assert times(month)[:3] == ["9:00 AM", "9:30 AM", "10:30 AM"]
    url = links(month)["10:30 AM"]
    with nothing_changes():
        confirm = client.get(url)
    assert "Tuesday, March 2, 2027, 10:30 AM" in read(confirm).replace("\u202f", " ")

    moved = client.post(url, inputs(confirm))

    assert moved.status_code == 303
    assert heading(client.get(moved["Location"])) == "Your appointment has been moved."
    assert [each.starts_at for each in stored(booked.calendar)] == [at(9, 30)]
    with nothing_changes():
        assert client.post(url, inputs(confirm)).status_code == 303


def test_it_may_overlap_the_time_that_it_leaves(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"durations": [60], "slot_step_minutes": 30})
    booked = make_appointment(calendar, at(9))

    month = client.get(own(booked, "/move"))

    assert times(month)[:4] == ["9:00 AM", "9:30 AM", "10:30 AM", "11:00 AM"]
    assert client.post(links(month)["10:30 AM"]).status_code == 303
    assert [each.starts_at for each in stored(calendar)] == [at(9, 30)]


def test_a_time_that_is_taken_meanwhile_is_not_moved_to(
    booked: Appointment, client: Client
) -> None:
    url = own(booked, "/move", "&start=2027-03-02T09:30Z")
    make_appointment(booked.calendar, at(9, 30))

    with nothing_changes():
        answers = [client.get(url), client.post(url)]

    for each in answers:
        assert each.status_code == 409
        assert "This time has been taken in the meantime." in read(each)
    assert alternatives(answers[1]) == ["2027-03-02T08:30Z", "2027-03-02T10:00Z"]
    assert client.post(url, {"start": "2027-03-02T08:00Z"}).status_code == 303
    with workspace_scope(booked.workspace_id):
        assert Appointment.objects.get(pk=booked.pk).starts_at == at(8)


def test_a_duration_that_is_no_longer_offered_becomes_the_first(
    acme: Workspace, client: Client
) -> None:
    calendar = make_calendar(acme)
    booked = make_appointment(calendar, at(9))
    with workspace_scope(acme.pk):
        Calendar.objects.filter(pk=calendar.pk).update(durations=[60])

    month = client.get(own(booked, "/move"))

    assert "60 min" not in read(month)
    assert client.post(links(month)["1:00 PM"]).status_code == 303
    assert [(each.starts_at, each.minutes) for each in stored(calendar)] == [(at(12), 60)]


# -- cancelling ------------------------------------------------------------------------------------


def test_an_appointment_is_cancelled(booked: Appointment, client: Client) -> None:
    url = links(client.get(own(booked)))[CANCEL]
    with nothing_changes():
        asked = client.get(url)
        too_long = client.post(url, {"reason": "x" * 501})
    assert heading(asked) == "Cancel this appointment?"
    assert (too_long.status_code, errors(too_long)) == (
        400,
        {"reason": ["Please use at most 500 characters."]},
    )

    answer = client.post(url, {"reason": "Better already"})

    assert answer.status_code == 303
    shown = client.get(answer["Location"])
    assert heading(shown) == "This appointment is cancelled."
    assert not {MOVE, CANCEL} & links(shown).keys()
    assert links(shown)["Book another appointment"] == page(booked.calendar)
    (row,) = stored(booked.calendar)
    assert (row.status, row.cancelled_by) == ("CANCELLED", "CUSTOMER")
    assert row.cancel_reason == "Better already"
    with nothing_changes():
        assert client.post(url).status_code == 303


# -- what cannot be changed any more ---------------------------------------------------------------


def _over(appointment: Appointment, clock: SimpleNamespace) -> None:
    clock.now = lambda: at(10)


def _completed(appointment: Appointment, clock: SimpleNamespace) -> None:
    with workspace_scope(appointment.workspace_id):
        complete(appointment=appointment, now=at(10))


def _cancelled(appointment: Appointment, clock: SimpleNamespace) -> None:
    with workspace_scope(appointment.workspace_id):
        cancel(appointment=appointment, now=NOW)


def _too_late(appointment: Appointment, clock: SimpleNamespace) -> None:
    with workspace_scope(appointment.workspace_id):
        rows = Calendar.objects.filter(pk=appointment.calendar_id)
        rows.update(cancellation_notice_minutes=20 * 60)
    clock.now = lambda: at(9) - timedelta(hours=19)


@pytest.mark.parametrize(
    ("happens", "shown"),
    [
        (_over, "This appointment is over."),
        (_completed, "This appointment is over."),
        (_cancelled, "This appointment is cancelled."),
        (_too_late, "It is too late to move or cancel it here."),
    ],
)
def test_each_state_is_said_and_leads_nowhere_else(
    booked: Appointment,
    client: Client,
    page_clock: SimpleNamespace,
    happens: Any,
    shown: str,
) -> None:
    happens(booked, page_clock)

    with nothing_changes():
        answer = client.get(own(booked, query="&done=booked"))
        tries = [
            client.get(own(booked, "/move")),
            client.post(own(booked, "/move"), {"start": "2027-03-03T09:00Z"}),
            client.get(own(booked, "/cancel")),
            client.post(own(booked, "/cancel")),
        ]

    assert shown in read(answer)
    assert not {MOVE, CANCEL} & links(answer).keys()
    assert {each["Location"] for each in tries} == {own(booked).replace(":", "%3A")}


def test_a_private_calendar_offers_no_other_appointment(
    booked: Appointment, client: Client
) -> None:
    with workspace_scope(booked.workspace_id):
        Calendar.objects.filter(pk=booked.calendar_id).update(is_public=False)

    answer = client.get(own(booked))

    assert heading(answer) == "Your appointment"
    assert "Book another appointment" not in links(answer)
