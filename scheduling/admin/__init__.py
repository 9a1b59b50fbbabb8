"""Calendars, hosts and appointments in the portal."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action

from core.errors import DomainError
from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline
from core.staff_reasons import confirmed
from scheduling import services
from scheduling.admin.agenda import AgendaAdmin
from scheduling.models import (
    Appointment,
    AppointmentNotice,
    BusyTime,
    Calendar,
    CalendarConnection,
    CalendarHost,
    DateOverride,
    Hold,
    Host,
    OutsideEvent,
    Reservation,
    WeeklySlot,
)
from workspaces.services import record


class WeeklySlotInline(ReadOnlyInline):
    model = WeeklySlot
    fields = ["day_of_week", "starts", "ends"]


class DateOverrideInline(ReadOnlyInline):
    model = DateOverride
    fields = ["date", "windows", "reason"]


class CalendarHostInline(ReadOnlyInline):
    model = CalendarHost
    fields = ["host", "calendar", "assigned", "assigned_offset"]
    related = ["host", "calendar"]


class ReservationInline(ReadOnlyInline):
    model = Reservation
    fields = ["host", "busy", "seat", "is_active"]
    related = ["host"]


class NoticeInline(ReadOnlyInline):
    model = AppointmentNotice
    fields = ["kind", "recipient", "address", "state", "due_at", "sent_at", "error"]


@admin.register(Calendar)
class CalendarAdmin(AgendaAdmin):
    list_display = ["shown_id", "name", "workspace", "time_zone", "created_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [WeeklySlotInline, DateOverrideInline, CalendarHostInline]


@admin.register(Host)
class HostAdmin(AgendaAdmin):
    list_display = ["shown_id", "name", "email", "workspace", "created_at"]
    list_select_related = ["workspace"]
    search_fields = ["name", "email", "workspace__name"]
    ordering = ["-created_at", "-pk"]
    inlines = [CalendarHostInline]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    list_display = [
        *("shown_id", "customer_name", "calendar", "workspace", "status"),
        *("starts_at", "ends_at", "source"),
    ]
    list_filter = ["status", "source"]
    list_select_related = ["calendar", "workspace"]
    search_fields = [
        *("customer_name", "customer_email", "customer_phone", "customer_phone_e164"),
        "workspace__name",
    ]
    ordering = ["-starts_at", "-pk"]
    inlines = [ReservationInline, NoticeInline]
    actions = ["confirm", "cancel", "complete", "mark_no_show"]
    actions_detail = ["agenda"]

    @action(description="Day in the calendar", url_path="agenda", permissions=["view"])
    def agenda(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The day of the appointment in its calendar."""
        row = self.get_object(request, object_id)
        if not isinstance(row, Appointment):
            return redirect("admin:scheduling_appointment_changelist")
        day = row.starts_at.astimezone(ZoneInfo(row.calendar.time_zone)).date()
        address = reverse("admin:scheduling_calendar_agenda", args=[row.calendar_id])
        return redirect(f"{address}?day={day}")

    @admin.action(description="Confirm", permissions=["operate"])
    def confirm(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        self._each(request, appointments, services.confirm, "Confirmed.")

    @admin.action(description="Cancel", permissions=["operate"])
    @confirmed("Cancel")
    def cancel(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        """The customers are told that it is cancelled, not the reason, which is for the log."""
        self._each(
            request, appointments, services.cancel, "Cancelled.", side=Appointment.Side.PLATFORM
        )

    @admin.action(description="Complete", permissions=["operate"])
    def complete(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        self._each(request, appointments, services.complete, "Completed.")

    @admin.action(description="The customer did not come", permissions=["operate"])
    def mark_no_show(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        self._each(request, appointments, services.mark_no_show, "Marked as missed.")

    def _each(
        self,
        request: HttpRequest,
        appointments: QuerySet[Appointment],
        verb: Callable[..., Appointment],
        message: str,
        **arguments: str,
    ) -> None:
        """Those that refuse are named, and stay as they are."""
        done = 0
        for appointment in appointments:
            try:
                with workspace_scope(appointment.workspace_id):
                    verb(appointment=appointment, by=request.user, now=timezone.now(), **arguments)
            except DomainError as error:
                self.message_user(request, f"{appointment.public_id}: {error}", messages.ERROR)
                continue
            self.log_change(request, appointment, message)
            done += 1
        self.message_user(request, f"{message} Appointments: {done}.")


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
