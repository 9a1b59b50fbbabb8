"""What happens at once: nobody gets the time of another, and nobody is ended by another.

Both the locks and the constraints keep appointments apart; without the one or the other, each test
here shows what then goes wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from core.db.locks import lock_name
from core.scope import as_table_owner, workspace_scope
from core.testing import run_concurrently, wait_until_true
from core.wire.problems import problem_from
from scheduling.errors import AppointmentOver, HoldLost, TimeNotAvailable
from scheduling.models import Appointment, Calendar, Host, Reservation
from scheduling.queries import snapshots
from scheduling.services import (
    Customer,
    assign_hosts,
    book,
    cancel,
    delete_host,
    hold_time,
    judging,
    release_hold,
    reschedule,
)
from scheduling.services.locking import lock_hosts
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.test_booking import guest, try_to_book
from workspaces.models import Workspace

WALL = ("a_seat_is_taken_once", "a_host_is_in_one_calendar")
_OVERLAPS = """
SELECT count(*) FROM scheduling_reservation one JOIN scheduling_reservation other
  ON one.host_id = other.host_id AND one.id < other.id AND one.busy && other.busy
WHERE one.is_active AND other.is_active
  AND (one.calendar_id <> other.calendar_id OR one.seat = other.seat)
"""


def overlaps() -> int:
    """Pairs of reservations of one host at the same time, on one seat or in several calendars."""
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute(_OVERLAPS)
        return int(cursor.fetchone()[0])


def customer(number: int) -> Customer:
    return Customer(name=f"Customer {number}", email=f"customer{number}@example.com")


def two_calendars(workspace: Workspace, hosts: list[Host]) -> list[Calendar]:
    """Which book the same hosts."""
    return [
        make_calendar(
            workspace, name, settings={"hosts": hosts, "slot_step_minutes": 15, **settings}
        )
        for name, settings in (("One", {}), ("Other", {"assignment": "COLLECTIVE"}))
    ]


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("booking", "holding", "changing"):
        monkeypatch.setattr(f"scheduling.services.{module}.lock_hosts", lambda *_: None)


def test_staggered_appointments_holds_and_moves_never_overlap(
    transactional_db: None, acme: Workspace
) -> None:
    calendars = two_calendars(acme, [make_host(acme, "One"), make_host(acme, "Two")])

    def act(number: int) -> str:
        chance = random.Random(number)
        calendar = chance.choice(calendars)
        starts_at = at(8) + timedelta(minutes=15 * chance.randrange(24))
        verb = chance.choice([_book, _book, _hold, _move, _cancel])
        with workspace_scope(acme.pk):
            try:
                verb(calendar, starts_at, number)
            except (TimeNotAvailable, AppointmentOver, HoldLost) as refusal:
                return refusal.code
        return verb.__name__

    outcomes = run_concurrently(160, act, threads=16)

    assert overlaps() == 0
    assert {"_book", "_hold", "_move", "_cancel", "TIME_NOT_AVAILABLE"} <= set(outcomes)
    # How much the race has left depends on its order; what it left open can still be booked.
    with workspace_scope(acme.pk):
        for number in range(32):
            with suppress(TimeNotAvailable):
                _book(calendars[number % 2], at(8) + timedelta(minutes=15 * number), 1_000 + number)
    assert overlaps() == 0
    with workspace_scope(acme.pk):
        assert Reservation.objects.filter(is_active=True).count() > 8


def _book(calendar: Calendar, starts_at: datetime, number: int) -> None:
    book(calendar=calendar, starts_at=starts_at, minutes=60, customer=customer(number), now=NOW)


def _hold(calendar: Calendar, starts_at: datetime, number: int) -> None:
    hold = hold_time(calendar=calendar, starts_at=starts_at, minutes=30, seconds=60, now=NOW)
    if number % 2:
        release_hold(hold=hold)


def _move(calendar: Calendar, starts_at: datetime, number: int) -> None:
    for appointment in _some(number):
        reschedule(appointment=appointment, starts_at=starts_at, now=NOW)


def _cancel(calendar: Calendar, starts_at: datetime, number: int) -> None:
    for appointment in _some(number):
        cancel(appointment=appointment, now=NOW)


def _some(number: int) -> list[Appointment]:
    """One of all appointments, if there are any."""
    rows = list(Appointment.objects.select_related("calendar").order_by("pk"))
    return [rows[number % len(rows)]] if rows else []


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """All look before anybody writes: the first look at a time is everybody's."""
    seen: dict[object, Any] = {}

    def look(calendar: Calendar, starts_at: datetime, **wanted: Any) -> Any:
        if starts_at not in seen:
            seen[starts_at] = snapshots.snapshot_around(calendar, starts_at, **wanted)
        return seen[starts_at]

    monkeypatch.setattr(judging, "snapshot_around", look)


@pytest.mark.usefixtures("stale")
def test_the_constraint_refuses_whoever_looked_too_early(calendar: Calendar) -> None:
    outcomes = [try_to_book(calendar, at(9), customer=guest(number)) for number in range(3)]

    assert outcomes == ["booked", "HOST_BUSY", "HOST_BUSY"]
    assert overlaps() == 0


@pytest.mark.usefixtures("stale")
def test_without_the_constraints_the_same_is_booked_twice(calendar: Calendar) -> None:
    with as_table_owner(), connection.cursor() as cursor:
        for name in WALL:
            cursor.execute(f"ALTER TABLE scheduling_reservation DROP CONSTRAINT {name}")

    outcomes = [try_to_book(calendar, at(9), customer=guest(number)) for number in range(3)]

    assert outcomes == ["booked"] * 3
    assert overlaps() == 3


def _cross(
    workspace: Workspace, calendars: list[Calendar], meet: Callable[[], object]
) -> list[Exception | None]:
    """Two book two times each in one transaction, in opposite order; `meet` is between."""

    def run(number: int) -> Exception | None:
        times = [at(9), at(11)][:: -1 if number else 1]
        try:
            with workspace_scope(workspace.pk):
                _book(calendars[number], times[0], number)
                meet()
                _book(calendars[number], times[1], number)
        except (TimeNotAvailable, OperationalError) as error:
            return error
        return None

    return run_concurrently(2, run)


def test_without_the_locks_two_end_each_other(
    transactional_db: None, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client whose transaction is ended is told to try again."""
    calendars = two_calendars(acme, [make_host(acme)])
    without_locks(monkeypatch)

    ended = [each for each in _cross(acme, calendars, Barrier(2, timeout=20).wait) if each]

    assert [type(each) for each in ended] == [OperationalError]
    problem = problem_from(ended[0])
    assert (problem.status, problem.code) == (409, "CONFLICT")
    assert overlaps() == 0


def test_with_the_locks_the_second_is_refused(transactional_db: None, acme: Workspace) -> None:
    calendars = two_calendars(acme, [make_host(acme)])

    refused = [each for each in _cross(acme, calendars, lambda: None) if each]

    assert [getattr(each, "code", each) for each in refused] == ["TIME_NOT_AVAILABLE"]
    assert overlaps() == 0


def test_who_changes_several_calendars_locks_them_before_their_hosts(
    transactional_db: None, acme: Workspace
) -> None:
    """Otherwise whoever books in the second, and waits for a host of both, would never get it."""
    host = make_host(acme)
    calendars = two_calendars(acme, [host, make_host(acme, "Two")])

    def delete() -> None:
        try:
            with workspace_scope(acme.pk):
                delete_host(host=host, now=NOW)
        finally:
            connection.close()

    deleting = Thread(target=delete)
    with workspace_scope(acme.pk):
        lock_name(f"scheduling.calendar:{calendars[1].pk}")
        deleting.start()
        assert wait_until_true(_somebody_waits)
        lock_hosts(calendars[1])
    deleting.join()

    with workspace_scope(acme.pk):
        assert not Host.objects.filter(pk=host.pk).exists()
        assign_hosts(calendars[1], [], now=NOW)


def _somebody_waits() -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None
