"""Calendars, their hours, and their open times, for members."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, WorkspaceViewSet, Write, abilities, read
from core.lookup import find
from scheduling import queries, services
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
)
from scheduling.api.serializers.hours import (
    DateOverrideIn,
    DateOverrideOut,
    DateOverridePage,
    DateOverridePatch,
    TimeSlotIn,
    TimeSlotOut,
    TimeSlotPage,
    TimeSlotPatch,
)
from scheduling.api.shapes import explanation, open_slots
from scheduling.errors import (
    CalendarHasAppointments,
    CalendarNameTaken,
    CalendarRulesInvalid,
    HostNotChoosable,
    HoursInvalid,
    HoursOverlap,
    OverrideExists,
)
from scheduling.models import Calendar
from workspaces.errors import TimeZoneUnknown

_SETTINGS = (CalendarNameTaken, CalendarRulesInvalid, TimeZoneUnknown)
_HOURS = (HoursInvalid, HoursOverlap)


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


class TimeSlotsViewSet(WorkspaceResourceViewSet):
    """A calendar's weekly opening hours."""

    tag = "Calendars"
    resource = "time slot"
    noun, keyword = "time_slot", "weekly_slot"
    inside = {"calendar": Calendar}
    raises = {"create": _HOURS, "partial_update": _HOURS}
    needs = abilities(view="calendars.view", change="calendars.change")
    query = staticmethod(queries.weekly_slots)
    page, out = TimeSlotPage, TimeSlotOut
    sorts = {"day_of_week": "day_of_week"}
    default_sort = "day_of_week"
    creating = Write(services.add_weekly_slot, TimeSlotIn, dated=False)
    changing = Write(services.change_weekly_slot, TimeSlotPatch, dated=False)
    deleting = Write(services.delete_weekly_slot, dated=False)
    deleted = "Time slot deleted"


class DateOverridesViewSet(WorkspaceResourceViewSet):
    """Dates with other opening hours than their day of the week, or none."""

    tag = "Calendars"
    resource = "date override"
    noun, keyword = "override", "date_override"
    inside = {"calendar": Calendar}
    raises = {"create": (*_HOURS, OverrideExists), "partial_update": _HOURS}
    needs = abilities(view="calendars.view", change="calendars.change")
    query = staticmethod(queries.date_overrides)
    page, out = DateOverridePage, DateOverrideOut
    sorts = {"date": "date"}
    default_sort = "date"
    creating = Write(services.add_date_override, DateOverrideIn, dated=False)
    changing = Write(services.change_date_override, DateOverridePatch, dated=False)
    deleting = Write(services.delete_date_override, dated=False)
    deleted = "Date override deleted"


class OpenTimesViewSet(WorkspaceViewSet):
    """When a calendar can be booked, and why not at other times."""

    tag = "Calendars"
    named = {
        "available_slots": ("listAvailableSlots", "List the times that can be booked"),
        "explain": ("explainTime", "Explain whether a time can be booked"),
    }
    raises = {"available_slots": (HostNotChoosable,), "explain": (HostNotChoosable,)}
    needs = {"available_slots": "calendars.view", "explain": "calendars.view"}

    @extend_schema(parameters=[SpanQuery], responses=OpenSlotsOut)
    def available_slots(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        calendar = find(Calendar.objects, calendar_id)
        data = read(SpanQuery, request.query_params.dict())
        return Response(open_slots(calendar, **data, now=timezone.now()))

    @extend_schema(parameters=[ExplainQuery], responses=ExplanationOut)
    def explain(self, request: Request, workspace_id: str, calendar_id: str) -> Response:
        calendar = find(Calendar.objects, calendar_id)
        data = read(ExplainQuery, request.query_params.dict())
        return Response(explanation(calendar, **data, now=timezone.now()))
