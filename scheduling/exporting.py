"""Calendars with their hours, hosts and appointments, for the export of their workspace."""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from scheduling.models import (
    Appointment,
    AppointmentNotice,
    BusyTime,
    Calendar,
    CalendarConnection,
    CalendarFeed,
    Hold,
    Host,
    HostSession,
    OutsideEvent,
    SessionLink,
)
from workspaces.models import Workspace


def export_calendars(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("calendars", _calendars())
    archive.put_rows("hosts", _hosts())
    archive.put_rows("busy_times", _busy_times())
    archive.put_rows("appointments", _appointments())
    archive.put_rows("holds", _holds())
    archive.put_rows("calendar_connections", _connections())
    archive.put_rows("outside_events", _outside_events())
    archive.put_rows("calendar_feeds", _feeds())
    archive.put_rows("appointment_notices", _notices())
    archive.put_rows("host_sessions", _sessions())
    archive.put_rows("session_links", _session_links())


def _calendars() -> Iterator[dict[str, object]]:
    rows = Calendar.objects.prefetch_related(
        "weekly_slots", "date_overrides", "calendar_hosts__host"
    )
    for each in rows.order_by("pk").iterator(chunk_size=200):
        yield {
            "id": each.public_id,
            "name": each.name,
            "description": each.description,
            "time_zone": each.time_zone,
            "durations": each.durations,
            "slot_step_minutes": each.slot_step_minutes,
            "buffer_before_minutes": each.buffer_before_minutes,
            "buffer_after_minutes": each.buffer_after_minutes,
            "minimum_notice_minutes": each.minimum_notice_minutes,
            "horizon_days": each.horizon_days,
            "max_per_day": each.max_per_day,
            "max_per_week": each.max_per_week,
            "max_upcoming_per_customer": each.max_upcoming_per_customer,
            "capacity": each.capacity,
            "assignment": each.assignment,
            "customers_choose_host": each.customers_choose_host,
            "confirmation": each.confirmation,
            "cancellation_notice_minutes": each.cancellation_notice_minutes,
            "reminder_minutes": each.reminder_minutes,
            "location_kind": each.location_kind,
            "location": each.location,
            "questions": each.questions,
            "asks_notes": each.asks_notes,
            "requires_email": each.requires_email,
            "requires_phone": each.requires_phone,
            "language": each.language,
            "holiday_country": each.holiday_country,
            "holiday_subdivision": each.holiday_subdivision,
            "is_public": each.is_public,
            "primary_color": each.primary_color,
            "created_at": each.created_at,
            "updated_at": each.updated_at,
            **_hours(each),
            "hosts": [
                {"host_id": place.host.public_id, "assigned": place.assigned}
                for place in each.calendar_hosts.all()
            ],
        }


def _hours(calendar: Calendar) -> dict[str, object]:
    return {
        "weekly_hours": [
            {"day_of_week": slot.day_of_week, "starts": slot.starts, "ends": slot.ends}
            for slot in calendar.weekly_slots.all()
        ],
        "date_overrides": [
            {"date": other.date, "windows": other.windows, "reason": other.reason}
            for other in calendar.date_overrides.all()
        ],
    }


def _hosts() -> Iterator[dict[str, object]]:
    rows = Host.objects.select_related("user", "own_calendar").order_by("pk")
    for each in rows.iterator():
        yield {
            "id": each.public_id,
            "name": each.name,
            "email": each.email,
            "user_id": each.user.public_id if each.user else None,
            "time_zone": each.time_zone,
            "language": each.language,
            "own_calendar_id": each.own_calendar.public_id if each.own_calendar else None,
            "created_at": each.created_at,
        }


def _busy_times() -> Iterator[dict[str, object]]:
    for each in BusyTime.objects.select_related("host", "connection").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "host_id": each.host.public_id,
            "title": each.title,
            "connection_id": each.connection.public_id if each.connection else None,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "created_at": each.created_at,
        }


def _appointments() -> Iterator[dict[str, object]]:
    rows = Appointment.objects.select_related("calendar", "contact", "booked_by")
    rows = rows.prefetch_related("reservations__host").order_by("pk")
    for each in rows.iterator(chunk_size=500):
        yield {
            "id": each.public_id,
            "calendar_id": each.calendar.public_id,
            "contact_id": each.contact.public_id if each.contact else None,
            "host_ids": [taken.host.public_id for taken in each.reservations.all()],
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "status": each.status,
            "source": each.source,
            "customer_name": each.customer_name,
            "customer_email": each.customer_email,
            "customer_phone": each.customer_phone,
            "customer_time_zone": each.customer_time_zone,
            "customer_language": each.customer_language,
            "notes": each.notes,
            "answers": each.answers,
            "sequence": each.sequence,
            "overridden_rule": each.overridden_rule,
            "booked_by": each.booked_by.public_id if each.booked_by else None,
            "cancelled_by": each.cancelled_by,
            "cancel_reason": each.cancel_reason,
            "created_at": each.created_at,
            "updated_at": each.updated_at,
            "cancelled_at": each.cancelled_at,
        }


def _holds() -> Iterator[dict[str, object]]:
    for each in Hold.objects.select_related("calendar").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "calendar_id": each.calendar.public_id,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "created_at": each.created_at,
            "expires_at": each.expires_at,
        }


def _connections() -> Iterator[dict[str, object]]:
    """Without secrets."""
    for each in CalendarConnection.objects.select_related("host").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "host_id": each.host.public_id,
            "kind": each.kind,
            "address": each.address,
            "user_name": each.user_name,
            "calendar_address": each.calendar_address,
            "is_active": each.is_active,
            "last_synced_at": each.last_synced_at,
            "error": each.error,
            "created_at": each.created_at,
        }


def _outside_events() -> Iterator[dict[str, object]]:
    rows = OutsideEvent.objects.select_related("connection", "appointment").order_by("pk")
    for each in rows.iterator():
        yield {
            "connection_id": each.connection.public_id,
            "appointment_id": each.appointment and each.appointment.public_id,
            "address": each.href,
            "conflict": each.conflict,
            "conflict_since": each.conflict_since,
            "seen_starts_at": each.seen_starts_at,
            "seen_ends_at": each.seen_ends_at,
        }


def _feeds() -> Iterator[dict[str, object]]:
    for each in CalendarFeed.objects.select_related("host", "calendar").order_by("pk").iterator():
        yield {
            "host_id": each.host.public_id if each.host else None,
            "calendar_id": each.calendar.public_id if each.calendar else None,
            "created_at": each.created_at,
        }


def _notices() -> Iterator[dict[str, object]]:
    rows = AppointmentNotice.objects.select_related("appointment").order_by("pk")
    for each in rows.iterator(chunk_size=500):
        yield {
            "id": each.public_id,
            "appointment_id": each.appointment.public_id if each.appointment else None,
            "recipient": each.recipient,
            "name": each.name,
            "address": each.address,
            "kind": each.kind,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "previous_starts_at": each.previous_starts_at,
            "minutes_before": each.minutes_before,
            "details": each.details,
            "state": each.state,
            "due_at": each.due_at,
            "sent_at": each.sent_at,
            "error": each.error,
            "created_at": each.created_at,
        }


def _sessions() -> Iterator[dict[str, object]]:
    """Without what signs in."""
    for each in HostSession.objects.select_related("host").order_by("pk").iterator():
        yield _access(each)


def _session_links() -> Iterator[dict[str, object]]:
    """Without what signs in."""
    for each in SessionLink.objects.select_related("host").order_by("pk").iterator():
        yield _access(each)


def _access(row: HostSession | SessionLink) -> dict[str, object]:
    return {
        "host_id": row.host.public_id,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
    }
