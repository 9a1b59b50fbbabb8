"""Bodies for the routes of scheduling, and the states in which they are accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from core.scope import workspace_scope
from operations.tests.api_world_rows import Body, World
from operations.tests.scheduling_rows import tomorrow
from scheduling.models import Appointment


def _at(hour: int) -> str:
    return tomorrow(hour).isoformat()


_RULES: dict[str, object] = {
    "description": "Half an hour.",
    "time_zone": "Europe/Vienna",
    "durations": [30, 60],
    "slot_step_minutes": 15,
    "buffer_before_minutes": 5,
    "buffer_after_minutes": 10,
    "minimum_notice_minutes": 60,
    "horizon_days": 90,
    "max_per_day": 10,
    "max_per_week": 40,
    "max_upcoming_per_customer": 2,
    "capacity": 1,
    "assignment": "COLLECTIVE",
    "customers_choose_host": True,
    "confirmation": "MANUAL",
    "cancellation_notice_minutes": 120,
    "location_kind": "ADDRESS",
    "location": "1 Harbour Road",
    "questions": [
        {
            "key": "reason",
            "label": "Why do you come?",
            "type": "CHOICE",
            "options": ["Pain", "Check-up"],
            "is_required": True,
        }
    ],
    "asks_notes": True,
    "requires_email": True,
    "requires_phone": False,
    "language": "de",
    "holiday_country": "AT",
    "holiday_subdivision": "9",
    "is_public": True,
    "primary_color": "#0f5c4a",
    "reminder_minutes": [1440, 60],
}

_BOOKING: dict[str, object] = {
    "duration_minutes": 30,
    "customer_name": "Grace Hopper",
    "customer_email": "grace@example.com",
    "customer_phone": "+1-555-0100",
    "customer_time_zone": "America/New_York",
    "customer_language": "en",
    "notes": "The left knee.",
    "answers": {},
}


BODIES: dict[str, Body] = {
    "Calendars.create": lambda world: {
        "name": "Second",
        "host_ids": [world.ids["host_id"]],
        **_RULES,
    },
    "Calendars.partial_update": lambda world: {
        "name": "Renamed",
        "host_ids": [world.ids["host_id"]],
        **_RULES,
    },
    "TimeSlots.create": lambda _: {
        "day_of_week": 0,
        "start_time": "09:00",
        "end_time": "17:00",
    },
    "TimeSlots.partial_update": lambda _: {
        "day_of_week": 0,
        "start_time": "10:00",
        "end_time": "24:00",
    },
    "TimeSlots.update": lambda _: {
        "time_slots": [
            {"day_of_week": day, "start_time": "09:00", "end_time": "17:00"} for day in range(1, 6)
        ]
    },
    "DateOverrides.set_range": lambda _: {
        "start_date": "2040-12-24",
        "end_date": "2040-12-31",
        "windows": [{"start_time": "09:00", "end_time": "12:00"}],
        "reason": "Between the years",
    },
    "DateOverrides.create": lambda _: {
        "date": "2040-12-24",
        "windows": [{"start_time": "09:00", "end_time": "12:00"}],
        "reason": "Short day",
    },
    "DateOverrides.partial_update": lambda _: {
        "windows": [{"start_time": "10:00", "end_time": "24:00"}],
        "reason": "Long night",
    },
    "Hosts.create": lambda world: {
        "name": "Dr. Ng",
        "email": "ng@example.com",
        "member_id": world.ids["member_id"],
        "time_zone": "Asia/Tokyo",
        "language": "ja",
    },
    "Hosts.partial_update": lambda world: {
        "name": "Dr. Ng",
        "email": "ng@example.com",
        "member_id": world.ids["member_id"],
        "time_zone": "Asia/Tokyo",
        "language": "ja",
    },
    "CalendarConnections.create": lambda world: {
        "kind": "CALDAV",
        "host_id": world.ids["booked_host_id"],
        "calendar_id": world.ids["calendar_id"],
        "address": "https://dav.example/",
        "user_name": "ada",
        "secret": "hush",
        "client_secret": "",
        "calendar_address": "https://dav.example/ada/work/",
        "is_active": True,
    },
    "CalendarConnections.partial_update": lambda _: {
        "address": "https://dav2.example/",
        "user_name": "ada",
        "secret": "hush",
        "client_secret": "",
        "calendar_address": "",
        "is_active": False,
    },
    "CalendarConflicts.resolve": lambda _: {"keep": "OURS"},
    "BusyTimes.create": lambda _: {"starts_at": _at(13), "ends_at": _at(14), "title": "Lunch"},
    "Appointments.create": lambda world: {
        "calendar_id": world.ids["calendar_id"],
        "starts_at": _at(10),
        "hold_id": world.ids["hold_id"],
        "host_id": world.ids["booked_host_id"],
        "override_rules": False,
        **_BOOKING,
    },
    "Appointments.partial_update": lambda _: {
        key: value for key, value in _BOOKING.items() if key != "duration_minutes"
    },
    "Appointments.reschedule": lambda world: {
        "starts_at": _at(11),
        "duration_minutes": 60,
        "host_id": world.ids["booked_host_id"],
        "override_rules": False,
    },
    "Appointments.decline": lambda _: {"reason": "The room is being painted."},
    "Appointments.cancel": lambda _: {"reason": "The room is being painted."},
    "PublicCalendar.book": lambda world: {
        "starts_at": _at(10),
        "hold_id": world.ids["hold_id"],
        "host_id": world.ids["booked_host_id"],
        **_BOOKING,
    },
    "PublicCalendar.hold": lambda world: {
        "host_id": world.ids["booked_host_id"],
        "starts_at": _at(11),
        "duration_minutes": 30,
        "seconds": 300,
    },
    "PublicCalendar.renew_hold": lambda _: {"seconds": 600},
    "PublicAppointment.reschedule": lambda world: {
        "starts_at": _at(11),
        "duration_minutes": 60,
        "token": world.ids["booking_token"],
    },
    "PublicAppointment.cancel": lambda world: {
        "reason": "Ill",
        "token": world.ids["booking_token"],
    },
}


def _begin(world: World) -> None:
    now = timezone.now()
    with workspace_scope(world.workspace.pk):
        rows = Appointment.objects.with_public_id(world.ids["appointment_id"])
        rows.update(starts_at=now - timedelta(hours=1), ends_at=now)


def _ask(world: World) -> None:
    with workspace_scope(world.workspace.pk):
        rows = Appointment.objects.with_public_id(world.ids["appointment_id"])
        rows.update(status=Appointment.Status.PENDING)


BEFORE: dict[str, Callable[[World], None]] = {
    "Appointments.decline": _ask,
    "Appointments.complete": _begin,
    "Appointments.mark_no_show": _begin,
}
