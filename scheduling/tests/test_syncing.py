"""A host's calendar elsewhere: busy times come, appointments go, conflicts are shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.models import Job
from core.scope import workspace_scope
from core.testing import run_jobs
from scheduling.clients.google import event_id
from scheduling.models import (
    BusyTime,
    Calendar,
    CalendarConnection,
    Host,
)
from scheduling.queries.calendar_events import appointment_uid, page_for_host
from scheduling.services import book
from scheduling.services.connections import (
    change_connection,
    create_connection,
    delete_connection,
    request_sync,
)
from scheduling.services.notices import SEND_JOB
from scheduling.services.pushing import SYNC_JOB
from scheduling.services.syncing import SYNC_EVERY, start_due_syncs, sync_connection
from scheduling.tests.fixtures import NOW, at
from scheduling.tests.syncing import (  # noqa: F401
    booked,
    cancelled,
    connect,
    events,
    google_connection,
    google_server,
    moved,
    starts,
    stored,
    sync,
    the_conflict,
    theirs,
)
from scheduling.tests.test_booking import ADA, listed
from scheduling.tests.vendor_server import GoogleVendor


@pytest.fixture(name="connection")
def _connection(google_connection: CalendarConnection) -> CalendarConnection:  # noqa: F811
    return google_connection


def test_busy_times_elsewhere_cannot_be_booked(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    vendor.store("dentist", theirs(9))
    vendor.store("lunch", theirs(11))
    assert "10:00" in listed(calendar)

    assert sync(connection)
    assert not {"10:00", "10:30", "12:00", "12:30"} & set(listed(calendar))
    with workspace_scope(connection.workspace_id):
        assert list(BusyTime.objects.values_list("href", "title").order_by("href")) == [
            ("dentist", ""),
            ("lunch", ""),
        ]

    vendor.remove("lunch")
    vendor.store("dentist", theirs(10))
    assert sync(connection)
    assert {"10:00", "10:30", "12:00", "12:30"} <= set(listed(calendar))
    assert "11:00" not in listed(calendar)
    assert "syncToken" in vendor.requests[-1].query

    row = stored(connection)
    assert (row.error, row.failures, row.leased_until, row.last_synced_at, row.next_sync_at) == (
        *("", 0, None),
        NOW,
        NOW + SYNC_EVERY,
    )


def test_a_new_day_reads_everything_again(
    connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    vendor.store("dentist", theirs(9))
    sync(connection)
    with workspace_scope(connection.workspace_id):
        before = list(BusyTime.objects.values_list("pk", flat=True))
    sync(connection, later=timedelta(days=1))

    assert vendor.requests[-1].query["timeMin"] == "2027-03-01T00:00:00Z"
    with workspace_scope(connection.workspace_id):
        assert list(BusyTime.objects.values_list("pk", flat=True)) == before


def test_an_appointment_follows_into_the_other_calendar(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    appointment = booked(calendar)
    sync(connection)
    (event,) = vendor.events.values()
    assert event["id"] == event_id(appointment_uid(appointment))
    assert event["summary"] == "Ada Lovelace · Front desk"
    assert (event["description"], starts(vendor)) == (
        f"{ADA.phone}\n{ADA.email.lower()}\n{page_for_host(appointment.starts_at)}",
        ["09:00"],
    )

    appointment = moved(appointment, 13)
    sync(connection)
    assert starts(vendor) == ["13:00"]

    requests = len(vendor.requests)
    sync(connection)
    assert len(vendor.requests) == requests + 2  # signing in, and asking for changes
    assert events(connection) == [("", False, True)]
    with workspace_scope(connection.workspace_id):
        assert not BusyTime.objects.exists()  # our own event makes nobody busy

    cancelled(appointment)
    sync(connection)
    assert (vendor.events, events(connection)) == ({}, [])


def test_what_happens_to_an_appointment_wakes_its_connection(
    calendar: Calendar, connection: CalendarConnection
) -> None:
    with workspace_scope(calendar.workspace_id):
        Job.objects.all().delete()
        book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
    ran = [name for name in run_jobs() if name.startswith("scheduling.") and name != SEND_JOB]
    assert ran == ["scheduling.mark_appointment", SYNC_JOB]
    assert events(connection) == [("", False, True)]


def test_a_connection_begins_with_the_appointments_to_come(
    calendar: Calendar, vendor: GoogleVendor
) -> None:
    booked(calendar, 9)
    cancelled(booked(calendar, 10))
    with workspace_scope(calendar.workspace_id):
        made = create_connection(
            host=calendar.calendar_hosts.get().host,
            kind="GOOGLE",
            user_name="client",
            client_secret="client-secret",
            secret="refresh-1",
            calendar_address="ada@x",
            now=NOW,
        )
    sync(made)
    assert starts(vendor) == ["09:00"]


def test_a_server_that_fails_is_given_more_and_more_time(
    connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    expected = [5, 10, 20, 40, 80, 160, 320, 360, 360]
    for number, minutes in enumerate(expected, start=1):
        vendor.faults.append(lambda peer: peer.reply(500))
        assert not sync(connection)
        row = stored(connection)
        assert (row.failures, row.next_sync_at) == (number, NOW + timedelta(minutes=minutes))
    assert row.error == "The calendar server 127.0.0.1 failed with status 500."

    requests = len(vendor.requests)
    sync_connection(
        connection_id=row.pk, workspace_id=row.workspace_id, now=lambda: NOW
    )  # it is left in peace
    assert len(vendor.requests) == requests
    assert sync(connection)
    assert (stored(connection).error, stored(connection).failures) == ("", 0)


def test_a_server_that_asks_for_time_gets_it(
    connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    vendor.faults.append(lambda peer: peer.reply(429, Retry_After="3600"))
    sync(connection)
    assert stored(connection).next_sync_at == NOW + timedelta(hours=1)


def test_one_event_that_fails_does_not_keep_the_others(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    for hour in (9, 10, 11):
        booked(calendar, hour)
    vendor.faults.extend([lambda peer: peer.reply(200, b"{}"), lambda peer: peer.reply(400)])
    assert not sync(connection)
    assert starts(vendor) == ["10:00", "11:00"]
    assert sync(connection)
    assert starts(vendor) == ["09:00", "10:00", "11:00"]


def test_many_appointments_are_written_in_rounds(
    calendar: Calendar,
    connection: CalendarConnection,
    vendor: GoogleVendor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scheduling.services.pushing.MAX_PUSHES", 2)
    for hour in (9, 10, 11):
        booked(calendar, hour)
    Job.objects.all().delete()

    assert sync(connection)
    assert starts(vendor) == ["09:00", "10:00"]
    assert [each.name for each in Job.objects.all()] == [SYNC_JOB]  # for the rest
    assert sync(connection)
    assert starts(vendor) == ["09:00", "10:00", "11:00"]
    assert stored(connection).next_sync_at == NOW + SYNC_EVERY


def test_only_one_process_synchronizes(
    connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    seen: list[bool] = []
    vendor.faults.append(
        lambda peer: (seen.append(True), peer.reply(200, b'{"nextSyncToken": "0"}'))[1]
    )
    with workspace_scope(connection.workspace_id):
        CalendarConnection.objects.update(leased_until=NOW + timedelta(seconds=1))
    assert not sync(connection)
    assert seen == []
    assert sync(connection, later=timedelta(seconds=2))  # the one before has died
    assert seen == [True]


def test_who_has_something_to_write_meanwhile_is_not_forgotten(
    connection: CalendarConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wake_meanwhile(*_: Any, **__: Any) -> None:
        with workspace_scope(connection.workspace_id):
            request_sync(connection=connection, now=NOW)
        Job.objects.all().delete()  # it has found the connection taken

    monkeypatch.setattr("scheduling.services.syncing.push_all", wake_meanwhile)
    sync(connection)
    assert [each.name for each in Job.objects.all()] == [SYNC_JOB]
    assert stored(connection).next_sync_at == NOW


def test_due_connections_are_woken_once(connection: CalendarConnection) -> None:
    Job.objects.all().delete()
    assert start_due_syncs(now=NOW) == 1
    assert start_due_syncs(now=NOW) == 0
    assert [each.arguments["is_due"] for each in Job.objects.filter(name=SYNC_JOB)] == [True]


def test_another_calendar_begins_anew(
    connection: CalendarConnection, calendar: Calendar, vendor: GoogleVendor
) -> None:
    vendor.store("dentist", theirs(9))
    booked(calendar, 10)
    sync(connection)
    with workspace_scope(connection.workspace_id):
        change_connection(connection=connection, calendar_address="other", now=NOW)
        row = CalendarConnection.objects.get()
        assert (row.sync_state, BusyTime.objects.count()) == ("", 0)
        change_connection(connection=row, is_active=False, now=NOW)
    assert events(connection) == []
    assert not sync(connection)
    with workspace_scope(connection.workspace_id):
        delete_connection(connection=row, now=NOW)
        assert (CalendarConnection.objects.count(), Host.objects.count()) == (0, 1)
    assert len(vendor.events) == 2  # what stands there stays there
