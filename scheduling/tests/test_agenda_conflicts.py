"""What is the matter with a host's appointments, and what an agenda costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core.scope import workspace_scope
from core.testing import assert_queries, shared
from core.testing.rows import make_row
from scheduling.models import Appointment, Calendar, CalendarConnection, Host, OutsideEvent
from scheduling.services import change_calendar
from scheduling.tests.agenda_pages import (
    OSEI,
    away,
    cards,
    conflicts,
    make_reader,
    own_page,
    signed_in,
    text_of,
)
from scheduling.tests.booking_pages import links, make_appointment
from scheduling.tests.fixtures import NOW, at

pytestmark = pytest.mark.usefixtures("page_clock")


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


@pytest.fixture
def reader(host: Host) -> Client:
    return signed_in(host)


@pytest.fixture
def connection(host: Host) -> Any:
    return make(host, CalendarConnection, host=host, next_sync_at=NOW, created_at=NOW)


def make(owner: Host, model: type[Any], **values: Any) -> Any:
    with workspace_scope(owner.workspace_id):
        return make_row(model, owner.workspace_id, **values)


def set_status(appointment: Appointment, status: str) -> None:
    with workspace_scope(appointment.workspace_id):
        Appointment.objects.filter(pk=appointment.pk).update(status=status)


def test_conflicts_are_told_with_what_can_be_done(
    calendar: Calendar, host: Host, reader: Client, connection: CalendarConnection
) -> None:
    booked = [make_appointment(calendar, at(hour)) for hour in (8, 10, 12, 14)]
    away(host, at(8, 15), at(9), title="School", connection=connection)
    away(host, at(9), at(11), title="Errands")
    for appointment, change in zip(booked[2:], ("MOVED", "DELETED"), strict=True):
        seen = (at(15), at(15, 30)) if change == "MOVED" else (None, None)
        make(
            host,
            OutsideEvent,
            connection=connection,
            appointment=appointment,
            conflict=change,
            conflict_since=NOW,
            is_due=False,
            seen_starts_at=seen[0],
            seen_ends_at=seen[1],
        )

    answer = reader.get("/agenda?day=2027-03-02")

    tuesday = "Ada Lovelace, Tuesday, March 2, 2027"
    assert sorted(conflicts(answer)) == [
        f"{tuesday}, 11:00 AM – 11:30 AM: during your time off (“Errands”). "
        "Cancel the appointment, or remove your time off.",
        f"{tuesday}, 1:00 PM – 1:30 PM: somebody moved it in a connected calendar, to "
        "Tuesday, March 2, 2027, 4:00 PM – 4:30 PM.",
        f"{tuesday}, 3:00 PM – 3:30 PM: somebody deleted it in a connected calendar.",
        f"{tuesday}, 9:00 AM – 9:30 AM: at the same time as “School” in a connected calendar. "
        "Cancel the appointment, or move the entry in the connected calendar.",
    ]
    text = text_of(answer)
    assert "Keep this time" in text
    assert "Move it there" in text
    assert "Put it back there" in text
    assert "Cancel it here, too" in text
    assert 'class="entry confirmed c0 conflicting"' in answer.content.decode()


def test_a_conflict_in_a_calendar_elsewhere_is_told_on_other_days_too(
    calendar: Calendar, host: Host, reader: Client, connection: CalendarConnection
) -> None:
    appointment = make_appointment(calendar, at(8))
    make(
        host,
        OutsideEvent,
        connection=connection,
        appointment=appointment,
        conflict="MOVED",
        conflict_since=NOW,
    )

    answer = reader.get("/agenda?week=2027-05-01")

    assert conflicts(answer) == [
        "Ada Lovelace, Tuesday, March 2, 2027, 9:00 AM – 9:30 AM: "
        "somebody changed it in a connected calendar."
    ]
    assert links(answer)["Ada Lovelace"] == own_page(appointment)


def test_what_is_over_or_answered_is_no_conflict(
    calendar: Calendar, host: Host, page_clock: Any
) -> None:
    make_appointment(calendar, at(8))
    set_status(make_appointment(calendar, at(14)), "NO_SHOW")
    away(host, at(7), at(18))
    page_clock.now = lambda: at(10)

    answer = signed_in(host, now=at(10)).get("/agenda?day=2027-03-02")

    assert (len(cards(answer)), conflicts(answer)) == (3, [])


# -- cost ------------------------------------------------------------------------------------------


def test_a_page_costs_the_same_for_few_and_many(
    calendar: Calendar, host: Host, reader: Client, connection: CalendarConnection
) -> None:
    with workspace_scope(host.workspace_id):
        change_calendar(calendar=calendar, max_upcoming_per_customer=50, now=NOW)
    make_appointment(calendar, at(8, day=3))
    with assert_queries(9):
        reader.get("/agenda")
    for hour in range(8, 16):
        appointment = make_appointment(calendar, at(hour))
        away(host, at(hour), at(hour + 1), title="Away", connection=connection)
        make(
            host,
            OutsideEvent,
            connection=connection,
            appointment=appointment,
            conflict="MOVED",
            conflict_since=NOW,
        )

    with assert_queries(9):
        answer = reader.get("/agenda")
    assert len(conflicts(answer)) == 16
    with assert_queries(9):
        assert len(cards(reader.get("/agenda?day=2027-03-02"))) == 16


def test_more_than_can_be_read_is_said(
    host: Host, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduling.queries.agenda.MAX_ROWS", 2)
    for hour in (8, 9, 10):
        away(host, at(hour), at(hour, 30), title=f"At {hour}")

    answer = reader.get("/agenda?day=2027-03-02")

    assert len(cards(answer)) == 2
    assert "There is more than can be shown here." in text_of(answer)
    assert OSEI not in text_of(answer)
