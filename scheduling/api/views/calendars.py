"""Calendars, and their open times, for members."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, WorkspaceViewSet, Write, abilities, read
from core.lookup import find
from core.models import Identified
from scheduling import queries, services
from scheduling.api.serializers import affected
from scheduling.api.serializers.appointments import (
    ExplainQuery,
    ExplanationOut,
    OpenSlotsOut,
    SpanQuery,
)
from scheduling.api.serializers.calendars import (
    CalendarIn,
    CalendarOut,
    CalendarPage,
    CalendarPatch,
    CalendarRemoval,
    CalendarWritten,
)
from scheduling.api.serializers.hours import HolidaysOut, HolidaysQuery
from scheduling.api.shapes import explanation, open_slots
from scheduling.errors import (
    CalendarHasAppointments,
    CalendarNameTaken,
    CalendarRulesInvalid,
    HostNotChoosable,
)
from scheduling.models import Calendar
from workspaces.errors import TimeZoneUnknown

_SETTINGS = (CalendarNameTaken, CalendarRulesInvalid, TimeZoneUnknown)


class CalendarsViewSet(WorkspaceResourceViewSet):
    """What can be booked, and by which rules."""

    tag = "Calendars"
    resource = noun = "calendar"
    raises = {
        "create": _SETTINGS,
        "partial_update": _SETTINGS,
        "destroy": (CalendarHasAppointments,),
    }
    needs = abilities(view="calendars.view", change="calendars.change")
    query = staticmethod(queries.calendars)
    page, out = CalendarPage, CalendarOut
    sorts = {"created_at": "created_at", "name": "name"}
    creating = Write(services.create_calendar, CalendarIn)
    changing = Write(services.change_calendar, CalendarPatch)
    deleting = Write(services.delete_calendar, CalendarRemoval, by="user")
    deleted = "Calendar deleted"
    reads_again = True
    answers = {"partial_update": CalendarWritten}
    figures = frozenset({"warnings", "calendars.warnings"})
    told_once = frozenset({affected.FIELD})

    def also_told(self, row: Identified) -> dict[str, object]:
        assert isinstance(row, Calendar)
        is_change = self.action == "partial_update"
        return affected.told_of(row, now=timezone.now()) if is_change else {}


class OpenTimesViewSet(WorkspaceViewSet):
    """When a calendar can be booked, and why not at other times."""

    tag = "Calendars"
    named = {
        "available_slots": ("listAvailableSlots", "List the times that can be booked"),
        "explain": ("explainTime", "Explain whether a time can be booked"),
        "holidays": ("listHolidays", "List the holidays on which a calendar is closed"),
    }
    raises = {"available_slots": (HostNotChoosable,), "explain": (HostNotChoosable,)}
    needs = {
        "available_slots": "calendars.view",
        "explain": "calendars.view",
        "holidays": "calendars.view",
    }

    @extend_schema(parameters=[SpanQuery], responses=OpenSlotsOut)
    def available_slots(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        calendar = find(Calendar.objects, calendar_id)
        data = read(SpanQuery, request.query_params)
        return Response(open_slots(calendar, **data, now=timezone.now()))

    @extend_schema(parameters=[ExplainQuery], responses=ExplanationOut)
    def explain(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        calendar = find(Calendar.objects, calendar_id)
        data = read(ExplainQuery, request.query_params)
        return Response(explanation(calendar, **data, now=timezone.now()))

    @extend_schema(parameters=[HolidaysQuery], responses=HolidaysOut)
    def holidays(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        """Those of its country and subdivision; none if it names no country."""
        calendar = find(Calendar.objects, calendar_id)
        data = read(HolidaysQuery, request.query_params)
        today = timezone.now().astimezone(ZoneInfo(calendar.time_zone)).date()
        found = queries.holidays_of(calendar, today=today, **data)
        return Response(HolidaysOut({"holidays": found}).data)
