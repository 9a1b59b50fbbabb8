"""Appointments in the portal: the next ones first, in the time of their calendar, acted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action

from core.errors import DomainError
from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline
from core.staff_reasons import acting_for, ask_for_reason, confirmed, reason_form
from scheduling import services
from scheduling.models import Appointment, AppointmentNotice, Reservation
from scheduling.queries import labelled_answers
from scheduling.queries.named_hosts import hosts_of

_UNSEEN = (
    "The customer and the hosts are mailed that it is cancelled. Your reason is for the log: they"
    " do not see it."
)
Status = Appointment.Status


@dataclass(frozen=True, slots=True)
class _Verb:
    """What staff do to an appointment. statuses: in which it makes sense."""

    title: str
    service: Callable[..., Appointment]
    done: str
    statuses: tuple[str, ...]
    note: str = ""
    arguments: dict[str, str] = field(default_factory=dict)


_CONFIRM = _Verb("Confirm", services.confirm, "Confirmed.", (Status.PENDING,))
_CANCEL = _Verb(
    *("Cancel", services.cancel, "Cancelled."),
    (Status.PENDING, Status.CONFIRMED),
    note=_UNSEEN,
    arguments={"side": Appointment.Side.PLATFORM},
)
_COMPLETE = _Verb(
    *("Complete", services.complete, "Completed."), (Status.CONFIRMED, Status.NO_SHOW)
)
_MISS = _Verb(
    *("Mark as missed", services.mark_no_show, "Marked as missed."),
    (Status.CONFIRMED, Status.COMPLETED),
)
_ON_PAGE = {
    "confirm_it": _CONFIRM,
    "cancel_it": _CANCEL,
    "complete_it": _COMPLETE,
    "mark_it_as_missed": _MISS,
}


class WhenFilter(admin.SimpleListFilter):
    """Those to come, the next first, unless somebody looks for one."""

    title, parameter_name = "when", "when"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        self._default = when_of(request)
        return [("coming", "To come"), ("past", "Past"), ("all", "All")]

    def value(self) -> str | None:
        return super().value() or self._default

    def choices(  # type: ignore[override]  # of a private type
        self, changelist: ChangeList
    ) -> Iterator[dict[str, object]]:
        for value, title in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, rows: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() == "coming":
            return rows.filter(ends_at__gt=timezone.now())
        return rows.filter(ends_at__lte=timezone.now()) if self.value() == "past" else rows


def when_of(request: HttpRequest) -> str:
    """Which appointments the list shows."""
    return request.GET.get("when") or ("all" if request.GET.get("q") else "coming")


class ReservationInline(ReadOnlyInline):
    model = Reservation
    hide_title = True
    verbose_name_plural = "Reserved time"
    fields = ["host", "from_when", "until_when", "seat", "is_active"]
    readonly_fields = ["from_when", "until_when"]
    related = ["host", "calendar"]

    @admin.display(description="From, with buffers")
    def from_when(self, reservation: Reservation) -> str:
        return _clock(reservation.busy.lower, reservation.calendar.time_zone)

    @admin.display(description="Until")
    def until_when(self, reservation: Reservation) -> str:
        return _clock(reservation.busy.upper, reservation.calendar.time_zone)


class NoticeInline(ReadOnlyInline):
    model = AppointmentNotice
    hide_title = True
    fields = ["kind", "recipient", "address", "state", "due_at", "sent_at", "error"]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    list_display = [
        *("shown_id", "starts", "customer_name", "hosts", "calendar", "workspace", "status"),
        "source",
    ]
    list_filter = [WhenFilter, "status", "source"]
    list_select_related = ["calendar", "workspace"]
    search_fields = [
        *("customer_name", "customer_email", "customer_phone", "customer_phone_e164"),
        "workspace__name",
    ]
    ordering = ["starts_at", "pk"]
    inlines = [ReservationInline, NoticeInline]
    readonly_fields = ["starts", "ends", "hosts", "answered"]
    fields = [
        *("workspace", "calendar", "starts", "ends", "hosts", "status", "overridden_rule"),
        *("source", "contact", "customer_name", "customer_email", "customer_phone"),
        *("customer_time_zone", "customer_language", "notes", "answered", "booked_by"),
        *("cancelled_by", "cancel_reason", "created_at", "updated_at", "cancelled_at"),
    ]
    actions = ["confirm", "cancel", "complete", "mark_no_show"]
    actions_detail = ["agenda", *_ON_PAGE]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).prefetch_related("reservations__host")

    def get_ordering(self, request: HttpRequest) -> Sequence[str]:
        return ["starts_at", "pk"] if when_of(request) == "coming" else ["-starts_at", "-pk"]

    @admin.display(description="Starts (the calendar's time)", ordering="starts_at")
    def starts(self, appointment: Appointment) -> str:
        return _clock(appointment.starts_at, appointment.calendar.time_zone)

    @admin.display(description="Ends (the calendar's time)")
    def ends(self, appointment: Appointment) -> str:
        return _clock(appointment.ends_at, appointment.calendar.time_zone)

    @admin.display(description="Hosts")
    def hosts(self, appointment: Appointment) -> str:
        return ", ".join(host.name for host in hosts_of(appointment)) or "-"

    @admin.display(description="Answers")
    def answered(self, appointment: Appointment) -> str:
        lines = labelled_answers(appointment)
        return format_html_join(mark_safe("<br>"), "{}: {}", lines) or "-"

    def described(self, appointment: Appointment) -> str:
        """For the page that asks: who comes, to what and when."""
        when = _clock(appointment.starts_at, appointment.calendar.time_zone)
        return f"{appointment.customer_name} · {appointment.calendar.name} · {when}"

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[UnfoldAction]:
        """What can be done with an appointment in its status."""
        row = self.get_object(request, str(object_id))
        status = row.status if isinstance(row, Appointment) else ""
        left = {
            f"{self._page}_{name}" for name, verb in _ON_PAGE.items() if status not in verb.statuses
        }
        found = super().get_actions_detail(request, object_id)
        return [each for each in found if each.action_name not in left]

    @action(description="Day in the calendar", url_path="agenda", permissions=["view"])
    def agenda(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The day of the appointment in its calendar."""
        row = self.get_object(request, object_id)
        if not isinstance(row, Appointment):
            return redirect("admin:scheduling_appointment_changelist")
        day = row.starts_at.astimezone(ZoneInfo(row.calendar.time_zone)).date()
        address = reverse("admin:scheduling_calendar_agenda", args=[row.calendar_id])
        return redirect(f"{address}?day={day}")

    @action(description="Confirm", url_path="confirm", permissions=["operate"])
    def confirm_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._on_page(request, object_id, _CONFIRM)

    @action(description="Cancel it", url_path="cancel", permissions=["operate"])
    def cancel_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._on_page(request, object_id, _CANCEL)

    @action(description="Complete", url_path="complete", permissions=["operate"])
    def complete_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._on_page(request, object_id, _COMPLETE)

    @action(description="The customer did not come", url_path="missed", permissions=["operate"])
    def mark_it_as_missed(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._on_page(request, object_id, _MISS)

    @admin.action(description="Confirm", permissions=["operate"])
    def confirm(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        self._each(request, appointments, _CONFIRM)

    @admin.action(description="Cancel", permissions=["operate"])
    @confirmed("Cancel", note=_UNSEEN)
    def cancel(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        self._each(request, appointments, _CANCEL)

    @admin.action(description="Complete", permissions=["operate"])
    def complete(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        self._each(request, appointments, _COMPLETE)

    @admin.action(description="The customer did not come", permissions=["operate"])
    def mark_no_show(self, request: HttpRequest, appointments: QuerySet[Appointment]) -> None:
        self._each(request, appointments, _MISS)

    def _on_page(self, request: HttpRequest, object_id: str, verb: _Verb) -> HttpResponse:
        """Done once it was confirmed with a reason."""
        row = self.get_object(request, object_id)
        if not isinstance(row, Appointment):
            return redirect("admin:scheduling_appointment_changelist")
        form = reason_form(request)
        back = reverse("admin:scheduling_appointment_change", args=[row.pk])
        if not form.is_valid():
            return ask_for_reason(
                *(self, request),
                form=form,
                verb=verb.title,
                rows=[row],
                count=1,
                note=verb.note,
                back=back,
            )
        with acting_for(form.cleaned_data["reason"]):
            self._each(request, Appointment.everywhere.filter(pk=row.pk), verb)
        return redirect(back)

    def _each(self, request: HttpRequest, appointments: QuerySet[Appointment], verb: _Verb) -> None:
        """Those that refuse are named, and stay as they are."""
        done = 0
        for appointment in appointments:
            try:
                with workspace_scope(appointment.workspace_id):
                    verb.service(
                        appointment=appointment,
                        by=request.user,
                        now=timezone.now(),
                        **verb.arguments,
                    )
            except DomainError as error:
                self.message_user(request, f"{appointment.public_id}: {error}", messages.ERROR)
                continue
            self.log_change(request, appointment, verb.done)
            done += 1
        self.message_user(request, f"{verb.done} Appointments: {done}.")


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%a %-d %b %Y, %H:%M} {zone}"
