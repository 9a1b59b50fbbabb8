"""Appointments, for members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, read
from core.lookup import find
from scheduling import queries, services
from scheduling.api.serializers.appointments import (
    AppointmentFilter,
    AppointmentIn,
    AppointmentOut,
    AppointmentPage,
    AppointmentPatch,
    CancelIn,
    MemberMoveIn,
)
from scheduling.api.shapes import explained, take_customer
from scheduling.errors import (
    AnswerInvalid,
    AppointmentNotBegun,
    AppointmentNotPending,
    AppointmentOver,
    HoldLost,
    HoldOfAnotherTime,
    HostNotChoosable,
    TimeNotAvailable,
)
from scheduling.models import Appointment
from workspaces.errors import TimeZoneUnknown


class AppointmentsViewSet(WorkspaceResourceViewSet):
    """Appointments of customers."""

    tag = "Appointments"
    resource = noun = "appointment"
    named = {
        "reschedule": ("rescheduleAppointment", "Reschedule an appointment"),
        "cancel": ("cancelAppointment", "Cancel an appointment"),
        "decline": ("declineAppointment", "Decline a pending appointment"),
        "confirm": ("confirmAppointment", "Confirm a pending appointment"),
        "complete": ("completeAppointment", "Complete an appointment"),
        "mark_no_show": ("markNoShow", "Mark an appointment as missed"),
    }
    raises = {
        "create": (
            TimeNotAvailable,
            HostNotChoosable,
            AnswerInvalid,
            HoldLost,
            HoldOfAnotherTime,
            TimeZoneUnknown,
        ),
        "partial_update": (AnswerInvalid, TimeZoneUnknown),
        "reschedule": (TimeNotAvailable, HostNotChoosable, AppointmentOver),
        "cancel": (AppointmentOver,),
        "decline": (AppointmentNotPending,),
        "confirm": (AppointmentOver,),
        "complete": (AppointmentOver, AppointmentNotBegun),
        "mark_no_show": (AppointmentOver, AppointmentNotBegun),
    }
    needs = {
        "list": "appointments.view",
        "retrieve": "appointments.view",
        "create": "appointments.change",
        "partial_update": "appointments.change",
        "reschedule": "appointments.change",
        "cancel": "appointments.change",
        "decline": "appointments.change",
        "confirm": "appointments.change",
        "complete": "appointments.change",
        "mark_no_show": "appointments.change",
    }
    without_body = frozenset({"confirm", "complete", "mark_no_show"})
    query = staticmethod(queries.appointments)
    filters, page, out = AppointmentFilter, AppointmentPage, AppointmentOut
    sorts = {"starts_at": "starts_at", "created_at": "created_at"}
    default_sort = "starts_at"
    changing = Write(services.correct, AppointmentPatch, by="user")
    reads_again = True

    @extend_schema(request=AppointmentIn, responses={201: AppointmentOut})
    def create(self, request: Request, **_: str) -> Response:
        """Book for a customer: confirmed at once, and without the limits that customers have."""
        data, now = read(AppointmentIn, request.data), timezone.now()
        customer = take_customer(data)
        with explained(data["calendar"], data, now=now):
            booked = services.book(
                customer=customer,
                source=Appointment.Source.MEMBER,
                by=self.user,
                now=now,
                **data,
            )
        headers = {"Location": self.location_of(booked)}
        return Response(self._shown(booked), status=201, headers=headers)

    @extend_schema(request=MemberMoveIn, responses=AppointmentOut)
    def reschedule(self, request: Request, **_: str) -> Response:
        """Move it to another time, or give it to another host of the calendar at the same time."""
        appointment, data, now = self.row(), read(MemberMoveIn, request.data), timezone.now()
        with explained(appointment.calendar, data, instead_of=appointment, now=now):
            moved = services.reschedule(appointment=appointment, by=self.user, now=now, **data)
        return Response(self._shown(moved))

    @extend_schema(request=CancelIn, responses=AppointmentOut)
    def cancel(self, request: Request, **_: str) -> Response:
        return self._changed(services.cancel, read(CancelIn, request.data))

    @extend_schema(request=CancelIn, responses=AppointmentOut)
    def decline(self, request: Request, **_: str) -> Response:
        """Refuse what a customer has asked for; the reason is mailed to them.

        A request that nobody answers is cancelled at its start, by NOBODY.
        """
        return self._changed(services.decline, read(CancelIn, request.data))

    @extend_schema(request=None, responses=AppointmentOut)
    def confirm(self, request: Request, **_: str) -> Response:
        return self._changed(services.confirm, {})

    @extend_schema(request=None, responses=AppointmentOut)
    def complete(self, request: Request, **_: str) -> Response:
        return self._changed(services.complete, {})

    @extend_schema(request=None, responses=AppointmentOut)
    def mark_no_show(self, request: Request, **_: str) -> Response:
        return self._changed(services.mark_no_show, {})

    def lock_row(self) -> None:
        services.lock_to_correct(appointment=self.row())

    def _changed(self, service: Any, data: Mapping[str, Any]) -> Response:
        changed = service(appointment=self.row(), by=self.user, now=timezone.now(), **data)
        return Response(self._shown(changed))

    def _shown(self, appointment: Appointment) -> Any:
        return self.show(find(self.rows(), appointment.public_id))
