"""A calendar's hours: weekly, and of single dates."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, abilities, read
from core.db.locks import lock_rows
from core.models import Identified
from scheduling import queries, services
from scheduling.api.serializers import affected
from scheduling.api.serializers.hours import (
    DateOverrideIn,
    DateOverrideOut,
    DateOverridePage,
    DateOverridePatch,
    DateOverridesIn,
    DateOverridesOut,
    DateOverrideWritten,
    TimeSlotIn,
    TimeSlotOut,
    TimeSlotPage,
    TimeSlotPatch,
    TimeSlotsIn,
    TimeSlotsWritten,
    TimeSlotWritten,
)
from scheduling.errors import HoursInvalid, HoursOverlap, OverrideExists
from scheduling.models import Calendar, DateOverride, WeeklySlot

_HOURS = (HoursInvalid, HoursOverlap)


class TimeSlotsViewSet(WorkspaceResourceViewSet):
    """A calendar's weekly opening hours."""

    tag = "Calendars"
    resource = "time slot"
    noun, keyword = "time_slot", "weekly_slot"
    inside = {"calendar": Calendar}
    raises = {"create": _HOURS, "update": _HOURS, "partial_update": _HOURS}
    needs = abilities(view="calendars.view", change="calendars.change", update="calendars.change")
    query = staticmethod(queries.weekly_slots)
    page, out = TimeSlotPage, TimeSlotOut
    sorts = {"day_of_week": "day_of_week"}
    default_sort = "day_of_week"
    creating = Write(services.add_weekly_slot, TimeSlotIn, dated=False)
    changing = Write(services.change_weekly_slot, TimeSlotPatch, dated=False)
    deleting = Write(services.delete_weekly_slot, dated=False)
    deleted = "Time slot deleted"
    named = {"update": ("replaceTimeSlots", "Replace all time slots of a calendar")}
    answers = {
        "create": TimeSlotWritten,
        "partial_update": TimeSlotWritten,
        "destroy": affected.HoursDeletedOut,
    }
    told_once = frozenset({affected.FIELD})

    @extend_schema(request=TimeSlotsIn, responses=TimeSlotsWritten)
    def update(self, request: Request, **_: str) -> Response:
        """Open the calendar in these hours and no others."""
        calendar = self.owners()["calendar"]
        data = read(TimeSlotsIn, request.data)["time_slots"]
        slots = [(each["day_of_week"], each["starts"], each["ends"]) for each in data]
        services.replace_weekly_slots(calendar=calendar, slots=slots)
        told = affected.told_of(calendar, now=timezone.now())
        return Response({**self.page_of(self.rows()), **told})

    def also_told(self, row: Identified) -> dict[str, object]:
        assert isinstance(row, WeeklySlot)
        return affected.told_of(row.calendar, now=timezone.now())

    def lock_row(self) -> None:
        if "time_slot_id" in self.kwargs:
            super().lock_row()
        else:
            calendar = self.owners()["calendar"]
            list(lock_rows(Calendar.objects.filter(pk=calendar.pk), no_key=True))


class DateOverridesViewSet(WorkspaceResourceViewSet):
    """Dates with other opening hours than their day of the week, or none."""

    tag = "Calendars"
    resource = "date override"
    noun, keyword = "override", "date_override"
    inside = {"calendar": Calendar}
    raises = {"create": (*_HOURS, OverrideExists), "set_range": _HOURS, "partial_update": _HOURS}
    needs = abilities(
        view="calendars.view", change="calendars.change", set_range="calendars.change"
    )
    query = staticmethod(queries.date_overrides)
    page, out = DateOverridePage, DateOverrideOut
    sorts = {"date": "date"}
    default_sort = "date"
    creating = Write(services.add_date_override, DateOverrideIn, dated=False)
    changing = Write(services.change_date_override, DateOverridePatch, dated=False)
    deleting = Write(services.delete_date_override, dated=False)
    deleted = "Date override deleted"
    named = {"set_range": ("setDateOverrides", "Set the hours of a range of dates")}
    answers = {
        "create": DateOverrideWritten,
        "partial_update": DateOverrideWritten,
        "destroy": affected.HoursDeletedOut,
    }
    told_once = frozenset({affected.FIELD})

    @extend_schema(request=DateOverridesIn, responses=DateOverridesOut)
    def set_range(self, request: Request, **_: str) -> Response:
        """Close a range of dates, or open them in these hours, whatever was said of them before."""
        calendar = self.owners()["calendar"]
        data = read(DateOverridesIn, request.data)
        found = services.set_date_overrides(calendar=calendar, **data)
        shown = DateOverrideOut(found, many=True).data
        return Response({"overrides": shown, **affected.told_of(calendar, now=timezone.now())})

    def also_told(self, row: Identified) -> dict[str, object]:
        assert isinstance(row, DateOverride)
        return affected.told_of(row.calendar, now=timezone.now())
