"""The proof that appointments hold together finds what does not."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from scheduling.models import CalendarHost, Reservation
from scheduling.services import assign_hosts, cancel, reschedule
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.mailbox import booked, do
from workspaces.models import Workspace


def check(*arguments: str) -> list[str]:
    """What it says; the last line is the error, if there is one."""
    out = StringIO()
    try:
        call_command("check_appointments", *arguments, stdout=out)
    except CommandError as error:
        return [*out.getvalue().splitlines(), str(error)]
    return out.getvalue().splitlines()


def test_booked_moved_and_cancelled_appointments_hold_together(acme: Workspace) -> None:
    """Also with a host who leaves and comes back."""
    hosts = [make_host(acme, "One"), make_host(acme, "Two")]
    calendar = make_calendar(acme, settings={"hosts": hosts})
    first, second = booked(calendar), booked(calendar, email="bob@example.com")
    booked(calendar, at(11, day=3))
    with workspace_scope(acme.pk):
        assign_hosts(calendar, hosts[:1], now=NOW)
    do(calendar, reschedule, appointment=second, starts_at=at(13, day=3))
    with workspace_scope(acme.pk):
        assign_hosts(calendar, hosts, now=NOW)
    do(calendar, cancel, appointment=first)
    booked(calendar, at(14, day=3))

    with nothing_changes():
        assert check() == ["Appointments hold together."]


def test_a_wrong_count_is_listed_and_repaired(acme: Workspace) -> None:
    host = make_host(acme)
    calendar = make_calendar(acme, settings={"hosts": [host]})
    booked(calendar)
    with workspace_scope(acme.pk):
        CalendarHost.objects.update(assigned=7)

    with nothing_changes():
        assert check() == [
            f"Turns are counted, but: {host.public_id} (counted 7, not 1)",
            "1 faults.",
        ]
    assert check("--repair") == ["1 counts repaired.", "Appointments hold together."]


def test_time_that_is_taken_twice_for_nothing_or_not_at_all_is_listed(acme: Workspace) -> None:
    host = make_host(acme)
    calendar = make_calendar(acme, settings={"hosts": [host]})
    one, other = booked(calendar), booked(calendar, at(11, day=3))
    lost = booked(calendar, at(13, day=3))
    with as_table_owner(), connection.cursor() as cursor:  # as no code of ours can
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("a_seat_is_taken_once", "a_host_is_in_one_calendar"):
            cursor.execute(f"ALTER TABLE scheduling_reservation DROP CONSTRAINT {name}")
    with workspace_scope(acme.pk):
        busy = Reservation.objects.get(appointment=one).busy
        Reservation.objects.filter(appointment=other).update(busy=busy)
        Reservation.objects.filter(appointment=lost).update(is_active=False)
        do(calendar, cancel, appointment=one)
        Reservation.objects.filter(appointment=one).update(is_active=True)

    rules = [line.partition(", but: ")[0] for line in check()]

    assert rules == [
        "A host is in one place",
        "A reservation is for something",
        "An appointment has its time",
        "An appointment has its time",
        "4 faults.",
    ]


@pytest.mark.parametrize("appointments", [0, 3])
def test_a_host_who_joins_takes_turns_from_then_on(acme: Workspace, appointments: int) -> None:
    first, second = make_host(acme, "One"), make_host(acme, "Two")
    calendar = make_calendar(acme, settings={"hosts": [first]})
    for hour in range(appointments):
        booked(calendar, at(9 + hour, day=3))
    with workspace_scope(acme.pk):
        assign_hosts(calendar, [first, second], now=NOW)
        places = CalendarHost.objects.filter(calendar=calendar).order_by("pk")
        counted = list(places.values_list("assigned", "assigned_offset"))

    assert counted == [(appointments, 0), (appointments, appointments)]
    assert check() == ["Appointments hold together."]
