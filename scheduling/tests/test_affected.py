"""What a change of hours or hosts leaves behind is said in its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from scheduling.models import Appointment, Calendar, DateOverride, WeeklySlot
from scheduling.queries.affected import affected_by_rules
from scheduling.services import book, cancel
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.test_booking import ADA
from workspaces.models import Workspace
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("rest_clock")


@pytest.fixture(autouse=True)
def hours_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        now = staticmethod(lambda: NOW)

    for module in ("hours", "hosts"):
        monkeypatch.setattr(f"scheduling.api.views.{module}.timezone", Clock)


@shared
def tuesday(calendar: Calendar) -> Appointment:
    with workspace_scope(calendar.workspace_id):
        return book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)


@shared
def wednesday(calendar: Calendar) -> Appointment:
    with workspace_scope(calendar.workspace_id):
        return book(calendar=calendar, starts_at=at(14, day=3), customer=ADA, now=NOW)


@pytest.fixture
def path(base: str, calendar: Calendar, tuesday: Appointment, wednesday: Appointment) -> str:
    return f"{base}/calendars/{calendar.public_id}"


def told(answer: Any) -> list[str]:
    assert answer.status_code in (200, 201), answer.content
    affected = answer.json()["affected_appointments"]
    assert affected["total"] == len(affected["appointments"])
    return [each["id"] for each in affected["appointments"]]


def week(*days: int, start: str = "09:00", end: str = "17:00") -> dict[str, Any]:
    hours = [{"day_of_week": day, "start_time": start, "end_time": end} for day in days]
    return {"time_slots": hours}


def test_a_closed_date_names_what_is_booked_on_it(
    alice: Person, path: str, tuesday: Appointment
) -> None:
    made = alice.api.post(f"{path}/overrides", {"date": "2027-03-02", "reason": "Painters"})
    one = f"{path}/overrides/{made.json()['id']}"
    opened = alice.api.patch(one, {"windows": [{"start_time": "09:00", "end_time": "12:00"}]})
    later = alice.api.patch(one, {"windows": [{"start_time": "11:00", "end_time": "12:00"}]})
    gone = alice.api.delete(one)

    assert (told(made), told(opened), told(later), told(gone)) == (
        *([tuesday.public_id], []),
        *([tuesday.public_id], []),
    )
    shown = made.json()["affected_appointments"]["appointments"][0]
    assert shown == {
        "id": tuesday.public_id,
        "starts_at": "2027-03-02T09:00:00Z",
        "ends_at": "2027-03-02T09:30:00Z",
    }


def test_deleting_or_changing_a_slot_names_what_is_in_it(
    alice: Person, path: str, calendar: Calendar, tuesday: Appointment, wednesday: Appointment
) -> None:
    with workspace_scope(calendar.workspace_id):
        slots = {each.day_of_week: each.public_id for each in WeeklySlot.objects.all()}

    shorter = alice.api.patch(f"{path}/time-slots/{slots[3]}", {"end_time": "12:00"})
    gone = alice.api.delete(f"{path}/time-slots/{slots[2]}")

    assert told(shorter) == [wednesday.public_id]
    assert told(gone) == [tuesday.public_id, wednesday.public_id]
    assert gone.json()["message"] == "Time slot deleted"


def test_all_weekly_hours_are_replaced_at_once(
    alice: Person, path: str, calendar: Calendar, wednesday: Appointment
) -> None:
    before = {each["day_of_week"]: each["id"] for each in slots_of(alice, path)}

    answer = alice.api.call("PUT", f"{path}/time-slots", body=week(1, 2, 6))

    assert told(answer) == [wednesday.public_id]
    shown = answer.json()["time_slots"]
    assert shown == slots_of(alice, path)
    assert [(each["day_of_week"], each["start_time"]) for each in shown] == [
        (1, "09:00"),
        (2, "09:00"),
        (6, "09:00"),
    ]
    assert [each["id"] for each in shown[:2]] == [before[1], before[2]]
    assert told(alice.api.call("PUT", f"{path}/time-slots", body={"time_slots": []}))
    assert slots_of(alice, path) == []


def slots_of(alice: Person, path: str) -> list[dict[str, Any]]:
    return list(alice.api.get(f"{path}/time-slots").json()["time_slots"])


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (week(7), 400, "time_slots.0.day_of_week"),
        (week(1, start="17:00", end="09:00"), 400, "end_time"),
        ({"time_slots": [*week(1)["time_slots"], *week(1, end="12:00")["time_slots"]]}, 409, None),
        ({}, 400, "time_slots"),
    ],
)
def test_bad_hours_replace_nothing(
    alice: Person, path: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    with nothing_changes():
        answer = alice.api.call("PUT", f"{path}/time-slots", body=body)

    assert (answer.status_code, answer.json()["field"]) == (status, field or "start_time")


def test_a_range_of_dates_is_closed_at_once(
    alice: Person, path: str, calendar: Calendar, tuesday: Appointment, wednesday: Appointment
) -> None:
    alice.api.post(f"{path}/overrides", {"date": "2027-03-03", "reason": "Before"})
    body = {"start_date": "2027-03-02", "end_date": "2027-03-05", "reason": "Holidays"}

    answer = alice.api.post(f"{path}/overrides/range", body)

    assert told(answer) == [tuesday.public_id, wednesday.public_id]
    dates = [f"2027-03-0{day}" for day in (2, 3, 4, 5)]
    shown = answer.json()["overrides"]
    assert [(each["date"], each["windows"], each["reason"]) for each in shown] == [
        (each, [], "Holidays") for each in dates
    ]
    assert alice.api.get(f"{path}/overrides").json()["overrides"] == shown
    longer = alice.api.post(f"{path}/overrides/range", {**body, "end_date": "2028-03-02"})
    assert (longer.status_code, longer.json()["field"]) == (400, "end_date")
    with workspace_scope(calendar.workspace_id):
        assert DateOverride.objects.count() == 4


def test_an_absence_names_what_it_overlaps(alice: Person, base: str, acme: Workspace) -> None:
    host = make_host(acme)
    calendar = make_calendar(acme, settings={"hosts": [host], "buffer_after_minutes": 15})
    with workspace_scope(acme.pk):
        row = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
        other = book(calendar=calendar, starts_at=at(14), customer=ADA, now=NOW)
        cancel(appointment=other, now=NOW)
    path = f"{base}/hosts/{host.public_id}/busy-times"

    def away(start: Any, end: Any) -> list[str]:
        body = {"starts_at": start.isoformat(), "ends_at": end.isoformat()}
        return told(alice.api.post(path, body))

    assert away(at(9, 30), at(15)) == [row.public_id]
    assert away(at(9, 45), at(15)) == []


def test_a_changed_zone_and_a_host_who_leaves_name_what_they_leave(
    alice: Person, base: str, acme: Workspace
) -> None:
    leaves, stays = make_host(acme, "One"), make_host(acme, "Two")
    calendar = make_calendar(acme, settings={"hosts": [leaves, stays]})
    with workspace_scope(acme.pk):
        rows = [
            book(calendar=calendar, starts_at=at(9), customer=each, now=NOW)
            for each in (ADA, replace(ADA, email="grace@example.com", phone=""))
        ]
    path = f"{base}/calendars/{calendar.public_id}"

    assert told(alice.api.patch(path, {"description": "Half an hour."})) == []
    assert told(alice.api.patch(path, {"host_ids": [stays.public_id]})) == [rows[0].public_id]
    both = [each.public_id for each in rows]
    assert told(alice.api.patch(path, {"time_zone": "America/New_York"})) == both


def test_what_was_booked_against_the_rules_is_not_affected(
    alice: Person, path: str, calendar: Calendar, tuesday: Appointment, wednesday: Appointment
) -> None:
    with workspace_scope(calendar.workspace_id):
        book(
            calendar=calendar,
            starts_at=at(9, day=6),
            customer=ADA,
            by=alice.user,
            override_rules=True,
            now=NOW,
        )
        assert affected_by_rules(calendar, now=NOW).total == 0


def test_it_costs_three_queries_however_many_there_are(
    acme: Workspace, django_assert_num_queries: Any
) -> None:
    calendar = make_calendar(acme, settings={"max_upcoming_per_customer": 99})
    with workspace_scope(acme.pk):
        for number in range(30):
            starts_at = at(8 + number % 8, day=2 + number // 8)
            if starts_at.isoweekday() < 6:
                book(calendar=calendar, starts_at=starts_at, customer=ADA, now=NOW)
        calendar.weekly_slots.all().delete()
        with django_assert_num_queries(3):
            found = affected_by_rules(calendar, now=NOW)
    assert found.total > 20


def test_the_holidays_in_force_are_listed(alice: Person, base: str, acme: Workspace) -> None:
    settings: Any = {"holiday_country": "AT"}
    calendar = make_calendar(acme, settings=settings)
    path = f"{base}/calendars/{calendar.public_id}"
    alice.api.post(
        f"{path}/overrides",
        {"date": "2027-05-06", "windows": [{"start_time": "09:00", "end_time": "12:00"}]},
    )

    answer = alice.api.get(
        f"{path}/holidays", {"start_date": "2027-05-01", "end_date": "2027-05-16"}
    )

    assert answer.json() == {
        "holidays": [
            {"date": "2027-05-01", "name": "Staatsfeiertag", "is_overridden": False},
            {"date": "2027-05-06", "name": "Christi Himmelfahrt", "is_overridden": True},
        ]
    }
    year = alice.api.get(f"{path}/holidays").json()["holidays"]
    assert (year[0]["date"], year[-1]["date"]) == ("2027-03-29", "2028-01-06")
    wrong = alice.api.get(f"{path}/holidays", {"end_date": "2027-05-16"})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "start_date")


def test_a_calendar_without_hours_says_so(alice: Person, base: str) -> None:
    made = alice.api.post(f"{base}/calendars", {"name": "Empty"})
    path = f"{base}/calendars/{made.json()['id']}"

    assert "never open" in made.json()["warnings"][0]
    tag = made.headers.get("ETag") or alice.api.get(path).headers["ETag"]
    alice.api.call("PUT", f"{path}/time-slots", body=week(1))
    assert alice.api.get(path).json()["warnings"] == []
    renamed = alice.api.patch(path, {"name": "Filled"}, If_Match=tag)
    assert (renamed.status_code, renamed.json()["warnings"]) == (200, [])
