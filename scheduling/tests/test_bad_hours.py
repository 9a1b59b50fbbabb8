"""Hours, zones and absences that cannot be, and what happens to appointments when they change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes, shared
from scheduling.models import Appointment, Calendar
from scheduling.services import book
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.test_bad_times import INVALID, NO_TIME, TAKEN, open_to_all, outcome, starts
from scheduling.tests.test_booking import ADA
from workspaces.models import Workspace
from workspaces.tests.factories import Person

pytestmark = pytest.mark.usefixtures("rest_clock")


@shared
def appointment(calendar: Calendar) -> Appointment:
    with workspace_scope(calendar.workspace_id):
        return book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "expected"),
    [
        ("10:00", "12:00", (409, "HOURS_OVERLAP")),
        ("08:00", "18:00", (409, "HOURS_OVERLAP")),
        ("16:59", "24:00", (409, "HOURS_OVERLAP")),
        ("18:00", "18:00", INVALID),
        ("19:00", "18:00", INVALID),
        ("24:00", "24:00", NO_TIME),
        ("18:00:30", "19:00", (400, "MAX_LENGTH")),
        ("25:00", "26:00", NO_TIME),
        ("17:00", "24:00", (201, "")),
    ],
)
def test_weekly_hours_do_not_overlap(
    calendar: Calendar,
    alice: Person,
    base: str,
    starts_at: str,
    ends_at: str,
    expected: tuple[int, str],
) -> None:
    body = {"day_of_week": 1, "start_time": starts_at, "end_time": ends_at}
    path = f"{base}/calendars/{calendar.public_id}/time-slots"
    assert outcome(alice.api.post(path, body)) == expected


def test_other_hours_and_zones_leave_appointments_where_they_are(
    appointment: Appointment, alice: Person, base: str
) -> None:
    """They can be moved to times that the new rules offer, not to those of the old."""
    calendar = appointment.calendar
    path = f"{base}/calendars/{calendar.public_id}"
    own = f"{base}/appointments/{appointment.public_id}"
    alice.api.patch(path, {"time_zone": "America/New_York", "durations": [60]})
    for each in alice.api.get(f"{path}/time-slots").json()["time_slots"]:
        assert alice.api.delete(f"{path}/time-slots/{each['id']}").status_code == 200

    assert alice.api.get(own).json()["starts_at"] == "2027-03-02T09:00:00Z"
    assert starts(calendar, "2027-03-02") == []
    moved = alice.api.post(f"{own}/reschedule", {"starts_at": "2027-03-02T10:00:00Z"})
    assert outcome(moved) == TAKEN
    slot = {"day_of_week": 2, "start_time": "02:00", "end_time": "05:00"}
    assert alice.api.post(f"{path}/time-slots", slot).status_code == 201
    assert starts(calendar, "2027-03-02") == ["2027-03-02T07:00:00Z", "2027-03-02T08:00:00Z"]
    moved = alice.api.post(
        f"{own}/reschedule", {"starts_at": "2027-03-02T08:00:00Z", "duration_minutes": 60}
    )
    assert (moved.status_code, moved.json()["ends_at"]) == (200, "2027-03-02T09:00:00Z")


def test_a_calendar_with_appointments_goes_only_with_notice(
    appointment: Appointment, alice: Person, base: str
) -> None:
    path = f"{base}/calendars/{appointment.calendar.public_id}"
    with nothing_changes():
        assert outcome(alice.api.delete(path)) == (409, "HAS_APPOINTMENTS")
        assert outcome(alice.api.delete(f"{path}?cancel_appointments=maybe"))[0] == 400
    assert alice.api.delete(f"{path}?cancel_appointments=true").status_code == 200
    assert alice.api.get(path).status_code == 404
    assert ApiClient().get(open_to_all(appointment.calendar)).status_code == 404


def test_absences_of_any_length_and_none_that_end_before_they_begin(
    acme: Workspace, alice: Person, base: str
) -> None:
    host = make_host(acme)
    calendar = make_calendar(acme, settings={"hosts": [host]})
    path = f"{base}/hosts/{host.public_id}/busy-times"
    for bad in _absences("2027-03-02T09:00:00Z", "2027-03-02T09:00:00Z"):
        with nothing_changes():
            assert outcome(alice.api.post(path, bad)) == INVALID
    for good in _absences("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        assert alice.api.post(path, good).status_code == 201

    assert starts(calendar, "2027-03-02") == []


def _absences(starts_at: str, ends_at: str) -> Iterator[dict[str, str]]:
    yield {"starts_at": starts_at, "ends_at": ends_at}
