"""Open times, and appointments: booked and cancelled by anybody who has the id."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.microbit.shapes import (
    AppointmentOut,
    BookedOut,
    BookingIn,
    CancelledOut,
    ListQuery,
    SpanQuery,
)
from core.api import WorkspaceViewSet, read
from core.api.public import PublicViewSet
from core.http.client import client_network
from core.lookup import find
from scheduling import queries, services
from scheduling.models import Appointment, Calendar
from scheduling.services.booking import TRIES_PER_MINUTE

MAX_LISTED = 10_000  # the contract's lists have no pages


class AppointmentsViewSet(WorkspaceViewSet):
    needs = {"list": "appointments.view_as_member"}

    def list(self, request: Request, workspace_id: str) -> Response:
        data = read(ListQuery, request.query_params.dict())
        found = queries.appointments(**data).prefetch_related(None)[:MAX_LISTED]  # no hosts here
        return Response({"appointments": AppointmentOut(found, many=True).data})


class PublicCalendarViewSet(PublicViewSet):
    public = frozenset({"available_slots", "book"})
    per_minute = {"book": TRIES_PER_MINUTE}
    scope_function = "open_workspace_by_calendar"
    noun, id_prefix = "calendar", Calendar.id_prefix

    @property
    def calendar(self) -> Calendar:
        calendar: Calendar = find(Calendar.objects, self.kwargs["calendar_id"])
        return calendar

    def available_slots(self, request: Request, calendar_id: str) -> Response:
        calendar = self.calendar
        data = read(SpanQuery, request.query_params.dict())
        found = queries.open_slots(calendar=calendar, now=timezone.now(), **data)
        zone = ZoneInfo(calendar.time_zone)
        shown = [
            {
                "date": f"{slot.starts_at.astimezone(zone):%Y-%m-%d}",
                "start_time": f"{slot.starts_at.astimezone(zone):%H:%M}",
                "end_time": f"{slot.ends_at.astimezone(zone):%H:%M}",
            }
            for slot in found
        ]
        return Response({"available_slots": shown})

    def book(self, request: Request, calendar_id: str) -> Response:
        calendar, data = self.calendar, read(BookingIn, request.data)
        customer = services.Customer(
            name=data.pop("customer_name"),
            email=data.pop("customer_email", ""),
            phone=data.pop("customer_phone", ""),
        )
        appointment = services.book(
            calendar=calendar,
            customer=customer,
            must_be_reachable=False,
            requester=client_network(request),
            now=timezone.now(),
            **data,
        )
        return Response({"appointment": BookedOut(appointment).data}, status=201)


class PublicAppointmentViewSet(PublicViewSet):
    """Whoever has the id, which nobody can guess, may cancel."""

    public = frozenset({"cancel"})
    scope_function = "open_workspace_by_appointment"
    noun, id_prefix = "appointment", Appointment.id_prefix

    def cancel(self, request: Request, appointment_id: str) -> Response:
        appointment = find(queries.appointments(), appointment_id)
        cancelled = services.cancel(appointment=appointment, now=timezone.now())
        return Response({"appointment": CancelledOut(cancelled).data})
