"""A hundred changes from both sides, with processes that die at any request: no duplicate, nothing
lost.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import connections

from core.scope import workspace_scope
from scheduling.clients.exchange import Exchange
from scheduling.ics import CalendarEvent, read_single, stored_event
from scheduling.models import (
    Appointment,
    BusyTime,
    Calendar,
    CalendarConnection,
    OutsideEvent,
)
from scheduling.models.appointments import OPEN
from scheduling.queries import open_slots
from scheduling.queries.calendar_events import appointment_uid
from scheduling.services import Customer, book, cancel, reschedule
from scheduling.services.connections import create_connection
from scheduling.services.pushing import mark_appointment
from scheduling.services.syncing import sync_connection
from scheduling.tests.caldav_server import CalDavServer, start_caldav_server
from scheduling.tests.fixtures import NOW, make_calendar
from workspaces.tests.factories import Person, make_workspace

pytestmark = pytest.mark.processes

CHANGES = 100
DAY = timedelta(days=1)


@pytest.fixture(name="server", scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalDavServer]:
    server = start_caldav_server(tmp_path_factory.mktemp("radicale"))
    yield server
    server.stop()


class Sides:
    """Both calendars, and what somebody does in them."""

    def __init__(self, calendar: Calendar, connection: CalendarConnection, url: str) -> None:
        self.calendar, self.connection, self.url = calendar, connection, url
        self.random = random.Random(20270301)
        self.foreign: dict[str, datetime] = {}
        self.names = count()

    def change_here(self) -> None:
        """Book, move or cancel an appointment, as the job of its event records it."""
        with workspace_scope(self.calendar.workspace_id):
            slots = open_slots(
                calendar=self.calendar,
                first=(NOW + DAY).date(),
                last=(NOW + 10 * DAY).date(),
                minutes=30,
                now=NOW,
            )
            starts_at = self.random.choice(slots).starts_at
            found = list(Appointment.objects.filter(status__in=OPEN).order_by("pk"))
            kind = self.random.choice(["book", "move", "cancel"]) if len(found) > 3 else "book"
            if kind == "book":
                who = Customer(f"Customer {next(self.names)}", f"c{next(self.names)}@mail.example")
                changed = book(calendar=self.calendar, starts_at=starts_at, customer=who, now=NOW)
            elif kind == "move":
                chosen = self.random.choice(found)
                changed = reschedule(appointment=chosen, starts_at=starts_at, now=NOW)
            else:
                changed = cancel(appointment=self.random.choice(found), now=NOW)
            mark_appointment(appointment=changed, now=NOW)

    def change_there(self, server: CalDavServer) -> None:
        """Create, move or delete an event of the host's own."""
        kind = self.random.choice(["put", "move", "delete"]) if len(self.foreign) > 3 else "put"
        name = f"own-{next(self.names)}" if kind == "put" else self.random.choice([*self.foreign])
        url = f"{self.url}{name}.ics"
        if kind == "delete":
            server.delete(url)
            del self.foreign[name]
            return
        starts_at = NOW + DAY * self.random.randrange(40, 300)
        server.put(url, stored_event(_event(name, starts_at)))
        self.foreign[name] = starts_at

    def sync_until_killed(self) -> bool:
        """True if the process did all there was to do before its last request came."""
        fatal = self.random.randrange(1, 12)
        is_answered = self.random.random() < 0.5
        connections.close_all()  # a process may not use another's
        child = os.fork()
        if child == 0:
            _die_at(fatal, is_answered=is_answered)
            try:
                worked = _sync(self.connection)
            finally:
                connections.close_all()
            os._exit(0 if worked else 1)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return False
        assert os.WEXITSTATUS(status) == 0
        return True


def _event(name: str, starts_at: datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=name,
        sequence=0,
        stamped_at=NOW,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        summary="Private",
    )


def _die_at(fatal: int, *, is_answered: bool) -> None:
    """Kill this process at a request: before it is sent, or after the server has obeyed."""
    send, numbers = Exchange.send, count(1)

    def send_or_die(self: Exchange, *arguments: Any, **options: Any) -> Any:
        number = next(numbers)
        if number == fatal and not is_answered:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = send(self, *arguments, **options)
        if number == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    Exchange.send = send_or_die  # type: ignore[method-assign]


def _sync(connection: CalendarConnection) -> bool:
    # No lease: the process before is known to be dead.
    return sync_connection(
        connection_id=connection.pk,
        workspace_id=connection.workspace_id,
        is_due=True,
        now=lambda: NOW,
        lease=timedelta(0),
    )


@pytest.mark.django_db(transaction=True)
def test_a_hundred_changes_from_both_sides_survive_kills(
    server: CalDavServer, settings: LazySettings, alice: Person
) -> None:
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    workspace = make_workspace(alice, "Acme")
    calendar = make_calendar(workspace)
    url = server.make_calendar("round-trip")
    with workspace_scope(workspace.pk):
        connection = create_connection(
            host=calendar.calendar_hosts.get().host,
            kind="CALDAV",
            address=server.address,
            user_name="ada",
            secret="secret",
            calendar_address=url,
            now=NOW,
        )
    sides, killed = Sides(calendar, connection, url), 0

    for number in range(CHANGES):
        if number % 2:
            sides.change_there(server)
        else:
            sides.change_here()
        if number % 3 == 2:
            killed += not sides.sync_until_killed()
    assert _sync(connection)

    assert killed > 10
    with workspace_scope(workspace.pk):
        appointments = {
            f"{appointment_uid(each)}.ics": (each.starts_at, each.ends_at)
            for each in Appointment.objects.filter(status__in=OPEN)
        }
        busy = {each.href.rpartition("/")[2]: each.starts_at for each in BusyTime.objects.all()}
        rows = OutsideEvent.objects.values_list("conflict", "is_due").distinct()
        assert (list(rows), BusyTime.objects.count()) == ([("", False)], len(sides.foreign))
    assert busy == {f"{name}.ics": starts_at for name, starts_at in sides.foreign.items()}
    there = {name: server.get(url + name) for name in server.hrefs(url)}
    assert set(there) == set(appointments) | set(busy)
    for name, times in appointments.items():
        event = read_single((there[name] or "").encode(), zone=ZoneInfo("UTC"))
        assert event is not None
        assert (event.starts_at, event.ends_at) == times
