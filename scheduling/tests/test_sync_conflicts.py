"""What others do to our events elsewhere is shown, and nothing is written over it."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes
from scheduling import queries
from scheduling.errors import ConflictResolved, ConflictUnreadable, TimeNotAvailable
from scheduling.models import (
    Appointment,
    AppointmentNotice,
    Calendar,
    CalendarConnection,
    OutsideEvent,
)
from scheduling.services.conflicts import keep_ours, keep_theirs
from scheduling.services.pushing import mark_appointment
from scheduling.tests.fixtures import NOW, at
from scheduling.tests.mailbox import parts, sent
from scheduling.tests.syncing import (  # noqa: F401
    booked,
    cancelled,
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
from scheduling.tests.vendor_server import GoogleVendor
from workspaces.tests.factories import Person


@pytest.fixture(name="connection")
def _connection(google_connection: CalendarConnection) -> CalendarConnection:  # noqa: F811
    return google_connection


@pytest.mark.parametrize("times", [{}, {"recurrence": ["x"], "start": {"dateTime": "?"}}])
def test_what_others_move_is_a_conflict_until_it_is_moved_back(
    calendar: Calendar,
    connection: CalendarConnection,
    vendor: GoogleVendor,
    times: dict[str, Any],
) -> None:
    appointment = booked(calendar)
    sync(connection)
    (key,) = vendor.events
    ours = vendor.events[key]
    vendor.store(key, {**ours, **theirs(14), **times})
    sync(connection)

    conflict = the_conflict(connection)
    assert (conflict.conflict, conflict.conflict_since) == ("MOVED", NOW)
    assert conflict.seen_starts_at == (None if times else at(14))
    kept = vendor.events[key]["start"]
    moved(appointment, 13)
    sync(connection)
    assert vendor.events[key]["start"] == kept  # nothing is written over
    assert [each[0] for each in events(connection)] == ["MOVED"]

    vendor.store(key, ours)
    sync(connection)
    assert (starts(vendor), events(connection)) == (["13:00"], [("", False, True)])


def test_what_others_move_before_it_is_noticed_is_a_conflict(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    """Between reading and writing: the condition of the request sees it."""
    appointment = booked(calendar)
    sync(connection)
    (key,) = vendor.events
    moved(appointment, 13)

    def move_while_read(peer: Any) -> None:
        vendor.store(key, {**vendor.events[key], **theirs(14)})
        peer.reply(200, b'{"nextSyncToken": "1"}')

    vendor.faults.append(move_while_read)
    sync(connection)
    conflict = the_conflict(connection)
    assert (conflict.conflict, conflict.seen_starts_at) == ("MOVED", at(14))
    assert starts(vendor) == ["14:00"]


@pytest.mark.parametrize("is_moved", [True, False])
def test_keeping_ours_writes_it_once_more(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor, is_moved: bool
) -> None:
    _make_conflict(calendar, connection, vendor, is_moved=is_moved)
    found = the_conflict(connection)
    with workspace_scope(connection.workspace_id):
        keep_ours(conflict=found, now=NOW)
    sync(connection)

    assert (starts(vendor), events(connection)) == (["09:00"], [("", False, True)])
    with (
        workspace_scope(connection.workspace_id),
        nothing_changes(),
        pytest.raises(ConflictResolved),
    ):
        keep_ours(conflict=found, now=NOW)


def test_keeping_theirs_moves_the_appointment(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor, alice: Person
) -> None:
    appointment = _make_conflict(calendar, connection, vendor, is_moved=True)
    with workspace_scope(connection.workspace_id):
        keep_theirs(conflict=the_conflict(connection), by=alice.user, now=NOW)
        changed = Appointment.objects.get(pk=appointment.pk)
        mark_appointment(appointment=changed, now=NOW)
    sync(connection)

    assert (changed.starts_at, changed.ends_at) == (at(14), at(15))
    assert (starts(vendor), events(connection)) == (["14:00"], [("", False, True)])


def test_keeping_theirs_cancels_what_was_deleted(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor, alice: Person
) -> None:
    appointment = _make_conflict(calendar, connection, vendor, is_moved=False)
    with workspace_scope(connection.workspace_id):
        keep_theirs(conflict=the_conflict(connection), by=alice.user, now=NOW)
        assert Appointment.objects.get(pk=appointment.pk).status == "CANCELLED"
    assert events(connection) == []


def test_keeping_theirs_is_refused_where_it_cannot_be_booked(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor, alice: Person
) -> None:
    _make_conflict(calendar, connection, vendor, is_moved=True, hour=22)
    found = the_conflict(connection)
    with workspace_scope(connection.workspace_id), nothing_changes():
        with pytest.raises(TimeNotAvailable):
            keep_theirs(conflict=found, by=alice.user, now=NOW)
    with workspace_scope(connection.workspace_id):
        OutsideEvent.objects.update(seen_starts_at=None)
        with pytest.raises(ConflictUnreadable):
            keep_theirs(conflict=found, by=alice.user, now=NOW)


def _make_conflict(
    calendar: Calendar,
    connection: CalendarConnection,
    vendor: GoogleVendor,
    *,
    is_moved: bool,
    hour: int = 14,
) -> Appointment:
    appointment = booked(calendar)
    sync(connection)
    (key,) = vendor.events
    if is_moved:
        vendor.store(key, {**vendor.events[key], **theirs(hour)})
    else:
        vendor.remove(key)
    sync(connection)
    return appointment


def test_an_appointment_that_is_cancelled_on_both_sides_is_no_conflict(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    appointment = booked(calendar)
    sync(connection)
    vendor.remove(next(iter(vendor.events)))
    cancelled(appointment)
    sync(connection)
    assert events(connection) == []


def test_what_is_put_over_an_appointment_elsewhere_is_told(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    """Once to the host by mail, and as an event; again only for another busy time."""
    appointment = booked(calendar)
    sync(connection)
    vendor.store("dentist", {"id": "dentist", "iCalUID": "d@x", "status": "confirmed", **theirs(9)})
    sync(connection)
    sync(connection)

    with workspace_scope(connection.workspace_id):
        told = AppointmentNotice.objects.filter(kind="CONFLICT")
        assert [(each.recipient, each.appointment_id) for each in told] == [
            ("HOST", appointment.pk)
        ]
        (found,) = OutboxEvent.objects.filter(type="CALENDAR_CONFLICT_FOUND")
        overlaps = queries.overlaps(now=NOW)
    assert found.payload["change"] == "BUSY"
    assert found.payload["appointment_id"] == appointment.public_id
    assert [each.appointment for each in overlaps] == [appointment]
    assert events(connection) == [("", False, True)]  # it is still written there
    (letter,) = [each for each in sent() if "disagree" in each.subject]
    assert "The appointment with Ada Lovelace does not fit a calendar elsewhere" in letter.body
    assert parts(letter) == []


def test_what_others_move_is_told_once(
    calendar: Calendar, connection: CalendarConnection, vendor: GoogleVendor
) -> None:
    booked(calendar)
    sync(connection)
    (key,) = vendor.events
    for hour in (13, 14):
        vendor.store(key, {**vendor.events[key], **theirs(hour)})
        sync(connection)

    with workspace_scope(connection.workspace_id):
        assert AppointmentNotice.objects.filter(kind="CONFLICT").count() == 1
        (found,) = OutboxEvent.objects.filter(type="CALENDAR_CONFLICT_FOUND")
    assert found.payload["change"] == "MOVED"
