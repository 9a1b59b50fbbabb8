"""The month with its open times, as a customer sees it."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client

from core.scope import workspace_scope
from scheduling.models import Calendar
from scheduling.services import add_date_override
from scheduling.tests.booking_pages import (
    links,
    page,
    read,
    send,
    stored,
    times,
)
from scheduling.tests.fixtures import at, make_calendar
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("page_clock")


def test_times_are_shown_in_the_zone_of_the_visitor(calendar: Calendar, client: Client) -> None:
    answer = client.get(page(calendar, "?zone=Asia/Tokyo&day=2027-03-02"))

    # in Vienna from four o'clock on Monday to three on Tuesday
    assert times(answer)[:4] == ["12:00 AM", "12:30 AM", "5:00 PM", "5:30 PM"]
    assert times(answer)[-1] == "11:30 PM"
    assert "Times are shown in Japan Standard Time (Asia/Tokyo)." in read(answer)
    form = client.get(links(answer)["11:30 PM"])
    assert "11:30 PM – Wednesday, March 3, 2027, 12:00 AM" in read(form).replace("\u202f", " ")
    assert "3:30 PM – 4:00 PM in Central European Standard Time (Europe/Vienna)" in read(
        form
    ).replace("\u202f", " ")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 500, "\x00"])
def test_an_unknown_zone_is_the_calendars(calendar: Calendar, client: Client, zone: str) -> None:
    answer = client.get(page(calendar), {"zone": zone, "day": "2027-03-02"})

    assert times(answer)[0] == "9:00 AM"


def test_times_that_come_twice_say_their_offset(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, hours=[(0, time(0), time(4))])

    answer = client.get(page(calendar, "?day=2027-10-31"))

    assert times(answer)[3:9] == [
        "1:30 AM",
        "2:00 AM (GMT+02:00)",
        "2:30 AM (GMT+02:00)",
        "2:00 AM (GMT+01:00)",
        "2:30 AM (GMT+01:00)",
        "3:00 AM",
    ]


def test_a_duration_is_chosen(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"durations": [30, 60]})
    day = client.get(links(client.get(page(calendar, "?day=2027-03-02")))["60 min"])
    assert times(day)[:2] == ["9:00 AM", "10:00 AM"]

    answer = send(client, links(day)["10:00 AM"])

    assert answer.status_code == 303
    assert [each.minutes for each in stored(calendar)] == [60]


def test_a_month_without_open_times_leads_to_the_next(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"minimum_notice_minutes": 45 * 24 * 60})

    answer = client.get(page(calendar))

    assert "There are no open times in March 2027." in read(answer)
    following = client.get(links(answer)["Show the next ones: Thursday, April 15, 2027"])
    assert times(following)[0] == "1:00 PM"


def test_a_month_behind_the_last_open_times_leads_back(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, hours=[])
    assert "There are no open times at the moment." in read(client.get(page(calendar)))
    with workspace_scope(acme.pk):
        windows = [(time(9), time(10))]
        add_date_override(calendar=calendar, date=at(0, day=9).date(), windows=windows)

    answer = client.get(page(calendar, "?month=2027-08"))

    assert "Show the next ones: Tuesday, March 9, 2027" in links(answer)


def test_months_reach_from_now_to_the_horizon(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"horizon_days": 40})
    first, last = client.get(page(calendar)), client.get(page(calendar, "?month=2031-01"))

    assert {"Previous month", "Next month"} & links(first).keys() == {"Next month"}
    assert {"Previous month", "Next month"} & links(last).keys() == {"Previous month"}
    assert "April 2027" in read(last)


@pytest.mark.parametrize(
    "query",
    [
        "month=x&day=y&minutes=z&zone=%00&lang=%00&embed=%00",
        "month=0001-01&day=0001-01-01&minutes=0",
        "month=9999-12&day=9999-12-31&minutes=999",
        "month=2027-13&day=2027-02-30&minutes=-5",
        "month=2027-03&day=2027-03-07&minutes=481",
        f"month={'9' * 5000}&minutes={'9' * 5000}",
    ],
)
def test_nonsense_in_the_address_is_the_first_open_day(
    calendar: Calendar, client: Client, query: str
) -> None:
    answer = client.get(page(calendar, f"?{query}"))

    assert answer.status_code == 200
    assert times(answer)


def test_zones_are_called_as_on_the_day_that_is_shown(calendar: Calendar, client: Client) -> None:
    """The clock is set forward on 28 March."""
    winter, summer = (
        client.get(page(calendar, f"?month=2027-03&day=2027-03-{day}")) for day in (26, 30)
    )

    assert "Central European Standard Time (Europe/Vienna)" in read(winter)
    assert "Central European Summer Time (Europe/Vienna)" in read(summer)
    for answer, vienna, london in ((winter, "+01:00", "+00:00"), (summer, "+02:00", "+01:00")):
        options = answer.content.decode()
        assert f'<option value="Europe/Vienna" selected>Vienna (UTC{vienna})</option>' in options
        assert f'<option value="Europe/London">London (UTC{london})</option>' in options


@pytest.mark.parametrize(
    ("query", "first", "is_told"),
    [
        ("?day=2027-03-06", "Monday, March 8, 2027", True),
        ("?month=2027-03&day=2027-03-06", "Monday, March 8, 2027", True),
        ("?day=2027-02-06", "Monday, March 1, 2027", True),
        ("?day=2027-03-02", "Tuesday, March 2, 2027", False),
        ("?month=2027-04&day=2027-03-06", "Thursday, April 1, 2027", False),
        ("?month=2027-03", "Monday, March 1, 2027", False),
    ],
)
def test_a_closed_day_is_told_of(
    calendar: Calendar, client: Client, query: str, first: str, is_told: bool
) -> None:
    answer = client.get(page(calendar, query))

    shown = read(answer)
    assert f"{first} Times are shown" in shown or f"{first} Nothing is open on Saturday" in shown
    assert ("Nothing is open on" in shown) == is_told


def test_a_duration_that_is_not_offered_is_told_of(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"durations": [30, 60]})

    answer = client.get(page(calendar, "?day=2027-03-02&minutes=45"))

    assert "Appointments of 45 minutes are not offered." in read(answer)
    assert times(answer)[:2] == ["9:00 AM", "9:30 AM"]
    assert "minutes=45" not in links(answer)["9:00 AM"] + links(answer)["60 min"]
    form = client.get(page(calendar, "/time?start=2027-03-02T08:00Z&minutes=45"))
    assert (form.status_code, "This time is not offered." in read(form)) == (409, True)
