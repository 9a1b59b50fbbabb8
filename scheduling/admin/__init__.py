"""Calendars, hosts and appointments in the portal."""

from __future__ import annotations

from calendar import day_name

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline
from scheduling import services
from scheduling.admin.agenda import AgendaAdmin
from scheduling.admin.appointments import AppointmentAdmin
from scheduling.models import (
    AppointmentNotice,
    BusyTime,
    Calendar,
    CalendarConnection,
    CalendarHost,
    DateOverride,
    Hold,
    Host,
    OutsideEvent,
    WeeklySlot,
)
from scheduling.services.questions import BOOLEAN, CHOICE, Question, questions_of
from workspaces.services import record

__all__ = ["AppointmentAdmin"]


class WeeklySlotInline(ReadOnlyInline):
    model = WeeklySlot
    hide_title = True
    fields = ["day", "starts", "ends"]
    readonly_fields = ["day"]

    @admin.display(description="Day")
    def day(self, slot: WeeklySlot) -> str:
        return day_name[(slot.day_of_week - 1) % 7]


class DateOverrideInline(ReadOnlyInline):
    model = DateOverride
    hide_title = True
    fields = ["date", "hours", "reason"]
    readonly_fields = ["hours"]

    @admin.display(description="Hours")
    def hours(self, override: DateOverride) -> str:
        shown = [
            f"{starts} – {'24:00' if ends == '00:00' else ends}"
            for starts, ends in override.windows
        ]
        return ", ".join(shown) or "Closed"


class CalendarHostInline(ReadOnlyInline):
    model = CalendarHost
    hide_title = True
    fields = ["host", "calendar", "assigned", "assigned_offset"]
    related = ["host", "calendar"]


@admin.register(Calendar)
class CalendarAdmin(AgendaAdmin):
    list_display = ["shown_id", "name", "workspace", "time_zone", "created_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [WeeklySlotInline, DateOverrideInline, CalendarHostInline]
    exclude = ["questions"]
    readonly_fields = ["asked"]

    @admin.display(description="Questions")
    def asked(self, calendar: Calendar) -> str:
        """One a line: what is asked, and how it is answered."""
        lines = [
            (f"{each.label}{' (required)' if each.is_required else ''}: {_answered(each)}",)
            for each in questions_of(calendar)
        ]
        return format_html_join(mark_safe("<br>"), "{}", lines) or "-"


def _answered(question: Question) -> str:
    by_type = {CHOICE: " / ".join(question.options), BOOLEAN: "yes or no"}
    return by_type.get(question.type, "text")


@admin.register(Host)
class HostAdmin(AgendaAdmin):
    list_display = ["shown_id", "name", "email", "workspace", "created_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "email", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [CalendarHostInline]


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "calendar", "workspace", "starts_at", "ends_at", "expires_at"]
    list_select_related = ["calendar", "workspace"]
    search_fields = ["workspace__name", "calendar__name"]
    ordering = ["-created_at", "-pk"]


@admin.register(BusyTime)
class BusyTimeAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "host", "workspace", "title", "starts_at", "ends_at"]
    list_select_related = ["host", "workspace"]
    search_fields = ["workspace__name", "host__name"]
    ordering = ["-starts_at", "-pk"]


@admin.register(AppointmentNotice)
class AppointmentNoticeAdmin(ReadOnlyAdmin):
    """Mails about appointments: what is waiting, was sent, or was not, and why."""

    list_display = [
        *("shown_id", "kind", "recipient", "address", "workspace", "state"),
        *("due_at", "sent_at", "error"),
    ]
    list_filter = ["state", "kind", "recipient"]
    list_select_related = ["workspace"]
    search_fields = ["address", "name", "workspace__name"]
    ordering = ["-created_at", "-pk"]


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
                services.request_sync(connection=connection, now=timezone.now())
                record(
                    action="CONNECTION_SYNCHRONIZED",
                    target=connection.public_id,
                    now=timezone.now(),
                )
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
