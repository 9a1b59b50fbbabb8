"""Calendars and their weekly time slots."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from compat.microbit.shapes import CalendarIn, CalendarOut, TimeSlotIn, TimeSlotOut
from core.api import WorkspaceViewSet, read
from core.lookup import find, parse_public_id
from scheduling import queries, services
from scheduling.models import Calendar
from voice.agents.queries import agents_of_calendars
from voice.agents.services import assign_calendar


class CalendarsViewSet(WorkspaceViewSet):
    needs = {
        "list": "calendars.view_as_member",
        "create": "calendars.change",
        "retrieve": "calendars.view_as_member",
        "update": "calendars.change",
        "destroy": "calendars.change",
    }

    def list(self, request: Request, workspace_id: str) -> Response:
        found = list(queries.calendars())
        context = {"workspace": self.access.workspace, "agents": agents_of_calendars(found)}
        return Response({"calendars": CalendarOut(found, many=True, context=context).data})

    def create(self, request: Request, workspace_id: str) -> Response:
        """A member confirms what customers book, as the contract has it."""
        data = read(CalendarIn, request.data)
        agent = data.pop("agent", None)
        calendar = services.create_calendar(
            **data, confirmation=Calendar.Confirmation.MANUAL, now=timezone.now()
        )
        assign_calendar(calendar=calendar, agent=agent)
        return Response(self._shown(calendar), status=201)

    def retrieve(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        return Response(self._shown(find(Calendar.objects, calendar_id)))

    def update(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        """Omitted fields stay unchanged."""
        calendar = find(Calendar.objects, calendar_id)
        data = read(CalendarIn, request.data, partial=True)
        if "agent" in data:
            assign_calendar(calendar=calendar, agent=data.pop("agent"))
        changed = services.change_calendar(calendar=calendar, now=timezone.now(), **data)
        return Response(self._shown(changed))

    def destroy(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        calendar = find(Calendar.objects, calendar_id)
        services.delete_calendar(calendar=calendar, by=self.user, now=timezone.now())
        return Response({"message": "Calendar deleted"})

    def _shown(self, calendar: Calendar) -> dict[str, object]:
        context = {
            "workspace": self.access.workspace,
            "agents": agents_of_calendars([calendar]),
        }
        return {"calendar": CalendarOut(calendar, context=context).data}


class TimeSlotsViewSet(WorkspaceViewSet):
    """The path names only the calendar, which leads to its workspace."""

    scope_function: ClassVar[str] = "open_workspace_of_calendar"
    needs = {
        "list": "calendars.view",
        "create": "calendars.change",
        "update": "calendars.change",
        "destroy": "calendars.change",
    }

    def requested_workspace(self) -> UUID:
        return parse_public_id(Calendar, self.kwargs["calendar_id"])

    @property
    def calendar(self) -> Calendar:
        calendar: Calendar = find(Calendar.objects, self.kwargs["calendar_id"])
        return calendar

    def list(self, request: Request, calendar_id: str) -> Response:
        found = queries.weekly_slots(calendar=self.calendar)
        return Response({"time_slots": TimeSlotOut(found, many=True).data})

    def create(self, request: Request, calendar_id: str) -> Response:
        calendar, data = self.calendar, read(TimeSlotIn, request.data)
        slot = services.add_weekly_slot(calendar=calendar, **data)
        return Response({"time_slot": TimeSlotOut(slot).data}, status=201)

    def update(self, request: Request, calendar_id: str, time_slot_id: str) -> Response:
        """Omitted fields stay unchanged."""
        slot = find(queries.weekly_slots(calendar=self.calendar), time_slot_id)
        data = read(TimeSlotIn, request.data, partial=True)
        changed = services.change_weekly_slot(weekly_slot=slot, **data)
        return Response({"time_slot": TimeSlotOut(changed).data})

    def destroy(self, request: Request, calendar_id: str, time_slot_id: str) -> Response:
        slot = find(queries.weekly_slots(calendar=self.calendar), time_slot_id)
        services.delete_weekly_slot(weekly_slot=slot)
        return Response({"message": "Time slot deleted"})
