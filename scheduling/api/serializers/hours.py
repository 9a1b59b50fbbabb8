"""Shapes of opening hours."""

from __future__ import annotations

from datetime import time

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.dates import ClockTime, Day
from core.api.fields import Integer, PublicId, Shape
from core.api.paging import page_shape
from scheduling.models import DateOverride, WeeklySlot

MAX_WINDOWS = 12


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
