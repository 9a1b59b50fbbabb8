"""Times, dates, zones and hours that cannot be: each has one answer, over REST."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import ApiClient, assert_queries, nothing_changes, shared
from scheduling.models import Appointment, Calendar
from scheduling.services import book
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.test_booking import ADA
from workspaces.models import Workspace
from workspaces.tests.factories import Person

TAKEN, INVALID = (409, "TIME_NOT_AVAILABLE"), (400, "INVALID")
NO_MOMENT, NO_TIME = (400, "MOMENT"), (400, "TIME")


pytestmark = pytest.mark.usefixtures("rest_clock")


@shared
def always(acme: Workspace) -> Calendar:
    """Open round the clock, in Vienna, which puts clocks forward on 28 March and back on
    31 October.
    """
    days = [(day, time(0), time(0)) for day in range(7)]
    return make_calendar(acme, "Always", hours=days)


@shared
def appointment(calendar: Calendar) -> Appointment:
    with workspace_scope(calendar.workspace_id):
        return book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)


def open_to_all(calendar: Calendar) -> str:
    return f"/api/v1/calendars/{calendar.public_id}"


def outcome(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def starts(calendar: Calendar, day: str, **query: str) -> list[str]:
    path = f"{open_to_all(calendar)}/available-slots"
    answer = ApiClient().get(path, {"start_date": day, **query})
    return [each["starts_at"] for each in answer.json()["available_slots"]]


BAD_TIMES = {
    "2027-03-02T09:00:30Z": TAKEN,
    "2027-03-02T09:00:00.5Z": TAKEN,
    "2027-03-02T09:10:00Z": TAKEN,
    "2027-03-01T10:59:59Z": TAKEN,
    "2026-02-28T09:00:00Z": TAKEN,
    "0001-01-01T00:00:00Z": TAKEN,
    "9999-12-31T23:59:00Z": TAKEN,
    "9999-12-31T00:00:00Z": TAKEN,
    "0001-01-01T00:00:00+14:00": NO_MOMENT,
    "9999-12-31T23:59:59-12:00": NO_MOMENT,
    "10000-01-01T00:00:00Z": NO_MOMENT,
    "0000-01-01T00:00:00Z": NO_MOMENT,
    "2027-02-29T09:00:00Z": NO_MOMENT,
    "2027-03-02T24:00:00Z": NO_MOMENT,
    "2027-03-02T09:60:00Z": NO_MOMENT,
    "2027-03-02T09:00:60Z": NO_MOMENT,
    "2027-03-02T09:00:00+24:00": NO_MOMENT,
    "2027-03-02T09:00:00 Europe/Vienna": NO_MOMENT,
    "tomorrow at nine": NO_MOMENT,
}


@pytest.mark.parametrize("starts_at", BAD_TIMES)
def test_no_way_of_booking_takes_such_a_time(
    appointment: Appointment, alice: Person, base: str, starts_at: str
) -> None:
    calendar = appointment.calendar
    public = open_to_all(calendar)
    customer = {"customer_name": "Bob", "customer_email": "bob@example.com"}
    ways = {
        f"{public}/appointments": (ApiClient(), customer),
        f"{public}/holds": (ApiClient(), {}),
        f"{base}/appointments": (alice.api, {**customer, "calendar_id": calendar.public_id}),
        f"{base}/appointments/{appointment.public_id}/reschedule": (alice.api, {}),
    }
    with nothing_changes():
        found = {
            path: outcome(api.post(path, {**body, "starts_at": starts_at}))
            for path, (api, body) in ways.items()
        }
        explained = ApiClient().get(f"{public}/explain", {"starts_at": starts_at})

    assert found == dict.fromkeys(ways, BAD_TIMES[starts_at])
    if BAD_TIMES[starts_at] == NO_MOMENT:
        assert outcome(explained) == NO_MOMENT
    else:
        assert explained.json()["is_available"] is False


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0.5, INVALID),
        (0, (400, "MIN_VALUE")),
        (4, (400, "MIN_VALUE")),
        (481, (400, "MAX_VALUE")),
        (45, TAKEN),
    ],
)
def test_appointments_of_no_offered_length(
    acme: Workspace, minutes: float, expected: tuple[int, str]
) -> None:
    calendar = make_calendar(acme, settings={"durations": [30, 60]})
    body = {"starts_at": "2027-03-02T09:00:00Z", "duration_minutes": minutes}
    with nothing_changes():
        assert outcome(ApiClient().post(f"{open_to_all(calendar)}/holds", body)) == expected


def test_an_hour_that_a_clock_skips_is_not_offered(always: Calendar) -> None:
    listed = starts(always, "2027-03-28", duration_minutes="60")

    assert len(listed) == 23
    assert listed[:3] == ["2027-03-27T23:00:00Z", "2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z"]


def test_an_hour_that_a_clock_repeats_is_offered_twice(always: Calendar) -> None:
    """Half past two, once an hour ahead of the other."""
    listed = starts(always, "2027-10-31")
    assert len(listed) == 50
    halves = ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"]
    path = f"{open_to_all(always)}/holds"
    answers = [ApiClient().post(path, {"starts_at": half, "seconds": 60}) for half in halves]

    times = ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"]
    assert [answer.json()["starts_at"] for answer in answers] == times
    assert set(times) <= set(listed)
    assert not set(times) & set(starts(always, "2027-10-31"))


def test_an_appointment_runs_over_midnight_where_the_hours_do(
    always: Calendar, calendar: Calendar, alice: Person, base: str
) -> None:
    body = {"starts_at": "2027-03-02T22:30:00Z", "duration_minutes": 60}
    held = ApiClient().post(f"{open_to_all(always)}/holds", body)
    assert (held.status_code, held.json()["code"]) == TAKEN  # off the grid of an hour
    body["starts_at"] = "2027-03-02T22:00:00Z"
    assert ApiClient().post(f"{open_to_all(always)}/holds", body).status_code == 201

    overnight = {"day_of_week": 1, "start_time": "22:00", "end_time": "06:00"}
    with nothing_changes():
        path = f"{base}/calendars/{calendar.public_id}/time-slots"
        assert outcome(alice.api.post(path, overnight)) == INVALID


@pytest.mark.parametrize(
    ("first", "last", "field", "code"),
    [
        ("2027-03-02", "2027-03-01", "end_date", "INVALID"),
        ("2027-03-01", "2027-06-01", "end_date", "INVALID"),
        ("2027-03-01", "9999-12-31", "end_date", "FAR"),
        ("0001-01-01", "0001-01-02", "start_date", "FAR"),
        ("9999-12-31", "9999-12-31", "start_date", "FAR"),
        ("2027-02-29", "2027-03-02", "start_date", "DATE"),
        ("2027-3-1", "2027-03-02", "start_date", "DATE"),
        ("20270301", "2027-03-02", "start_date", "DATE"),
    ],
)
def test_ranges_that_cannot_be_listed(
    calendar: Calendar, alice: Person, base: str, first: str, last: str, field: str, code: str
) -> None:
    query = {"start_date": first, "end_date": last}
    for api, path in (
        (ApiClient(), open_to_all(calendar)),
        (alice.api, f"{base}/calendars/{calendar.public_id}"),
    ):
        answer = api.get(f"{path}/available-slots", query)
        assert (*outcome(answer), answer.json()["field"]) == (400, code, field)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2027-03-01", "2027-05-31", 66 * 16 - 7),
        ("0001-01-04", "0001-01-05", 0),
        ("9998-12-30", "9998-12-31", 0),
        ("2026-01-01", "2026-03-01", 0),
    ],
)
def test_ranges_that_can(calendar: Calendar, first: str, last: str, count: int) -> None:
    """Of 92 days; the first is half over."""
    assert len(starts(calendar, first, end_date=last)) == count


@pytest.mark.parametrize(
    "zone", ["Mars/Phobos", "europe/vienna ", "../../etc/passwd", "CEST", "+01:00", "X" * 64]
)
def test_zones_that_are_not(calendar: Calendar, alice: Person, base: str, zone: str) -> None:
    body = {
        "starts_at": "2027-03-02T09:00:00Z",
        "customer_name": "Bob",
        "customer_email": "bob@example.com",
        "customer_time_zone": zone,
    }
    with nothing_changes():
        for answer, field in (
            (alice.api.post(f"{base}/calendars", {"name": "New", "time_zone": zone}), "time_zone"),
            (
                alice.api.patch(f"{base}/calendars/{calendar.public_id}", {"time_zone": zone}),
                "time_zone",
            ),
            (
                ApiClient().post(f"{open_to_all(calendar)}/appointments", body),
                "customer_time_zone",
            ),
        ):
            refusal = answer.json()
            assert (answer.status_code, refusal["field"]) == (400, field)


def test_the_last_moment_of_a_notice(calendar: Calendar, acme: Workspace) -> None:
    """Exactly an hour ahead is an hour ahead; today's times begin after it."""
    prompt = make_calendar(acme, "Prompt", settings={"minimum_notice_minutes": 60})
    first = (NOW + timedelta(minutes=60)).isoformat().replace("+00:00", "Z")
    assert starts(prompt, "2027-03-01")[0] == first
    assert starts(calendar, "2027-03-01")[0] == "2027-03-01T11:30:00Z"


def test_a_list_costs_the_same_queries_however_long_it_is(
    calendar: Calendar, acme: Workspace
) -> None:
    """Entering, the calendar, its hours, its exceptions, and its hosts with what is taken; one more
    where appointments of a day are limited.
    """
    limited = make_calendar(acme, "Limited", settings={"max_per_day": 3})
    for asked, queries in ((calendar, 5), (limited, 6)):
        for last in ("2027-03-02", "2027-05-31"):
            with assert_queries(queries):
                assert starts(asked, "2027-03-02", end_date=last)
