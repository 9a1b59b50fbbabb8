"""What callers of the API are told: why a time is refused, what is wrong with what they sent."""

from __future__ import annotations

from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes
from scheduling.errors import span_in_words
from scheduling.models import Calendar
from scheduling.services import add_date_override, hold_time
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from workspaces.models import Workspace
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("rest_clock")

WHO = {"customer_name": "Ada Lovelace", "customer_email": "ada@example.com"}


def public(calendar: Calendar) -> str:
    return f"/api/v1/calendars/{calendar.public_id}"


def try_at(calendar: Calendar, starts_at: str, **more: Any) -> dict[str, Any]:
    with nothing_changes():
        path = f"{public(calendar)}/appointments"
        answer = ApiClient().post(path, {**WHO, "starts_at": starts_at, **more})
    assert answer.status_code in (400, 409), answer.json()
    found: dict[str, Any] = answer.json()
    return found


def test_a_refused_time_comes_with_its_rule_and_the_nearest_others(calendar: Calendar) -> None:
    assert try_at(calendar, "2027-03-06T09:00:00Z") == {
        "detail": "The calendar is not open for all of this time.",
        "code": "TIME_NOT_AVAILABLE",
        "field": "starts_at",
        "rule": "OUTSIDE_HOURS",
        "reason": "The calendar is closed on Saturdays.",
        "nearest_slots": [
            {"starts_at": "2027-03-05T14:30:00Z", "ends_at": "2027-03-05T15:00:00Z"},
            {"starts_at": "2027-03-05T15:00:00Z", "ends_at": "2027-03-05T15:30:00Z"},
            {"starts_at": "2027-03-05T15:30:00Z", "ends_at": "2027-03-05T16:00:00Z"},
        ],
    }


def test_every_way_to_take_a_time_explains_its_refusal(
    calendar: Calendar, alice: Person, base: str
) -> None:
    booked = ApiClient().post(
        f"{public(calendar)}/appointments", {**WHO, "starts_at": "2027-03-02T09:00:00Z"}
    )
    one, token = booked.json()["id"], booked.json()["token"]
    late = {"starts_at": "2027-03-02T16:00:00Z"}
    answers = [
        ApiClient().post(f"{public(calendar)}/holds", late),
        ApiClient().post(f"/api/v1/appointments/{one}/reschedule", {**late, "token": token}),
        alice.api.post(f"{base}/appointments/{one}/reschedule", late),
        alice.api.post(f"{base}/appointments", {**late, **WHO, "calendar_id": calendar.public_id}),
    ]

    for answer in answers:
        found = answer.json()
        assert (answer.status_code, found["rule"]) == (409, "OUTSIDE_HOURS")
        assert found["reason"] == (
            "On Tuesday, 2 March 2027, the calendar is open from 09:00 to 17:00 (Europe/Vienna)."
        )
        assert found["nearest_slots"][-1]["starts_at"] == "2027-03-02T15:30:00Z"


def test_reasons_name_the_holiday_and_the_closed_day(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"holiday_country": "AT"})
    with workspace_scope(acme.pk):
        add_date_override(calendar=calendar, date=at(9, day=4).date())

    assert try_at(calendar, "2027-03-29T09:00:00Z")["reason"] == (
        "The calendar is closed on Monday, 29 March 2027: Ostermontag."
    )
    assert try_at(calendar, "2027-03-04T09:00:00Z")["reason"] == (
        "The calendar is closed on Thursday, 4 March 2027."
    )


@pytest.mark.parametrize("given", ["2027-03-02T09:00:00", "2027-03-02", "2027-03-02 09:00"])
def test_a_time_without_an_offset_is_refused(
    acme: Workspace, calendar: Calendar, alice: Person, base: str, given: str
) -> None:
    """Nobody knows when it is; dates are days."""
    host = make_host(acme)
    answers = [
        ApiClient().post(f"{public(calendar)}/appointments", {**WHO, "starts_at": given}),
        ApiClient().post(f"{public(calendar)}/holds", {"starts_at": given}),
        ApiClient().get(f"{public(calendar)}/explain", {"starts_at": given}),
        alice.api.get(f"{base}/appointments", {"starts_from": given}),
        alice.api.post(
            f"{base}/hosts/{host.public_id}/busy-times",
            {"starts_at": given, "ends_at": "2027-03-02T12:00:00+01:00"},
        ),
    ]

    for answer in answers:
        found = answer.json()
        assert (answer.status_code, found["code"]) == (400, "OFFSET")
        assert found["detail"].startswith("The offset from UTC is missing")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"customer_email": "a@localhost"}, "customer_email"),
        ({"customer_language": "xx"}, "customer_language"),
        ({"customer_phone": "12"}, "customer_phone"),
        ({"customer_phone": "020 7946 0958"}, "customer_phone"),
        ({"customer_phone": "call me"}, "customer_phone"),
        ({"answers": {"shoe": "42"}}, "answers.shoe"),
    ],
)
def test_what_reaches_nobody_is_refused(
    calendar: Calendar, given: dict[str, Any], field: str
) -> None:
    found = try_at(calendar, "2027-03-02T09:00:00Z", **given)
    assert found["field"] == field


def test_an_appointment_at_the_same_time_is_refused_by_its_own_code(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"capacity": 2})
    path = f"{public(calendar)}/appointments"
    body = {**WHO, "starts_at": "2027-03-02T09:00:00Z"}
    first = ApiClient().post(path, body, **{"Idempotency-Key": "one"})
    assert first.status_code == 201

    found = try_at(calendar, "2027-03-02T09:00:00Z")

    assert (found["code"], found["field"]) == ("ALREADY_BOOKED", "starts_at")
    with nothing_changes():
        again = ApiClient().post(path, body, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json()) == (201, first.json())


def test_a_hold_of_another_time_is_named_as_such(calendar: Calendar) -> None:
    with workspace_scope(calendar.workspace_id):
        hold = hold_time(calendar=calendar, starts_at=at(9), seconds=60, now=NOW)

    found = try_at(calendar, "2027-03-02T10:00:00Z", hold_id=hold.public_id)

    assert (found["code"], found["field"]) == ("HOLD_OF_ANOTHER_TIME", "hold_id")


def test_settings_say_what_is_wrong_with_them(
    acme: Workspace, calendar: Calendar, alice: Person, base: str
) -> None:
    host = make_host(acme)
    own = f"{base}/calendars/{calendar.public_id}"
    past = {"starts_at": "2020-01-01T09:00:00Z", "ends_at": "2020-01-01T10:00:00Z"}
    window = {"start_time": "10:00", "end_time": "09:00"}
    with nothing_changes():
        refused = [
            alice.api.patch(own, {"assignment": "RANDOM"}),
            alice.api.post(f"{base}/hosts/{host.public_id}/busy-times", past),
            alice.api.post(f"{own}/overrides", {"date": "2027-03-04", "windows": [window]}),
        ]

    assert [(each.status_code, each.json()["field"]) for each in refused] == [
        (400, "assignment"),
        (400, "ends_at"),
        (400, "windows"),
    ]
    assert [each.json()["detail"] for each in refused[:2]] == [
        "“RANDOM” is none of ROUND_ROBIN, COLLECTIVE.",
        "This time has passed already.",
    ]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (1440, "1 day"),
        (2880, "2 days"),
    ],
)
def test_spans_are_told_in_the_largest_unit(minutes: int, words: str) -> None:
    assert span_in_words(minutes) == words
