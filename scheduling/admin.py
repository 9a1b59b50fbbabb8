"""Calendars in the portal."""

from __future__ import annotations

from django.contrib import admin

from core.staff import ReadOnlyAdmin, ReadOnlyInline
from scheduling.models import Calendar, WeeklySlot


class WeeklySlotInline(ReadOnlyInline):
    model = WeeklySlot
    fields = ["day_of_week", "starts", "ends"]


@admin.register(Calendar)
class CalendarAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "name", "workspace", "time_zone", "created_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [WeeklySlotInline]
