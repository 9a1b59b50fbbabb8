"""A connection to a server that speaks Google's words, for tests of synchronizing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from core.scope import workspace_scope
from core.testing import shared
from scheduling.clients.google import GoogleCalendar
from scheduling.models import Appointment, Calendar, CalendarConnection, Host, OutsideEvent
from scheduling.services import book, cancel, create_connection, reschedule
from scheduling.services.pushing import mark_appointment
from scheduling.services.syncing import sync_connection
from scheduling.tests.fixtures import NOW, at
from scheduling.tests.test_booking import ADA
from scheduling.tests.vendor_server import GoogleVendor, serving


@pytest.fixture(name="vendor", autouse=True)
def google_server(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> Iterator[GoogleVendor]:
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    vendor = GoogleVendor()
    with serving(vendor):
        monkeypatch.setattr(GoogleCalendar, "api_url", f"{vendor.url}/v3/")
        monkeypatch.setattr(GoogleCalendar, "token_url", f"{vendor.url}/token")
        yield vendor


@shared
def google_connection(calendar: Calendar) -> CalendarConnection:
    with workspace_scope(calendar.workspace_id):
        host = calendar.calendar_hosts.get().host
    return connect(host)


def connect(host: Host) -> CalendarConnection:
    with workspace_scope(host.workspace_id):
        return create_connection(
            host=host,
            kind="GOOGLE",
            user_name="client",
            client_secret="client-secret",
            secret="refresh-1",
            calendar_address="ada@x",
            now=NOW,
        )


def sync(connection: CalendarConnection, *, later: timedelta = timedelta(0)) -> bool:
    return sync_connection(
        connection_id=connection.pk,
        workspace_id=connection.workspace_id,
        is_due=True,
        now=lambda: NOW + later,
    )


def booked(calendar: Calendar, hour: int = 9) -> Appointment:
    with workspace_scope(calendar.workspace_id):
        appointment = book(calendar=calendar, starts_at=at(hour), customer=ADA, now=NOW)
        mark_appointment(appointment=appointment, now=NOW)
        return appointment


def moved(appointment: Appointment, hour: int) -> Appointment:
    with workspace_scope(appointment.workspace_id):
        changed = reschedule(appointment=appointment, starts_at=at(hour), now=NOW)
        mark_appointment(appointment=changed, now=NOW)
        return changed


def cancelled(appointment: Appointment) -> None:
    with workspace_scope(appointment.workspace_id):
        changed = cancel(appointment=appointment, now=NOW)
        mark_appointment(appointment=changed, now=NOW)


def events(connection: CalendarConnection) -> list[tuple[str, bool, bool]]:
    """Of each event of ours: its conflict, whether it is due, whether it was written."""
    with workspace_scope(connection.workspace_id):
        rows = OutsideEvent.objects.order_by("pk")
        return [(row.conflict, row.is_due, bool(row.href)) for row in rows]


def the_conflict(connection: CalendarConnection) -> OutsideEvent:
    with workspace_scope(connection.workspace_id):
        return OutsideEvent.objects.exclude(conflict="").get()


def stored(connection: CalendarConnection) -> CalendarConnection:
    with workspace_scope(connection.workspace_id):
        return CalendarConnection.objects.get(pk=connection.pk)


def theirs(hour: int, minutes: int = 60) -> dict[str, Any]:
    return {
        "start": {"dateTime": f"{at(hour):%Y-%m-%dT%H:%M:%SZ}"},
        "end": {"dateTime": f"{at(hour) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"},
    }


def starts(vendor: GoogleVendor) -> list[str]:
    return sorted(each["start"]["dateTime"][11:16] for each in vendor.events.values())
