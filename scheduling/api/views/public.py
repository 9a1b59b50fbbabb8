"""Booking for customers, who sign in nowhere: the calendar's id lets them in, or the token of their
appointment.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import read
from core.api.public import PublicViewSet
from core.api.shapes import MessageOut
from core.db.locks import lock_rows
from core.http.client import client_network
from core.lookup import find
from scheduling import queries, services
from scheduling.api.serializers.appointments import (
    BookedOut,
    BookingIn,
    CustomerAppointmentOut,
    CustomerCancelIn,
    CustomerMoveIn,
    ExplainQuery,
    ExplanationOut,
    HoldIn,
    HoldOut,
    OpenSlotsOut,
    RenewIn,
    SpanQuery,
    TokenQuery,
)
from scheduling.api.serializers.calendars import PublicCalendarOut
from scheduling.api.shapes import explained, explanation, open_slots, take_customer
from scheduling.errors import (
    AlreadyBooked,
    AnswerInvalid,
    AppointmentOver,
    BookingTokenInvalid,
    ChangeTooLate,
    CustomerUnreachable,
    HoldLost,
    HoldOfAnotherTime,
    HostNotChoosable,
    NotesNotAsked,
    TimeNotAvailable,
    TooManyAppointments,
    TooManyHolds,
)
from scheduling.models import Appointment, Calendar, Hold
from scheduling.services.booking import TRIES_PER_MINUTE
from scheduling.tokens import read_token
from workspaces.errors import TimeZoneUnknown

OWN_APPOINTMENTS = "/api/v1/appointments"


class PublicCalendarViewSet(PublicViewSet):
    """A calendar as customers see it."""

    tag = "Booking"
    named = {
        "retrieve": ("getPublicCalendar", "Get a calendar that can be booked"),
        "available_slots": ("listPublicSlots", "List the times that can be booked"),
        "explain": ("explainPublicTime", "Explain whether a time can be booked"),
        "book": ("bookAppointment", "Book an appointment"),
        "hold": ("holdTime", "Hold a time while the customer decides"),
        "retrieve_hold": ("getHold", "Get a hold"),
        "renew_hold": ("renewHold", "Renew a hold"),
        "release_hold": ("releaseHold", "Release a hold"),
    }
    raises = {
        "available_slots": (HostNotChoosable,),
        "explain": (HostNotChoosable,),
        "book": (
            TimeNotAvailable,
            HostNotChoosable,
            AnswerInvalid,
            AlreadyBooked,
            HoldOfAnotherTime,
            CustomerUnreachable,
            NotesNotAsked,
            HoldLost,
            TooManyAppointments,
            TimeZoneUnknown,
        ),
        "hold": (TimeNotAvailable, HostNotChoosable, TooManyHolds),
        "renew_hold": (HoldLost,),
    }
    public = frozenset(named)
    per_minute = {"book": TRIES_PER_MINUTE, "hold": TRIES_PER_MINUTE}
    without_body = frozenset({"release_hold"})
    scope_function = "open_workspace_by_calendar"
    noun, id_prefix = "calendar", Calendar.id_prefix

    @property
    def calendar(self) -> Calendar:
        calendar: Calendar = find(
            Calendar.objects.filter(is_public=True), self.kwargs["calendar_id"]
        )
        return calendar

    @extend_schema(responses=PublicCalendarOut)
    def retrieve(self, request: Request, calendar_id: str) -> Response:
        return Response(PublicCalendarOut(self.calendar).data)

    @extend_schema(parameters=[SpanQuery], responses=OpenSlotsOut)
    def available_slots(self, request: Request, calendar_id: str) -> Response:
        data = read(SpanQuery, request.query_params)
        return Response(open_slots(self.calendar, **data, by_customer=True, now=timezone.now()))

    @extend_schema(parameters=[ExplainQuery], responses=ExplanationOut)
    def explain(self, request: Request, calendar_id: str) -> Response:
        data = read(ExplainQuery, request.query_params)
        return Response(explanation(self.calendar, **data, by_customer=True, now=timezone.now()))

    @extend_schema(request=BookingIn, responses={201: BookedOut})
    def book(self, request: Request, calendar_id: str) -> Response:
        calendar, data = self.calendar, read(BookingIn, request.data)
        customer, now = take_customer(data), timezone.now()
        with explained(calendar, data, now=now):
            appointment = services.book(
                calendar=calendar,
                customer=customer,
                requester=client_network(request),
                now=now,
                **data,
            )
        shown = BookedOut(appointment).data
        location = f"{OWN_APPOINTMENTS}/{appointment.public_id}?token={quote(shown['token'])}"
        return Response(shown, status=201, headers={"Location": location})

    @extend_schema(request=HoldIn, responses={201: HoldOut})
    def hold(self, request: Request, calendar_id: str) -> Response:
        calendar, data = self.calendar, read(HoldIn, request.data)
        requester, now = client_network(request), timezone.now()
        with explained(calendar, data, now=now):
            hold = services.hold_time(calendar=calendar, requester=requester, now=now, **data)
        headers = {"Location": f"{request.path}/{hold.public_id}"}
        return Response(HoldOut(hold).data, status=201, headers=headers)

    @extend_schema(responses=HoldOut)
    def retrieve_hold(self, request: Request, calendar_id: str, hold_id: str) -> Response:
        return Response(HoldOut(self._hold()).data)

    @extend_schema(request=RenewIn, responses=HoldOut)
    def renew_hold(self, request: Request, calendar_id: str, hold_id: str) -> Response:
        data = read(RenewIn, request.data)
        hold = services.renew_hold(hold=self._hold(), now=timezone.now(), **data)
        return Response(HoldOut(hold).data)

    @extend_schema(request=None, responses={200: MessageOut})
    def release_hold(self, request: Request, calendar_id: str, hold_id: str) -> Response:
        services.release_hold(hold=self._hold())
        return Response({"message": "Hold released"})

    def lock_row(self) -> None:
        list(lock_rows(Hold.objects.filter(pk=self._hold().pk), no_key=True))

    def _hold(self) -> Hold:
        rows = Hold.objects.filter(calendar=self.calendar).select_related("calendar")
        hold: Hold = find(rows, self.kwargs["hold_id"])
        return hold


class PublicAppointmentViewSet(PublicViewSet):
    """A customer's own appointment."""

    tag = "Booking"
    named = {
        "retrieve": ("getOwnAppointment", "Get one's own appointment"),
        "reschedule": ("moveOwnAppointment", "Move one's own appointment"),
        "cancel": ("cancelOwnAppointment", "Cancel one's own appointment"),
    }
    raises = {
        "retrieve": (BookingTokenInvalid,),
        "reschedule": (
            BookingTokenInvalid,
            TimeNotAvailable,
            AlreadyBooked,
            AppointmentOver,
            ChangeTooLate,
        ),
        "cancel": (BookingTokenInvalid, AppointmentOver, ChangeTooLate),
    }
    public = frozenset(named)
    per_minute = {"reschedule": TRIES_PER_MINUTE}
    scope_function = "open_workspace_by_appointment"
    noun, id_prefix = "appointment", Appointment.id_prefix

    @extend_schema(parameters=[TokenQuery], responses=CustomerAppointmentOut)
    def retrieve(self, request: Request, appointment_id: str) -> Response:
        data = read(TokenQuery, request.query_params)
        return self._shown(self._appointment(data))

    @extend_schema(request=CustomerMoveIn, responses=CustomerAppointmentOut)
    def reschedule(self, request: Request, appointment_id: str) -> Response:
        data = read(CustomerMoveIn, request.data)
        appointment = self._appointment(data)
        requester, now = client_network(request), timezone.now()
        with explained(appointment.calendar, data, instead_of=appointment, now=now):
            moved = services.reschedule(
                appointment=appointment, requester=requester, now=now, **data
            )
        return self._shown(moved)

    @extend_schema(request=CustomerCancelIn, responses=CustomerAppointmentOut)
    def cancel(self, request: Request, appointment_id: str) -> Response:
        data = read(CustomerCancelIn, request.data)
        appointment = self._appointment(data)
        return self._shown(services.cancel(appointment=appointment, now=timezone.now(), **data))

    def _appointment(self, data: dict[str, Any]) -> Appointment:
        """The appointment of the URL, if the token that `data` loses is its own."""
        if read_token(data.pop("token")) != self.kwargs["appointment_id"]:
            raise BookingTokenInvalid(field="token")
        appointment: Appointment = find(queries.appointments(), self.kwargs["appointment_id"])
        return appointment

    def _shown(self, appointment: Appointment) -> Response:
        return Response(CustomerAppointmentOut(appointment).data)
