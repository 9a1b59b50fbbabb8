"""Appointments leave calendars elsewhere: with their host, their calendar, or their customer."""

from __future__ import annotations

import pytest

from core.scope import workspace_scope
from scheduling.clients.google import event_id
from scheduling.models import BusyTime, Calendar, CalendarConnection
from scheduling.queries.calendar_events import appointment_uid, page_for_host
from scheduling.services import assign_hosts, delete_calendar, erase_customers
from scheduling.services.pushing import mark_appointment
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.syncing import (  # noqa: F401
    booked,
    connect,
    events,
    google_connection,
    google_server,
    moved,
    starts,
    sync,
    theirs,
)
from scheduling.tests.vendor_server import GoogleVendor
from workspaces.models import Workspace


@pytest.fixture(name="connection")
def _connection(google_connection: CalendarConnection) -> CalendarConnection:  # noqa: F811
    return google_connection


def test_an_appointment_leaves_the_calendar_of_a_former_host(
    acme: Workspace, calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    appointment = booked(calendar)
    sync(connection)
    other = make_host(acme, "Dr. Osei")
    with workspace_scope(calendar.workspace_id):
        assign_hosts(calendar, [other], now=NOW)
    moved(appointment, 13)
    sync(connection)
    assert (vendor.events, events(connection)) == ({}, [])


@pytest.mark.parametrize("moved_there", ["never", "before", "after"])
def test_a_deleted_calendar_leaves_no_appointments_to_come_elsewhere(
    acme: Workspace, vendor: GoogleVendor, moved_there: str
) -> None:
    """Its hosts have other calendars. What is over stays; what others moved is theirs now."""
    host = make_host(acme)
    calendar = make_calendar(acme, settings={"hosts": [host]})
    connection = connect(host)
    over, to_come = booked(calendar, 9), booked(calendar, 13)
    key = event_id(appointment_uid(to_come))
    sync(connection)

    def move(at: str) -> None:
        if moved_there == at:
            vendor.store(key, {**vendor.events[key], **theirs(15)})
            sync(connection)

    move("before")
    with workspace_scope(acme.pk):
        delete_calendar(calendar=calendar, cancel_appointments=True, now=over.ends_at)
    move("after")
    sync(connection)

    assert events(connection) == []
    assert starts(vendor) == (["09:00"] if moved_there == "never" else ["09:00", "15:00"])
    with workspace_scope(acme.pk):
        assert not BusyTime.objects.filter(starts_at=to_come.starts_at).exists()


def test_an_erased_customer_is_erased_elsewhere(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    past, to_come = booked(calendar, 9), booked(calendar, 13)
    day = page_for_host(past.starts_at)  # who came is no longer told there either
    sync(connection)
    with workspace_scope(calendar.workspace_id):
        for each in (past, to_come):
            erase_customers(appointments=[each], now=at(11))
            mark_appointment(appointment=each, now=at(11))
    sync(connection)

    (event,) = vendor.events.values()
    assert (event["summary"], event["description"]) == ("Erased · Front desk", day)
