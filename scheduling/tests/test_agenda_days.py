"""A host's day and week: what is shown, in whose time, and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from scheduling.models import Appointment, Calendar, Host
from scheduling.services import assign_hosts, change_calendar, create_host, hold_time
from scheduling.shapes import span_of_days
from scheduling.tests.agenda_pages import (
    away,
    cards,
    days,
    make_reader,
    own_page,
    signed_in,
    spaced,
    text_of,
)
from scheduling.tests.booking_pages import heading, links, make_appointment
from scheduling.tests.fixtures import NOW, at, make_calendar
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("page_clock")


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


@pytest.fixture
def reader(host: Host) -> Client:
    return signed_in(host)


def set_status(appointment: Appointment, status: str) -> None:
    with workspace_scope(appointment.workspace_id):
        Appointment.objects.filter(pk=appointment.pk).update(status=status)


def test_a_week_shows_what_is_on_each_day_in_order(
    calendar: Calendar, host: Host, reader: Client
) -> None:
    late = make_appointment(calendar, at(13))
    make_appointment(calendar, at(8))
    make_appointment(calendar, at(8, day=4))
    set_status(make_appointment(calendar, at(10)), "CANCELLED")
    set_status(late, "PENDING")
    away(host, at(11), at(12), title="Lunch")
    with workspace_scope(host.workspace_id):
        hold_time(calendar=calendar, starts_at=at(9), seconds=600, now=NOW)

    with nothing_changes():
        answer = reader.get("/agenda?lang=en-GB")

    assert spaced(heading(answer)) == "1 – 7 Mar 2027"
    shown = days(answer)
    assert list(shown) == [
        *("Monday, 1 March 2027", "Tuesday, 2 March 2027", "Wednesday, 3 March 2027"),
        *("Thursday, 4 March 2027", "Friday, 5 March 2027"),
        *("Saturday, 6 March 2027", "Sunday, 7 March 2027"),
    ]
    assert shown["Tuesday, 2 March 2027"] == [
        "09:00 – 09:30 Ada Lovelace Front desk",
        "10:00 – 10:30 Held Front desk",
        "12:00 – 13:00 Lunch Time off",
        "14:00 – 14:30 Ada Lovelace Front desk To be confirmed",
    ]
    assert shown["Thursday, 4 March 2027"] == ["09:00 – 09:30 Ada Lovelace Front desk"]
    assert [day for day, entries in shown.items() if not entries] == [
        *("Monday, 1 March 2027", "Wednesday, 3 March 2027"),
        *("Friday, 5 March 2027", "Saturday, 6 March 2027", "Sunday, 7 March 2027"),
    ]
    assert text_of(answer).count("Nothing") == 5
    assert "Waiting for you to confirm: 1" in text_of(answer)
    assert "Central European Standard Time (Europe/Vienna)" in text_of(answer)


def test_a_day_shows_all_that_is_known(calendar: Calendar, host: Host, reader: Client) -> None:
    questions = [
        {"key": "first", "label": "First time?", "type": "BOOLEAN"},
        {"key": "why", "label": "Why?", "type": "TEXT"},
    ]
    with workspace_scope(host.workspace_id):
        settings: Any = {"questions": questions, "location_kind": "ADDRESS", "location": "14 Quay"}
        change_calendar(calendar=calendar, now=NOW, **settings)
    appointment = make_appointment(calendar, at(8), phone="+43 1 234567")
    with workspace_scope(host.workspace_id):
        Appointment.objects.update(
            notes="<b>Knee</b>\nleft", answers={"first": True, "why": "Pain", "old": "x"}
        )

    answer = reader.get("/agenda?day=2027-03-02")

    assert heading(answer) == "Tuesday, March 2, 2027"
    assert cards(answer) == [
        "9:00 AM – 9:30 AM Ada Lovelace What Front desk Phone number +43 1 234567 "
        "E-mail address ada@example.com Where 14 Quay First time? Yes Why? Pain old x "
        "Notes <b>Knee</b> left "
        "Cancel the appointment : Ada Lovelace, 9:00 AM – 9:30 AM"
    ]
    found = links(answer)
    assert found["+43 1 234567"] == "tel:+431234567"
    assert found["ada@example.com"] == "mailto:ada@example.com"
    assert found["Ada Lovelace"] == own_page(appointment)
    assert found["Next day"] == "/agenda?day=2027-03-03"
    assert found["Week"] == "/agenda?week=2027-03-01"
    assert found["Today"] == "/agenda?day=2027-03-01"


def test_an_empty_day_says_so(reader: Client) -> None:
    answer = reader.get("/agenda?day=2027-03-06")

    assert cards(answer) == []
    assert "There is nothing on this day." in text_of(answer)


@pytest.mark.parametrize("query", ["day=x", "day=0001-01-01", "week=9999-99-99", "day=2027-02-30"])
def test_an_address_that_is_no_date_shows_this_week(reader: Client, query: str) -> None:
    answer = reader.get(f"/agenda?{query}")

    assert (answer.status_code, spaced(heading(answer))) == (200, "Mar 1 – 7, 2027")


def test_all_calendars_of_the_host_are_shown_and_no_other_hosts(
    acme: Workspace, calendar: Calendar, host: Host, reader: Client
) -> None:
    second = make_calendar(acme, "Second")
    foreign = make_calendar(acme, "Foreign")
    with workspace_scope(acme.pk):
        partner = create_host(name="Dr. Ng", now=NOW)
        assign_hosts(second, [host, partner], now=NOW)
        change_calendar(calendar=second, assignment="COLLECTIVE", now=NOW)
    make_appointment(calendar, at(8))
    make_appointment(second, at(9))
    make_appointment(foreign, at(10))

    answer = reader.get("/agenda?day=2027-03-02")

    assert [each.partition(" Cancel")[0] for each in cards(answer)] == [
        "9:00 AM – 9:30 AM Ada Lovelace What Front desk E-mail address ada@example.com",
        "10:00 AM – 10:30 AM Ada Lovelace What Second E-mail address ada@example.com "
        "Together with Dr. Ng",
    ]


def test_what_runs_over_midnight_is_on_both_days(
    acme: Workspace, calendar: Calendar, host: Host, reader: Client
) -> None:
    nights = make_calendar(acme, "Nights", hours=[(day, time(0), time(0)) for day in range(7)])
    with workspace_scope(acme.pk):
        assign_hosts(nights, [host], now=NOW)
    make_appointment(nights, at(22, 30))  # 23:30 in Vienna
    with workspace_scope(acme.pk):
        Appointment.objects.update(ends_at=at(23, 15))
    away(host, at(12, day=3), at(9, day=5), title="Congress")

    shown = days(reader.get("/agenda?lang=en-GB"))

    assert shown["Tuesday, 2 March 2027"] == ["23:30 – 00:15 Ada Lovelace Nights"]
    assert shown["Wednesday, 3 March 2027"] == [
        "until 00:15 Ada Lovelace Nights",
        "from 13:00 Congress Time off",
    ]
    assert shown["Thursday, 4 March 2027"] == ["All day Congress Time off"]
    assert shown["Friday, 5 March 2027"] == ["until 10:00 Congress Time off"]


def test_a_host_in_another_zone_than_the_calendar_reads_their_own(calendar: Calendar) -> None:
    host = make_reader(calendar, time_zone="Asia/Tokyo", language="de")
    make_appointment(calendar, at(15, 30))  # 16:30 in Vienna, half past midnight in Tokyo

    answer = signed_in(host).get("/agenda")

    assert days(answer)["Mittwoch, 3. März 2027"] == ["00:30 – 01:00 Ada Lovelace Front desk"]
    assert "Japanische Normalzeit (Asia/Tokyo)" in text_of(answer)
    assert 'lang="de"' in answer.content.decode()


def test_arabic_is_read_from_right_to_left(calendar: Calendar) -> None:
    host = make_reader(calendar, language="ar")
    make_appointment(calendar, at(8))

    text = signed_in(host).get("/agenda").content.decode()

    assert '<html lang="ar" dir="rtl">' in text
    assert "<bdi>Ada Lovelace</bdi>" in text


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 3, 27), 24)],
)
def test_a_day_has_as_many_hours_as_the_clock_says(
    calendar: Calendar, host: Host, reader: Client, day: date, hours: int
) -> None:
    """What fills the whole day is on that day alone, and all day long."""
    zone = signed_in_zone(reader)
    start, end = span_of_days(day, 1, zone)
    assert (end - start) / timedelta(hours=1) == hours
    away(host, start, end, title="Away")

    shown = days(reader.get(f"/agenda?week={day:%Y-%m-%d}"))

    found = {label: entries for label, entries in shown.items() if entries}
    assert list(found.values()) == [["All day Away Time off"]]
    assert f"{day:%B} {day.day}," in next(iter(found))


def signed_in_zone(reader: Client) -> Any:
    return reader.get("/agenda").context["viewer"].zone


def test_times_that_the_clock_shows_twice_name_their_offset(host: Host, reader: Client) -> None:
    away(host, datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC))

    (card,) = cards(reader.get("/agenda?day=2027-10-31"))

    assert card.startswith("2:30 AM (GMT+02:00) – 2:30 AM (GMT+01:00) Time off")
