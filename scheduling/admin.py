"""Calendars in the portal."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline
from scheduling.models import Calendar, CalendarConnection, OutsideEvent, WeeklySlot
from scheduling.services import request_sync


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


@admin.register(CalendarConnection)
class CalendarConnectionAdmin(ReadOnlyAdmin):
    """Connections to calendars elsewhere, those that fail first."""

    list_display = [
        *("shown_id", "host", "workspace", "kind", "is_active"),
        *("last_synced_at", "failures", "error"),
    ]
    list_filter = ["kind", "is_active"]
    list_select_related = ["host", "workspace"]
    search_fields = ["host__name", "workspace__name"]
    ordering = ["-failures", "-pk"]
    exclude = ["secret", "client_secret", "sync_state"]
    actions = ["synchronize"]

    @admin.action(description="Synchronize soon", permissions=["operate"])
    def synchronize(self, request: HttpRequest, connections: QuerySet[CalendarConnection]) -> None:
        for connection in connections:
            with workspace_scope(connection.workspace_id):
                request_sync(connection=connection, now=timezone.now())
            self.log_change(request, connection, "Synchronized soon.")
        self.message_user(request, f"{len(connections)} connections are synchronized soon.")


@admin.register(OutsideEvent)
class OutsideEventAdmin(ReadOnlyAdmin):
    """Appointments in calendars elsewhere, those that others moved or deleted there first."""

    list_display = [
        *("shown_id", "appointment", "connection", "workspace", "conflict"),
        *("conflict_since", "seen_starts_at", "is_due"),
    ]
    list_filter = ["conflict", "is_due"]
    list_select_related = ["appointment", "connection", "workspace"]
    search_fields = ["workspace__name"]
    ordering = ["-conflict", "-pk"]
