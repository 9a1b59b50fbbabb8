"""Shapes of opening hours."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Integer, PublicId, Shape
from core.api.paging import page_shape
from scheduling.models import DateOverride, WeeklySlot

_MIDNIGHT = ("24:00", "00:00")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MAX_WINDOWS = 12


@extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "maxLength": 5})
class ClockTime(serializers.Field[Any, Any, Any, Any]):
    """A time of the wall clock, HH:MM.

    is_end: 24:00 is accepted, which is midnight, the end of the day.
    """

    default_error_messages = {"time": "Enter a time such as 09:00."}

    def __init__(self, *, is_end: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_end = is_end

    def to_internal_value(self, data: object) -> time:
        text = Line(max_length=5).run_validation(data)
        if self.is_end and text in _MIDNIGHT:
            return time(0)
        if not _CLOCK.fullmatch(text):
            self.fail("time")
        return time.fromisoformat(text)

    def to_representation(self, value: time) -> str:
        return f"{value:%H:%M}"


@extend_schema_field({"type": "string", "format": "date", "maxLength": 10})
class Day(serializers.Field[Any, Any, Any, Any]):
    """A date, YYYY-MM-DD."""

    default_error_messages = {"date": "Enter a date such as 2027-01-31."}

    def to_internal_value(self, data: object) -> date:
        text = Line(max_length=10).run_validation(data)
        if not _DATE.fullmatch(text):
            self.fail("date")
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail("date")

    def to_representation(self, value: date) -> str:
        return value.isoformat()


class TimeSlotIn(StrictSerializer):
    day_of_week = Integer(min_value=0, max_value=6, help_text="0 is Sunday, 6 is Saturday.")
    start_time = ClockTime(source="starts")
    end_time = ClockTime(source="ends", is_end=True, help_text="24:00 is the end of the day.")


class TimeSlotPatch(StrictSerializer):
    day_of_week = Integer(min_value=0, max_value=6, required=False)
    start_time = ClockTime(source="starts", required=False)
    end_time = ClockTime(source="ends", is_end=True, required=False)


class TimeSlotOut(serializers.ModelSerializer[WeeklySlot]):
    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")
    start_time = ClockTime(source="starts", read_only=True)
    end_time = serializers.SerializerMethodField()

    class Meta:
        model = WeeklySlot
        fields = ["id", "calendar_id", "day_of_week", "start_time", "end_time"]

    @extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"})
    def get_end_time(self, slot: WeeklySlot) -> str:
        return _shown_end(slot.ends)


TimeSlotPage = page_shape("TimeSlotPage", time_slots=TimeSlotOut)


class WindowIn(StrictSerializer):
    start_time = ClockTime()
    end_time = ClockTime(is_end=True)

    def to_internal_value(self, data: object) -> object:
        validated = super().to_internal_value(data)
        assert isinstance(validated, dict)
        return validated["start_time"], validated["end_time"]


class WindowOut(Shape):
    start_time = serializers.CharField()
    end_time = serializers.CharField()


class DateOverrideIn(StrictSerializer):
    date = Day()
    windows = serializers.ListField(
        child=WindowIn(),
        max_length=MAX_WINDOWS,
        required=False,
        help_text="The hours of this date instead of its weekly ones; none: closed.",
    )
    reason = Line(max_length=200, required=False, allow_blank=True)


class DateOverridePatch(StrictSerializer):
    windows = serializers.ListField(child=WindowIn(), max_length=MAX_WINDOWS, required=False)
    reason = Line(max_length=200, required=False, allow_blank=True)


class DateOverrideOut(serializers.ModelSerializer[DateOverride]):
    id = PublicId()
    windows = serializers.SerializerMethodField()

    class Meta:
        model = DateOverride
        fields = ["id", "date", "windows", "reason"]

    @extend_schema_field(WindowOut(many=True))
    def get_windows(self, override: DateOverride) -> list[dict[str, str]]:
        return [
            {"start_time": start, "end_time": _shown_end(time.fromisoformat(end))}
            for start, end in override.windows
        ]


DateOverridePage = page_shape("DateOverridePage", overrides=DateOverrideOut)


def _shown_end(ends: time) -> str:
    return "24:00" if ends == time(0) else f"{ends:%H:%M}"
