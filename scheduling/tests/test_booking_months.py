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
