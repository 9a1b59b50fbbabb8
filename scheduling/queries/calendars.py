"""Calendars and what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from scheduling.models import BusyTime, Calendar, DateOverride, Host, WeeklySlot
from scheduling.public_holidays import holidays_named


def calendars(*, is_public: bool | None = None) -> QuerySet[Calendar]:
    """The calendars of the workspace in scope, the newest first, ready to be shown."""
    slots = WeeklySlot.objects.filter(calendar=OuterRef("pk"))
    dates = DateOverride.objects.filter(calendar=OuterRef("pk")).exclude(windows=[])
    rows = Calendar.objects.annotate(has_hours=Exists(slots) | Exists(dates))
    if is_public is not None:
        rows = rows.filter(is_public=is_public)
    return rows.prefetch_related("calendar_hosts__host").order_by("-created_at", "-pk")


def weekly_slots(*, calendar: Calendar) -> QuerySet[WeeklySlot]:
    rows = WeeklySlot.objects.filter(calendar=calendar).select_related("calendar")
    return rows.order_by("day_of_week", "starts", "pk")


def date_overrides(*, calendar: Calendar) -> QuerySet[DateOverride]:
    rows = DateOverride.objects.filter(calendar=calendar).select_related("calendar")
    return rows.order_by("date", "pk")


@dataclass(frozen=True, slots=True)
class Holiday:
    """is_overridden: an override of the date says otherwise."""

    date: date
    name: str
    is_overridden: bool


def holidays_of(
    calendar: Calendar, *, today: date, first: date | None = None, last: date | None = None
) -> list[Holiday]:
    """The holidays of the calendar's country from `first` to `last`, by default of a year from
    today.
    """
    first = first or today
    last = last or first + timedelta(days=365)
    found = holidays_named(calendar.holiday_country, calendar.holiday_subdivision, first, last)
    overridden = set(
        DateOverride.objects.filter(calendar=calendar, date__range=(first, last)).values_list(
            "date", flat=True
        )
    )
    return [Holiday(day, name, day in overridden) for day, name in found]


def hosts() -> QuerySet[Host]:
    """The hosts of the workspace in scope, the newest first; not those that stand for a calendar
    without hosts.
    """
    rows = Host.objects.filter(own_calendar=None).select_related("user")
    return rows.prefetch_related("calendar_hosts__calendar").order_by("-created_at", "-pk")


def busy_times(*, host: Host) -> QuerySet[BusyTime]:
    rows = BusyTime.objects.filter(host=host).select_related("connection")
    return rows.order_by("starts_at", "pk")
