"""Conflicts with calendars elsewhere, over REST."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, shared
from scheduling.models import CalendarConnection, Host, OutsideEvent
from scheduling.services import book, cancel
from scheduling.services.conflicts import keep_ours
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.rest_connections import _url as _url
from scheduling.tests.rest_connections import host as host
from scheduling.tests.rest_connections import made as made
from scheduling.tests.test_booking import ADA, guest, listed, try_to_book
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person


@shared
def conflict(acme: Workspace, made: dict[str, Any], host: Host) -> OutsideEvent:
    calendar = make_calendar(acme, settings={"hosts": [host]})
    with workspace_scope(acme.pk):
        appointment = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
        row: OutsideEvent = OutsideEvent.objects.create(
            workspace=acme,
            connection=CalendarConnection.objects.get(),
            appointment=appointment,
            href="/a.ics",
            etag="1",
            starts_at=at(9),
            ends_at=at(9, 30),
            pushed_sequence=0,
            is_due=False,
            conflict="MOVED",
            conflict_since=NOW,
            seen_starts_at=at(10),
            seen_ends_at=at(10, 30),
        )
        return row


def test_conflicts_are_shown(
    conflict: OutsideEvent, base: str, url: str, made: dict[str, Any], alice: Person
) -> None:
    with assert_queries(5):
        shown = alice.api.get(f"{base}/calendar-conflicts").json()

    assert shown["calendar_conflicts"] == [
        {
            "id": conflict.public_id,
            "connection_id": made["id"],
            "host_id": made["host_id"],
            "host_name": "Dr. Osei",
            "appointment_id": conflict.appointment.public_id,
            "calendar_id": conflict.appointment.calendar.public_id,
            "calendar_name": "Front desk",
            "customer_name": "Ada Lovelace",
            "change": "MOVED",
            "starts_at": "2027-03-02T09:00:00Z",
            "ends_at": "2027-03-02T09:30:00Z",
            "seen_starts_at": "2027-03-02T10:00:00Z",
            "seen_ends_at": "2027-03-02T10:30:00Z",
            "since": "2027-03-01T11:00:00Z",
        }
    ]
    assert alice.api.get(f"{url}/{made['id']}").json()["conflict_count"] == 1
    for wanted in ({"connection_id": made["id"]}, {"host_id": made["host_id"]}):
        found = alice.api.get(f"{base}/calendar-conflicts", query=wanted).json()
        assert found["total"] == 1


def test_the_time_to_which_others_moved_an_appointment_is_taken(conflict: OutsideEvent) -> None:
    """And its own still is, until somebody decides."""
    calendar = conflict.appointment.calendar
    assert listed(calendar)[:3] == ["09:00", "09:30", "10:30"]
    for starts_at in (at(9), at(10)):
        assert try_to_book(calendar, starts_at, customer=guest(1)) == "HOST_BUSY"

    with workspace_scope(calendar.workspace_id):
        keep_ours(conflict=conflict, now=NOW)

    assert try_to_book(calendar, at(10), customer=guest(1)) == "booked"


def test_what_stands_over_an_appointment_elsewhere_is_shown(
    made: dict[str, Any], base: str, alice: Person, acme: Workspace, host: Host, rest_clock: None
) -> None:
    calendar = make_calendar(acme, settings={"hosts": [host]})
    with workspace_scope(acme.pk):
        appointment = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
        connection = CalendarConnection.objects.get()
        for hour, minute, by in ((9, 15, connection), (10, 0, connection), (9, 15, None)):
            host.busy_times.create(
                workspace_id=acme.pk,
                starts_at=at(hour, minute),
                ends_at=at(hour, minute) + timedelta(minutes=30),
                connection=by,
                created_at=NOW,
            )
        busy = host.busy_times.order_by("pk").first()
    assert busy is not None

    with assert_queries(6):
        shown = alice.api.get(f"{base}/calendar-conflicts").json()

    assert (shown["calendar_conflicts"], shown["total"]) == ([], 0)
    assert shown["overlaps"] == [
        {
            "busy_time_id": busy.public_id,
            "connection_id": made["id"],
            "host_id": host.public_id,
            "host_name": "Dr. Osei",
            "appointment_id": appointment.public_id,
            "calendar_id": calendar.public_id,
            "calendar_name": "Front desk",
            "customer_name": "Ada Lovelace",
            "starts_at": "2027-03-02T09:00:00Z",
            "ends_at": "2027-03-02T09:30:00Z",
            "busy_starts_at": "2027-03-02T09:15:00Z",
            "busy_ends_at": "2027-03-02T09:45:00Z",
            "since": "2027-03-01T11:00:00Z",
        }
    ]
    with workspace_scope(acme.pk):
        cancel(appointment=appointment, now=NOW)
    assert alice.api.get(f"{base}/calendar-conflicts").json()["overlaps"] == []


@pytest.mark.parametrize(("keep", "hour"), [("OURS", 9), ("THEIRS", 10)])
def test_a_conflict_is_resolved_once(
    conflict: OutsideEvent, base: str, alice: Person, keep: str, hour: int
) -> None:
    one = f"{base}/calendar-conflicts/{conflict.public_id}"
    answer = alice.api.post(f"{one}/resolve", {"keep": keep})

    assert (answer.status_code, answer.json()) == (200, {"message": "Conflict resolved"})
    with as_table_owner():
        row = OutsideEvent.everywhere.select_related("appointment").get()
        assert (row.conflict, row.is_due) == ("", keep == "OURS")
        assert row.appointment.starts_at == at(hour)
        assert AuditEntry.everywhere.filter(action="CALENDAR_CONFLICT_RESOLVED").count() == 1
    assert alice.api.get(one).status_code == 404
