"""Calendars and what belongs to them."""

from __future__ import annotations

from django.db.models import QuerySet

from scheduling.models import BusyTime, Calendar, DateOverride, Host, WeeklySlot


def calendars(*, is_public: bool | None = None) -> QuerySet[Calendar]:
    """The calendars of the workspace in scope, the newest first, ready to be shown."""
    rows = Calendar.objects.all()
    if is_public is not None:
        rows = rows.filter(is_public=is_public)
    return rows.prefetch_related("calendar_hosts__host").order_by("-created_at", "-pk")


def weekly_slots(*, calendar: Calendar) -> QuerySet[WeeklySlot]:
    rows = WeeklySlot.objects.filter(calendar=calendar).select_related("calendar")
    return rows.order_by("day_of_week", "starts", "pk")


def date_overrides(*, calendar: Calendar) -> QuerySet[DateOverride]:
    return DateOverride.objects.filter(calendar=calendar).order_by("date", "pk")


def hosts() -> QuerySet[Host]:
    """The hosts of the workspace in scope, the newest first; not those that stand for a calendar
    without hosts.
    """
    rows = Host.objects.filter(own_calendar=None).select_related("user")
    return rows.prefetch_related("calendar_hosts__calendar").order_by("-created_at", "-pk")


def busy_times(*, host: Host) -> QuerySet[BusyTime]:
    rows = BusyTime.objects.filter(host=host).select_related("connection")
    return rows.order_by("starts_at", "pk")
