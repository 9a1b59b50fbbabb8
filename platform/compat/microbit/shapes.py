"""Shapes of calendars, time slots and appointments at this door."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from rest_framework import serializers

from compat.microbit.serializers import Moment
from core import ids
from core.api import Line, Prose, RowField, TolerantSerializer
from core.api import fields as core_fields
from core.api.dates import ClockTime, Day, check_span
from core.api.fields import Digits, Email, Integer, Phone, PublicId, Shape
from scheduling.availability import MAX_DAYS, MAX_MINUTES, MIN_MINUTES
from scheduling.models import Appointment, Calendar
from voice.agents.models import Agent

_ASSISTANT = "ast"


class AssistantField(RowField):
    """The id of an assistant, which is an agent."""

    def resolved(self, public_id: str | None) -> Any:
        if public_id is None:
            return None
        value = ids.decode(_ASSISTANT, public_id)
        return super().resolved(public_id if value is None else ids.encode("agent", value))


class CalendarIn(TolerantSerializer):
    name = Line(max_length=120)
    assistant_id = AssistantField(Agent, source="agent", required=False, allow_null=True)


class CalendarOut(Shape):
    """context: `workspace`, its public id; `agents`, those of the calendars by key."""

    id = PublicId()
    workspace_id = serializers.SerializerMethodField()
    name = serializers.CharField()
    assistant_id = serializers.SerializerMethodField()

    def get_workspace_id(self, _: object) -> str:
        return str(self.context["workspace"])

    def get_assistant_id(self, calendar: Calendar) -> str | None:
        agent = self.context["agents"].get(calendar.pk)
        return agent and ids.encode(_ASSISTANT, agent.uuid)


class TimeSlotIn(TolerantSerializer):
    day_of_week = Integer(min_value=0, max_value=6)
    start_time = ClockTime(source="starts")
    end_time = ClockTime(source="ends", is_end=True)


class TimeSlotOut(Shape):
    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")
    day_of_week = serializers.IntegerField()
    start_time = ClockTime(source="starts")
    end_time = ClockTime(source="ends")


class SpanQuery(TolerantSerializer):
    start_date = Day()
    end_date = Day()
    duration_minutes = Digits(
        min_value=MIN_MINUTES, max_value=MAX_MINUTES, required=False, default=30
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs["start_date"], attrs["end_date"]
        check_span(first, last, max_days=MAX_DAYS)
        return {"first": first, "last": last, "minutes": attrs["duration_minutes"]}


class ListQuery(TolerantSerializer):
    """Dates are those of the start, in UTC."""

    start_date = Day(required=False)
    end_date = Day(required=False)
    status = serializers.ChoiceField(
        choices=[each.lower() for each in Appointment.Status.values], required=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "start_date" in attrs:
            found["starts_from"] = datetime.combine(attrs["start_date"], time(), UTC)
        if "end_date" in attrs:
            after = attrs["end_date"] + timedelta(days=1)
            found["starts_before"] = datetime.combine(after, time(), UTC)
        if "status" in attrs:
            found["status"] = attrs["status"].upper()
        return found


class BookingIn(TolerantSerializer):
    start_time = core_fields.Moment()
    end_time = core_fields.Moment()
    customer_name = Line(max_length=120)
    customer_phone = Phone(required=False, allow_blank=True)
    customer_email = Email(required=False, allow_blank=True)
    notes = Prose(max_length=2_000, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.pop("start_time"), attrs.pop("end_time")
        minutes, rest = divmod((end - start).total_seconds(), 60)
        if rest or not MIN_MINUTES <= minutes <= MAX_MINUTES:
            message = f"An appointment takes from {MIN_MINUTES} to {MAX_MINUTES} full minutes."
            raise serializers.ValidationError({"end_time": message})
        return {**attrs, "starts_at": start, "minutes": int(minutes)}


class _Status(serializers.CharField):
    def to_representation(self, value: object) -> str:
        return str(value).lower()


class BookedOut(Shape):
    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")
    start_time = Moment(source="starts_at")
    end_time = Moment(source="ends_at")
    customer_name = serializers.CharField()
    status = _Status()


class AppointmentOut(BookedOut):
    customer_phone = serializers.CharField()
    customer_email = serializers.CharField()
    notes = serializers.CharField()


class CancelledOut(Shape):
    id = PublicId()
    status = _Status()
