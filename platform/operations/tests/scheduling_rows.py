"""A calendar with one of everything."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from core.testing.rows import make_row
from scheduling import services
from scheduling.models import Appointment, Calendar, CalendarConnection, Host, OutsideEvent
from scheduling.services.sessions import hash_token
from scheduling.tokens import make_token


def tomorrow(hour: int) -> datetime:
    """A full hour of tomorrow, in UTC, or the day after: the calendar is closed on Sundays."""
    day = timezone.now() + timedelta(days=1)
    if day.isoweekday() == 7:
        day += timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


_CUSTOMER = services.Customer(name="Ada Lovelace", email="ada@example.com")


def make_scheduling() -> dict[str, str]:
    """Fill the workspace in scope; returns the ids by the name of the path's parameter."""
    now = timezone.now()
    host = services.create_host(name="Dr. Osei", email="osei@example.com", now=now)
    calendar = services.create_calendar(
        name="Check-ups",
        time_zone="UTC",
        hours=[(day, time(0), time(0)) for day in range(1, 7)],
        hosts=[host],
        capacity=20,
        customers_choose_host=True,
        now=now,
    )
    idle = services.create_host(name="Room 2", now=now)
    busy = services.add_busy_time(
        host=idle,
        starts_at=now + timedelta(days=300),
        ends_at=now + timedelta(days=301),
        title="Away",
        now=now,
    )
    override = services.add_date_override(
        calendar=calendar, date=(now + timedelta(days=200)).date(), reason="Painters"
    )
    appointment = services.book(
        calendar=calendar, starts_at=tomorrow(9), customer=_CUSTOMER, now=now
    )
    hold = services.hold_time(calendar=calendar, starts_at=tomorrow(10), seconds=900, now=now)
    outside = _connect(host, calendar, appointment)
    services.rotate_feed(host=idle, now=now)
    _sign_in(host)
    return {
        **outside,
        "host_id": idle.public_id,
        "calendar_id": calendar.public_id,
        "busy_time_id": busy.public_id,
        "time_slot_id": calendar.weekly_slots.earliest("pk").public_id,
        "override_id": override.public_id,
        "appointment_id": appointment.public_id,
        "hold_id": hold.public_id,
        "booking_token": make_token(appointment.public_id),
    }


def _connect(host: Host, calendar: Calendar, appointment: Appointment) -> dict[str, str]:
    """A calendar elsewhere, a conflict in it, and feeds."""
    now = timezone.now()
    connection = make_row(
        CalendarConnection,
        appointment.workspace_id,
        host=host,
        kind="ICS",
        address="https://127.0.0.1",
        secret="https://127.0.0.1/ada.ics",  # which is never connected to
        next_sync_at=now,
        created_at=now,
    )
    conflict = make_row(
        OutsideEvent,
        connection.workspace_id,
        connection=connection,
        appointment=appointment,
        conflict="MOVED",
        conflict_since=now,
        is_due=False,
    )
    services.rotate_feed(calendar=calendar, now=now)
    return {
        "booked_host_id": host.public_id,
        "connection_id": connection.public_id,
        "conflict_id": conflict.public_id,
    }


def _sign_in(host: Host) -> None:
    """A session of the host, and a link that nobody has opened yet."""
    now = timezone.now()
    link, _ = (services.create_session_link(host=host, now=now) for _ in range(2))
    hashed = hash_token(link.token)
    assert hashed is not None
    services.redeem_session_link(token_hash=hashed, now=now)
