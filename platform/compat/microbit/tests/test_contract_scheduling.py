"""Calendars, time slots, open times and appointments at this door, to the letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from compat.microbit.tests.world import BASE
from core import ids
from core.testing import ApiClient, nothing_changes, shared
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from workspaces.models import Workspace
from workspaces.tests.factories import Person

DAY = datetime.combine(
    (timezone.now() + timedelta(days=10)).date(), datetime.min.time(), UTC
).replace(hour=9)
JOHN = {
    "customer_name": "John Smith",
    "customer_phone": "+1-555-0100",
    "customer_email": "john@example.com",
    "notes": "Need help with product setup",
}


@shared
def agent(acme: Workspace) -> Agent:
    return make_agent(acme)


@shared
def support(alice: Person, acme: Workspace) -> str:
    """A calendar that is open on the day of DAY from nine to five."""
    made = alice.api.post(
        f"{BASE}/workspaces/{acme.public_id}/calendars", {"name": "Support Calendar"}
    )
    calendar = str(made.json()["calendar"]["id"])
    alice.api.post(
        f"{BASE}/calendars/{calendar}/time-slots",
        {"day_of_week": DAY.isoweekday() % 7, "start_time": "09:00", "end_time": "17:00"},
    )
    return calendar


def at(hour: int, minute: int = 0) -> str:
    return f"{DAY.replace(hour=hour, minute=minute):%Y-%m-%dT%H:%M:%SZ}"


def booking(hour: int, minutes: int = 30) -> dict[str, str]:
    end = DAY.replace(hour=hour) + timedelta(minutes=minutes)
    return {"start_time": at(hour), "end_time": f"{end:%Y-%m-%dT%H:%M:%SZ}", **JOHN}


def test_a_calendar_and_its_assistant(alice: Person, acme: Workspace, agent: Agent) -> None:
    here = f"{BASE}/workspaces/{acme.public_id}/calendars"
    assistant = ids.encode("ast", agent.uuid)
    made = alice.api.post(here, {"name": "Support Calendar", "assistant_id": assistant})

    assert made.status_code == 201
    calendar = made.json()["calendar"]
    assert calendar == {
        "id": calendar["id"],
        "workspace_id": acme.public_id,
        "name": "Support Calendar",
        "assistant_id": assistant,
    }
    assert alice.api.get(here).json() == {"calendars": [calendar]}
    path = f"{here}/{calendar['id']}"
    assert alice.api.get(path).json() == {"calendar": calendar}
    renamed = alice.api.call("PUT", path, body={"name": "Updated", "assistant_id": None})
    assert renamed.json() == {"calendar": {**calendar, "name": "Updated", "assistant_id": None}}
    assert alice.api.delete(path).json() == {"message": "Calendar deleted"}
    assert alice.api.get(path).status_code == 404


def test_an_unknown_assistant_is_refused(alice: Person, acme: Workspace) -> None:
    body = {"name": "Support", "assistant_id": ids.encode("ast", ids.new_uuid())}
    with nothing_changes():
        answer = alice.api.post(f"{BASE}/workspaces/{acme.public_id}/calendars", body)
    assert (answer.status_code, set(answer.json())) == (404, {"error"})


def test_time_slots(alice: Person, support: str) -> None:
    here = f"{BASE}/calendars/{support}/time-slots"
    (first,) = alice.api.get(here).json()["time_slots"]
    assert first == {
        "id": first["id"],
        "calendar_id": support,
        "day_of_week": DAY.isoweekday() % 7,
        "start_time": "09:00",
        "end_time": "17:00",
    }
    body = {"day_of_week": 2, "start_time": "10:00", "end_time": "18:00"}
    changed = alice.api.call("PUT", f"{here}/{first['id']}", body=body)
    assert changed.json() == {"time_slot": {**first, **body}}
    with nothing_changes():
        assert alice.api.post(here, body).status_code == 409
        overnight = {**body, "day_of_week": 3, "end_time": "02:00"}
        assert alice.api.post(here, overnight).status_code == 400
    assert alice.api.delete(f"{here}/{first['id']}").json() == {"message": "Time slot deleted"}


def test_a_listed_slot_is_booked_and_cancelled(support: str, alice: Person) -> None:
    public, day = ApiClient(), f"{DAY:%Y-%m-%d}"
    slots = f"{BASE}/calendars/{support}/available-slots"
    query = {"start_date": day, "end_date": day}
    listed = public.get(slots, query).json()["available_slots"]
    assert listed[0] == {"date": day, "start_time": "09:00", "end_time": "09:30"}
    assert len(listed) == 16

    made = public.post(f"{BASE}/calendars/{support}/appointments", booking(9))
    assert made.status_code == 201
    appointment = made.json()["appointment"]
    assert appointment == {
        "id": appointment["id"],
        "calendar_id": support,
        "start_time": at(9),
        "end_time": at(9, 30),
        "customer_name": "John Smith",
        "status": "pending",
    }
    assert len(public.get(slots, query).json()["available_slots"]) == 15
    cancel = f"{BASE}/appointments/{appointment['id']}/cancel"
    cancelled = {"appointment": {"id": appointment["id"], "status": "cancelled"}}
    assert [public.call("PUT", cancel, body={}).json() for _ in range(2)] == [cancelled, cancelled]
    assert len(public.get(slots, query).json()["available_slots"]) == 16


@pytest.mark.parametrize(("hour", "minutes"), [(8, 30), (17, 30), (9, 481)])
def test_what_is_not_offered_is_refused(support: str, hour: int, minutes: int) -> None:
    with nothing_changes():
        answer = ApiClient().post(
            f"{BASE}/calendars/{support}/appointments", booking(hour, minutes)
        )
    assert answer.status_code == (400 if minutes > 480 else 409)
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"start_date": "2030-01-01"},
        {"start_date": "2030-01-01", "end_date": "2029-12-31"},
        {"start_date": "2030-01-01", "end_date": "2030-04-03"},
        {"start_date": "2030-02-30", "end_date": "2030-03-01"},
        {"start_date": "9999-12-31", "end_date": "9999-12-31"},
        {"start_date": "2030-01-01", "end_date": "2030-01-01", "duration_minutes": "4"},
    ],
)
def test_a_bad_range_is_refused(support: str, query: dict[str, str]) -> None:
    answer = ApiClient().get(f"{BASE}/calendars/{support}/available-slots", query)

    assert (answer.status_code, set(answer.json())) == (400, {"error"})


def test_appointments_are_listed_by_day_and_status(
    alice: Person, acme: Workspace, support: str
) -> None:
    ApiClient().post(f"{BASE}/calendars/{support}/appointments", booking(10))
    here, day = f"{BASE}/workspaces/{acme.public_id}/appointments", f"{DAY:%Y-%m-%d}"

    (listed,) = alice.api.get(here, {"start_date": day, "end_date": day}).json()["appointments"]

    assert listed == {
        "id": listed["id"],
        "calendar_id": support,
        "start_time": at(10),
        "end_time": at(10, 30),
        "status": "pending",
        **JOHN,
    }
    assert alice.api.get(here, {"status": "confirmed"}).json() == {"appointments": []}
    assert alice.api.get(here, {"status": "lost"}).status_code == 400
