"""Shapes of appointments, open times and holds."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, Prose, QuerySerializer, RowField, StrictSerializer
from core.api.dates import Day, check_span
from core.api.fields import (
    Choice,
    Digits,
    Email,
    Integer,
    JsonObject,
    Language,
    LocalPhone,
    Moment,
    OutsideEmail,
    PublicId,
    Shape,
    TextOrNull,
    Token,
    checked_by,
)
from core.api.paging import page_shape
from scheduling.availability import MAX_DAYS, MAX_MINUTES, MIN_MINUTES, Rule
from scheduling.models import Appointment, Calendar, Hold
from scheduling.services.holding import MAX_SECONDS
from scheduling.tokens import make_token
from workspaces.services.lifecycle import check_time_zone


def _minutes() -> Integer:
    return Integer(
        min_value=MIN_MINUTES,
        max_value=MAX_MINUTES,
        required=False,
        source="minutes",
        help_text="By default the calendar's.",
    )


class CustomerIn(StrictSerializer):
    customer_name = Line(max_length=120)
    customer_email = OutsideEmail(required=False, allow_blank=True)
    customer_phone = LocalPhone(
        required=False,
        allow_blank=True,
        help_text="Without a country code it is read in the calendar's country.",
    )
    customer_time_zone = Line(
        max_length=64, required=False, validators=[checked_by(check_time_zone)]
    )
    customer_language = Language(required=False, allow_blank=True)
    notes = Prose(max_length=2_000, required=False, allow_blank=True)
    answers = JsonObject(required=False, help_text="By key of the calendar's questions.")


class BookingIn(CustomerIn):
    starts_at = Moment()
    duration_minutes = _minutes()
    hold_id = RowField(Hold, source="hold", required=False)


class AppointmentIn(BookingIn):
    calendar_id = RowField(Calendar, source="calendar")


class MoveIn(StrictSerializer):
    starts_at = Moment()
    duration_minutes = _minutes()


class CancelIn(StrictSerializer):
    reason = Line(max_length=500, required=False, allow_blank=True)


class CustomerMoveIn(MoveIn):
    token = Token(max_length=200)


class CustomerCancelIn(CancelIn):
    token = Token(max_length=200)


class TokenQuery(QuerySerializer):
    token = Token(max_length=200)


class SpanQuery(QuerySerializer):
    start_date = Day(help_text="In the calendar's time zone, as all dates.")
    end_date = Day(required=False, help_text="By default start_date; at most 92 days.")
    duration_minutes = Digits(
        min_value=MIN_MINUTES, max_value=MAX_MINUTES, required=False, source="minutes"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first = attrs.pop("start_date")
        last = attrs.pop("end_date", first)
        check_span(first, last, max_days=MAX_DAYS)
        return {**attrs, "first": first, "last": last}


class OpenSlotOut(Shape):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class OpenSlotsOut(Shape):
    available_slots = OpenSlotOut(many=True)
    time_zone = serializers.CharField()
    duration_minutes = serializers.IntegerField()


class ExplainQuery(QuerySerializer):
    starts_at = Moment()
    duration_minutes = Digits(min_value=1, max_value=10_000, required=False, source="minutes")


class ExplanationOut(Shape):
    is_available = serializers.BooleanField()
    rule = serializers.ChoiceField(choices=[each.value for each in Rule], allow_null=True)
    reason = serializers.CharField(allow_null=True)
    nearest_slots = OpenSlotOut(many=True, help_text="Of the same duration, if it is offered.")


class AppointmentFilter(QuerySerializer):
    calendar_id = RowField(Calendar, source="calendar", required=False)
    status = Choice(choices=Appointment.Status.choices, required=False)
    starts_from = Moment(required=False)
    starts_before = Moment(required=False)
    customer_email = Email(source="email", required=False)


class AppointmentOut(serializers.ModelSerializer[Appointment]):
    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")
    contact_id = PublicId(source="contact.public_id", allow_null=True, default=None)
    host_ids = serializers.SerializerMethodField()
    customer_email = TextOrNull()
    customer_phone = TextOrNull()
    customer_time_zone = TextOrNull()
    customer_language = TextOrNull()
    cancelled_by = TextOrNull()
    cancel_reason = TextOrNull()
    answers = serializers.DictField()

    class Meta:
        model = Appointment
        fields = [
            "id",
            "calendar_id",
            "contact_id",
            "host_ids",
            "starts_at",
            "ends_at",
            "status",
            "source",
            "customer_name",
            "customer_email",
            "customer_phone",
            "customer_time_zone",
            "customer_language",
            "notes",
            "answers",
            "cancelled_by",
            "cancel_reason",
            "created_at",
            "updated_at",
            "cancelled_at",
        ]

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_host_ids(self, appointment: Appointment) -> list[str]:
        return [taken.host.public_id for taken in appointment.reservations.all()]


AppointmentPage = page_shape("AppointmentPage", appointments=AppointmentOut)


class CustomerAppointmentOut(Shape):
    """What a customer sees of the own appointment."""

    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")
    calendar_name = serializers.CharField(source="calendar.name")
    time_zone = serializers.CharField(source="calendar.time_zone")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=Appointment.Status.choices)
    customer_name = serializers.CharField()
    location_kind = serializers.ChoiceField(
        choices=Calendar.LocationKind.choices, source="calendar.location_kind"
    )
    location = serializers.CharField(source="calendar.location")


class BookedOut(CustomerAppointmentOut):
    token = serializers.SerializerMethodField()

    def get_token(self, appointment: Appointment) -> str:
        """With it the appointment can be moved and cancelled."""
        return make_token(appointment.public_id)


class HoldIn(StrictSerializer):
    starts_at = Moment()
    duration_minutes = _minutes()
    seconds = Integer(min_value=1, max_value=MAX_SECONDS, default=300)


class RenewIn(StrictSerializer):
    seconds = Integer(min_value=1, max_value=MAX_SECONDS, default=300)


class HoldOut(serializers.ModelSerializer[Hold]):
    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")

    class Meta:
        model = Hold
        fields = ["id", "calendar_id", "starts_at", "ends_at", "expires_at"]
