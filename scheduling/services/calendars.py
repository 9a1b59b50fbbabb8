"""Calendars: create, change, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import User
from core.db.constraints import violated_constraint
from core.scope import current_workspace_id
from scheduling.availability import MAX_MINUTES, MIN_MINUTES
from scheduling.errors import (
    CalendarHasAppointments,
    CalendarNameTaken,
    CalendarRulesInvalid,
)
from scheduling.models import Appointment, Calendar, Host
from scheduling.models.appointments import OPEN
from scheduling.public_holidays import country_exists
from scheduling.services.changing import cancel
from scheduling.services.hosts import assign_hosts
from scheduling.services.hours import add_weekly_slot
from scheduling.services.locking import lock_hosts
from scheduling.services.notices import MAX_REMINDER_MINUTES, MAX_REMINDERS
from scheduling.services.pushing import remove_elsewhere
from scheduling.services.questions import check_questions
from scheduling.services.reminding import enqueue_planning
from workspaces.queries import workspace_in_scope
from workspaces.services import record, record_change
from workspaces.services.lifecycle import check_time_zone


class CalendarSettings(TypedDict, total=False):
    name: str
    description: str
    time_zone: str
    durations: list[int]
    slot_step_minutes: int | None
    buffer_before_minutes: int
    buffer_after_minutes: int
    minimum_notice_minutes: int
    horizon_days: int
    max_per_day: int | None
    max_per_week: int | None
    max_upcoming_per_customer: int
    capacity: int
    assignment: str
    customers_choose_host: bool
    confirmation: str
    cancellation_notice_minutes: int
    reminder_minutes: list[int]
    location_kind: str
    location: str
    questions: list[dict[str, Any]]
    asks_notes: bool
    requires_email: bool
    requires_phone: bool
    language: str
    holiday_country: str
    holiday_subdivision: str
    is_public: bool
    primary_color: str
    hosts: list[Host]


@transaction.atomic
def create_calendar(
    *,
    hours: Iterable[tuple[int, time, time]] = (),
    now: datetime,
    **settings: Unpack[CalendarSettings],
) -> Calendar:
    """hours: (day of the week from 0 = Sunday, opening, closing) in the calendar's time zone.

    By default its time zone is the workspace's; without hosts it has one of its own.
    Raises CalendarNameTaken, TimeZoneUnknown, CalendarRulesInvalid, HoursInvalid, HoursOverlap.
    """
    hosts = settings.pop("hosts", [])
    if not settings.get("time_zone"):
        settings["time_zone"] = workspace_in_scope().time_zone
    calendar = Calendar(
        workspace_id=current_workspace_id(), created_at=now, updated_at=now, **_checked(settings)
    )
    _check_together(calendar)
    _save(calendar)
    assign_hosts(calendar, hosts, now=now)
    for day, starts, ends in hours:
        add_weekly_slot(calendar=calendar, day_of_week=day, starts=starts, ends=ends)
    after = {"name": calendar.name}
    record(action="CALENDAR_ADDED", target=calendar.public_id, after=after, now=now)
    return calendar


@transaction.atomic
def change_calendar(
    *, calendar: Calendar, now: datetime, **changes: Unpack[CalendarSettings]
) -> Calendar:
    """Appointments stay when they are, also where the new rules would not offer their time. Their
    reminders follow the calendar's, by a job.

    Raises CalendarNameTaken, TimeZoneUnknown or CalendarRulesInvalid.
    """
    lock_hosts(calendar)
    hosts = changes.pop("hosts", None)
    before = {field: getattr(calendar, field) for field in changes}
    for field, value in _checked(changes).items():
        setattr(calendar, field, value)
    calendar.updated_at = now
    _check_together(calendar)
    _save(calendar, [*changes, "updated_at"])
    if hosts is not None:
        assign_hosts(calendar, hosts, now=now)
    if calendar.reminder_minutes != before.get("reminder_minutes", calendar.reminder_minutes):
        enqueue_planning(calendar)
    record_change(
        action="CALENDAR_CHANGED",
        target=calendar.public_id,
        before=before,
        after={field: getattr(calendar, field) for field in changes},
        now=now,
    )
    return calendar


@transaction.atomic
def delete_calendar(
    *,
    calendar: Calendar,
    cancel_appointments: bool = False,
    by: User | None = None,
    now: datetime,
) -> None:
    """Delete a calendar with its past. Raises CalendarHasAppointments if any are to come.

    cancel_appointments: cancel those, of which their customers are told, and keep the calendar
    from taking new ones meanwhile.
    """
    lock_hosts(calendar)
    to_come = Appointment.objects.filter(calendar=calendar, starts_at__gt=now, status__in=OPEN)
    count = to_come.count()
    if count and not cancel_appointments:
        raise CalendarHasAppointments(count=count)
    for appointment in to_come.select_related("calendar").order_by("pk"):
        cancel(appointment=appointment, reason="", by=by, side=Appointment.Side.MEMBER, now=now)
    target, before = calendar.public_id, {"name": calendar.name, "cancelled_appointments": count}
    remove_elsewhere(calendar=calendar, now=now)
    calendar.delete()
    record(action="CALENDAR_DELETED", target=target, before=before, now=now)


def _checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are stored, each checked by itself."""
    checked = dict(settings)
    if "time_zone" in checked:
        check_time_zone(checked["time_zone"], field="time_zone")
    if "questions" in checked:
        checked["questions"] = check_questions(checked["questions"])
    if "durations" in checked:
        checked["durations"] = list(dict.fromkeys(checked["durations"]))
        _check_durations(checked["durations"])
    if "reminder_minutes" in checked:
        checked["reminder_minutes"] = sorted(set(checked["reminder_minutes"]), reverse=True)
        _check_reminders(checked["reminder_minutes"])
    return checked


def _check_durations(durations: Sequence[int]) -> None:
    if any(not MIN_MINUTES <= minutes <= MAX_MINUTES for minutes in durations):
        reason = f"An appointment takes from {MIN_MINUTES} to {MAX_MINUTES} minutes."
        raise CalendarRulesInvalid(field="durations", reason=reason)


def _check_reminders(reminders: Sequence[int]) -> None:
    longest = MAX_REMINDER_MINUTES
    if len(reminders) > MAX_REMINDERS or any(not 1 <= each <= longest for each in reminders):
        reason = f"At most {MAX_REMINDERS} reminders, from 1 to {longest} minutes before the start."
        raise CalendarRulesInvalid(field="reminder_minutes", reason=reason)


def _check_together(calendar: Calendar) -> None:
    country, subdivision = calendar.holiday_country, calendar.holiday_subdivision
    if subdivision and not country:
        reason = "A subdivision needs its country."
        raise CalendarRulesInvalid(field="holiday_subdivision", reason=reason)
    if country and not country_exists(country):
        reason = "No holidays are known of this country; use its ISO 3166-1 code, such as AT."
        raise CalendarRulesInvalid(field="holiday_country", reason=reason)
    if subdivision and not country_exists(country, subdivision):
        reason = f"No such subdivision of {country} is known."
        raise CalendarRulesInvalid(field="holiday_subdivision", reason=reason)
    if calendar.location_kind != Calendar.LocationKind.NONE and not calendar.location:
        reason = "Say where: the address, number or link."
        raise CalendarRulesInvalid(field="location", reason=reason)


def _save(calendar: Calendar, fields: Iterable[str] | None = None) -> None:
    """fields: those to update; None inserts."""
    try:
        with transaction.atomic():
            calendar.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError as error:
        if violated_constraint(error) == "one_calendar_per_name_and_workspace":
            raise CalendarNameTaken(field="name", name=calendar.name) from error
        raise
