"""Choosing a time and booking it on the public page, without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from core.scope import workspace_scope
from core.testing import nothing_changes
from scheduling.models import Calendar
from scheduling.services import change_calendar
from scheduling.tests.booking_pages import (
    FORM,
    alternatives,
    details,
    errors,
    heading,
    inputs,
    links,
    make_appointment,
    own,
    page,
    read,
    send,
    stored,
    times,
)
from scheduling.tests.fixtures import NOW, at, make_calendar
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("page_clock")

QUESTIONS = [
    {"key": "seat", "label": "Where?", "type": "CHOICE", "options": ["In", "Out"]},
    {"key": "first", "label": "First time?", "type": "BOOLEAN", "is_required": True},
    {"key": "why", "label": "Why?", "type": "TEXT"},
]


def change(calendar: Calendar, **changes: Any) -> None:
    with workspace_scope(calendar.workspace_id):
        change_calendar(calendar=calendar, now=NOW, **changes)


# -- booking ---------------------------------------------------------------------------------------


def test_a_time_is_chosen_and_booked(calendar: Calendar, client: Client) -> None:
    change(calendar, location_kind="ADDRESS", location="14 Quay Street")
    month = client.get(page(calendar))
    assert (heading(month), times(month)[0]) == ("Front desk", "12:30 PM")
    day = client.get(links(month)["Wednesday, March 3, 2027, open times: 16"])
    assert times(day)[:2] == ["9:00 AM", "9:30 AM"]
    with nothing_changes():
        form = client.get(links(day)["9:30 AM"])
    place = "Wednesday, March 3, 2027, 9:30 AM – 10:00 AM Central European Standard Time"
    assert f"{place} (Europe/Vienna) Where 14 Quay Street" in read(form).replace("\u202f", " ")

    url = links(day)["9:30 AM"]
    booked = client.post(url, {**inputs(form), **FORM, "email": "Ada@Example.com", "notes": "Knee"})

    assert booked.status_code == 303
    shown = client.get(booked["Location"])
    assert heading(shown) == "You are booked."
    assert f"{place} (Europe/Vienna) Where 14 Quay Street" in read(shown).replace("\u202f", " ")
    (made,) = stored(calendar)
    assert (made.starts_at, made.minutes, made.status) == (at(8, 30, day=3), 30, "CONFIRMED")
    assert (made.source, made.customer_name, made.notes) == ("PAGE", "Ada Lovelace", "Knee")
    assert made.customer_email == "ada@example.com"
    assert (made.customer_time_zone, made.customer_language) == ("Europe/Vienna", "en")
    assert client.cookies == {}


def test_sending_the_form_twice_books_once(calendar: Calendar, client: Client) -> None:
    url = details(calendar, at(9))
    sent = {**inputs(client.get(url)), **FORM}

    answers = [client.post(url, sent) for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert len(stored(calendar)) == 1


def test_nobody_is_given_the_appointment_of_another_by_a_copied_form(
    calendar: Calendar, client: Client
) -> None:
    url = details(calendar, at(9))
    sent = {**inputs(client.get(url)), **FORM}
    client.post(url, sent)

    with nothing_changes():
        answer = client.post(url, {**sent, "email": "eve@example.com"})

    assert answer.status_code == 409


def test_a_form_without_its_key_books(calendar: Calendar, client: Client) -> None:
    answer = client.post(details(calendar, at(9)), {**FORM, "key": "x"})

    assert answer.status_code == 303
    assert [each.request_key for each in stored(calendar)] == [""]


def test_whoever_is_too_late_is_offered_the_nearest_times(
    calendar: Calendar, client: Client
) -> None:
    url = details(calendar, at(9))
    form = inputs(client.get(url))
    make_appointment(calendar, at(9))

    with nothing_changes():
        answer = client.post(url, {**form, **FORM, "name": "Bob", "email": "bob@example.com"})

    assert answer.status_code == 409
    assert (
        "This time has been taken in the meantime. Tuesday, March 2, 2027, 10:00 AM – 10:30 AM"
        in read(answer).replace("\u202f", " ")
    )
    assert "Central European Standard Time (Europe/Vienna)" in read(answer)
    assert alternatives(answer) == ["2027-03-02T08:00Z", "2027-03-02T08:30Z", "2027-03-02T09:30Z"]
    assert 'value="bob@example.com"' in answer.content.decode()
    again = {**inputs(answer), **FORM, "name": "Bob", "start": alternatives(answer)[1]}
    assert client.post(url, again).status_code == 303
    assert [each.starts_at for each in stored(calendar)] == [at(9), at(8, 30)]


@pytest.mark.parametrize(
    ("starts_at", "reason"),
    [
        (at(11, day=1), "This time can no longer be booked."),
        (at(9, 10), "This time is not offered."),
        (datetime(2199, 1, 1, tzinfo=UTC), "This time is not offered."),
    ],
)
def test_a_time_that_cannot_be_had_is_refused_before_the_form(
    calendar: Calendar, client: Client, starts_at: datetime, reason: str
) -> None:
    with nothing_changes():
        answers = [
            client.get(details(calendar, starts_at)),
            client.post(details(calendar, starts_at), FORM),
        ]

    assert [each.status_code for each in answers] == [409, 409]
    assert all(reason in read(each) for each in answers)


def test_a_calendar_without_times_nearby_leads_back(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, hours=[])

    answer = client.get(details(calendar, at(9)))

    assert "No other times are open around it." in read(answer)
    assert "<form" not in answer.content.decode()
    assert links(answer)["See all open times"] == page(calendar, "?month=2027-03&day=2027-03-02")


def test_an_address_without_a_time_leads_back(calendar: Calendar, client: Client) -> None:
    for start in ("", "?start=soon", "?start=0001-01-01T00:00Z", "?start=2027-02-30T09:00Z"):
        for answer in (client.get(page(calendar, f"/time{start}")),
                       client.post(page(calendar, f"/time{start}"), FORM)):  # fmt: skip
            assert (answer.status_code, answer["Location"]) == (303, page(calendar))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": " "}, {"name": ["Please fill this in."]}),
        ({"name": "x" * 121}, {"name": ["Please use at most 120 characters."]}),
        ({"name": "A\x00"}, {"name": ["Please use letters, digits and punctuation only."]}),
        ({"name": "A\u202eda"}, {"name": ["Please use letters, digits and punctuation only."]}),
        ({"email": ""}, {"email": ["Please give an e-mail address or a phone number."]}),
        ({"email": "ada@"}, {"email": ["Please enter a complete e-mail address."]}),
        ({"email": "a@b.example\nBcc: c@d.example"},
         {"email": ["Please enter a complete e-mail address."]}),
        ({"phone": "0123"}, {"phone": ["Please enter the number with its country code, "
                                       "for example +44 20 7946 0000."]}),
        ({"notes": "x" * 2001}, {"notes": ["Please use at most 2000 characters."]}),
        ({"answer_0": "Roof"}, {"answer_0": ["Please choose one of the answers."]}),
        ({"answer_1": ""}, {"answer_1": ["Please fill this in."]}),
    ],
)  # fmt: skip
def test_errors_stand_at_their_fields(
    acme: Workspace, client: Client, typed: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    calendar = make_calendar(acme, settings={"questions": QUESTIONS})
    url = details(calendar, at(9))

    with nothing_changes():
        answer = client.post(url, {**FORM, "answer_1": "yes", **typed})

    assert answer.status_code == 400
    assert errors(answer) == wrong
    assert answer.content.decode().count("autofocus") == 1


def test_the_questions_of_the_calendar_are_asked(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"questions": QUESTIONS})

    answer = send(client, details(calendar, at(9)), answer_0="Out", answer_1="no", answer_2="")

    assert answer.status_code == 303
    assert [each.answers for each in stored(calendar)] == [{"seat": "Out", "first": False}]


def test_a_phone_number_is_enough(calendar: Calendar, client: Client) -> None:
    answer = send(client, details(calendar, at(9)), email="", phone="+43 1 234567")

    assert answer.status_code == 303
    assert [each.customer_phone_e164 for each in stored(calendar)] == ["+431234567"]


def test_nobody_books_more_than_the_calendar_allows(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"max_upcoming_per_customer": 1})
    make_appointment(calendar, at(9))

    with nothing_changes():
        answer = send(client, details(calendar, at(10)))

    assert answer.status_code == 409
    assert "With this address or number 1 appointments are booked already." in read(answer)


def test_a_number_is_read_in_the_calendars_country(calendar: Calendar, client: Client) -> None:
    """And asked for with its country code where it is none of that country."""
    with nothing_changes():
        refused = send(client, details(calendar, at(9)), email="", phone="020 7946 0958")
    assert refused.status_code == 400
    assert "Please enter the number with its country code" in read(refused)

    assert send(client, details(calendar, at(9)), email="", phone="01/234567").status_code == 303
    assert [(each.customer_phone, each.customer_phone_e164) for each in stored(calendar)] == [
        ("01/234567", "+431234567")
    ]


def test_who_has_booked_this_time_is_told_so(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"capacity": 2})
    assert send(client, details(calendar, at(9)), key="a" * 32).status_code == 303

    with nothing_changes():
        answer = send(client, details(calendar, at(9)), key="b" * 32)

    assert answer.status_code == 409
    said = read(answer).replace("\u202f", " ")
    assert "There is an appointment at this time already for this address or number:" in said
    assert "Tuesday, March 2, 2027, 10:00 AM – 10:30 AM" in said


def test_nobody_moves_one_appointment_onto_another(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"capacity": 2})
    make_appointment(calendar, at(9))
    later = make_appointment(calendar, at(10))

    with nothing_changes():
        answer = client.post(own(later, "/move"), {"start": f"{at(9):%Y-%m-%dT%H:%MZ}"})

    assert answer.status_code == 409
    assert "There is an appointment at this time already" in read(answer)


def test_a_request_waits_to_be_confirmed(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"confirmation": "MANUAL"})
    form = client.get(details(calendar, at(9)))
    assert "Request this appointment" in read(form)

    shown = client.get(send(client, details(calendar, at(9)))["Location"])

    assert heading(shown) == "Your request has arrived."
    assert "Waiting to be confirmed" in read(shown)
    assert [each.status for each in stored(calendar)] == ["PENDING"]


def test_what_people_type_is_shown_as_text(acme: Workspace, client: Client) -> None:
    bad = "<script>alert(1)</script>"
    calendar = make_calendar(
        acme,
        f"A {bad}",
        settings={"location_kind": "LINK", "location": "javascript:alert(1)", "description": bad},
    )

    shown = client.get(send(client, details(calendar, at(9)), name=bad)["Location"])

    for answer in (client.get(page(calendar)), client.get(details(calendar, at(9))), shown):
        assert "<script>alert" not in answer.content.decode()
        assert 'href="javascript' not in answer.content.decode()
