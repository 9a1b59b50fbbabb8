"""Shapes of opening hours."""

from __future__ import annotations

from datetime import date, time

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, QuerySerializer, StrictSerializer
from core.api.dates import ClockTime, Day, check_span
from core.api.fields import Integer, PublicId, Shape
from core.api.paging import page_shape
from scheduling.api.serializers.affected import AffectedOut
from scheduling.models import DateOverride, WeeklySlot

MAX_WINDOWS = 12
MAX_DATES = 366
MAX_SLOTS = 7 * MAX_WINDOWS


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


class TimeSlotWritten(TimeSlotOut):
    affected_appointments = AffectedOut()

    class Meta(TimeSlotOut.Meta):
        fields = [*TimeSlotOut.Meta.fields, "affected_appointments"]


class TimeSlotsIn(StrictSerializer):
    time_slots = serializers.ListField(child=TimeSlotIn(), max_length=MAX_SLOTS)


TimeSlotsWritten = page_shape(
    "TimeSlotsWritten", {"affected_appointments": AffectedOut()}, time_slots=TimeSlotOut
)


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


class DateOverrideWritten(DateOverrideOut):
    affected_appointments = AffectedOut()

    class Meta(DateOverrideOut.Meta):
        fields = [*DateOverrideOut.Meta.fields, "affected_appointments"]


class DateOverridesIn(DateOverridePatch):
    start_date = Day()
    end_date = Day(help_text=f"At most {MAX_DATES} dates; what was said of them is replaced.")

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        first, last = attrs.pop("start_date"), attrs.pop("end_date")
        assert isinstance(first, date)
        assert isinstance(last, date)
        check_span(first, last, max_days=MAX_DATES)
        return {**attrs, "first": first, "last": last}


class DateOverridesOut(Shape):
    overrides = DateOverrideOut(many=True)
    affected_appointments = AffectedOut()


class HolidaysQuery(QuerySerializer):
    start_date = Day(required=False, help_text="By default today, in the calendar's time zone.")
    end_date = Day(required=False, help_text=f"At most {MAX_DATES} dates, which is the default.")

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        first, last = attrs.get("start_date"), attrs.get("end_date")
        if isinstance(last, date):
            if not isinstance(first, date):
                raise serializers.ValidationError({"start_date": "Say where the dates begin."})
            check_span(first, last, max_days=MAX_DATES)
        return {"first": first, "last": last}


class HolidayOut(Shape):
    date = serializers.DateField()
    name = serializers.CharField(help_text="As the country calls it.")
    is_overridden = serializers.BooleanField(help_text="An override of the date says otherwise.")


class HolidaysOut(Shape):
    holidays = HolidayOut(many=True)


def _shown_end(ends: time) -> str:
    return "24:00" if ends == time(0) else f"{ends:%H:%M}"
