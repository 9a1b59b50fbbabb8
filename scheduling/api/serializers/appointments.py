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
    Flag,
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
from scheduling.api.serializers.zones import check_zone
from scheduling.availability import MAX_DAYS, MAX_MINUTES, MIN_MINUTES, Rule
from scheduling.models import Appointment, Calendar, Hold
from scheduling.queries.named_hosts import hosts_of, named_hosts
from scheduling.services.holding import MAX_SECONDS
from scheduling.tokens import make_token
from workspaces.contacts.queries import known_contacts
from workspaces.services.lifecycle import check_time_zone


def _minutes() -> Integer:
    return Integer(
        min_value=MIN_MINUTES,
        max_value=MAX_MINUTES,
        required=False,
        source="minutes",
        help_text="By default the calendar's.",
    )


def _host() -> RowField:
    return RowField(named_hosts, source="host", required=False, help_text="By default any.")


def _override() -> Flag:
    return Flag(
        required=False,
        help_text="Pass over every rule but that the hosts must be free; also for what was.",
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
    host_id = _host()


class AppointmentIn(BookingIn):
    calendar_id = RowField(Calendar, source="calendar")
    override_rules = _override()


class AppointmentPatch(CustomerIn):
    customer_name = Line(max_length=120, required=False)
    customer_time_zone = Line(
        max_length=64, required=False, allow_blank=True, validators=[check_zone]
    )
    answers = JsonObject(required=False, help_text="All of them, by key of the questions.")


class MoveIn(StrictSerializer):
    starts_at = Moment()
    duration_minutes = _minutes()


class MemberMoveIn(MoveIn):
    starts_at = Moment(required=False, help_text="By default when it is.")
    host_id = RowField(
        named_hosts, source="host", required=False, help_text="Who takes it from now on."
    )
    override_rules = _override()


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
    host_id = _host()

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
    host_id = _host()


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
    host_id = RowField(named_hosts, source="host", required=False)
    contact_id = RowField(known_contacts, source="contact", required=False)
    search = Line(
        max_length=200,
        required=False,
        help_text="A part of the customer's name, e-mail address or number, accents aside.",
    )


class HostNamed(Shape):
    id = PublicId()
    name = serializers.CharField()


class AppointmentOut(serializers.ModelSerializer[Appointment]):
    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")
    contact_id = PublicId(source="contact.public_id", allow_null=True, default=None)
    host_ids = serializers.SerializerMethodField()
    hosts = serializers.SerializerMethodField()
    overridden_rule = serializers.ChoiceField(
        choices=[each.value for each in Rule],
        allow_null=True,
        source="overridden_rule_or_none",
        help_text="Refused its time, and a member passed over it.",
    )
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
            "hosts",
            "starts_at",
            "ends_at",
            "status",
            "source",
            "overridden_rule",
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

    @extend_schema_field(HostNamed(many=True))
    def get_hosts(self, appointment: Appointment) -> object:
        """Named ones only, as its customer sees them."""
        return HostNamed(hosts_of(appointment), many=True).data


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
    host_names = serializers.SerializerMethodField()

    def get_host_names(self, appointment: Appointment) -> list[str]:
        """With whom it is; none where the calendar names nobody."""
        return [each.name for each in hosts_of(appointment)]


class BookedOut(CustomerAppointmentOut):
    token = serializers.SerializerMethodField()

    def get_token(self, appointment: Appointment) -> str:
        """With it the appointment can be moved and cancelled."""
        return make_token(appointment.public_id)


class HoldIn(StrictSerializer):
    starts_at = Moment()
    duration_minutes = _minutes()
    seconds = Integer(min_value=1, max_value=MAX_SECONDS, default=300)
    host_id = _host()


class RenewIn(StrictSerializer):
    seconds = Integer(min_value=1, max_value=MAX_SECONDS, default=300)


class HoldOut(serializers.ModelSerializer[Hold]):
    id = PublicId()
    calendar_id = PublicId(source="calendar.public_id")

    class Meta:
        model = Hold
        fields = ["id", "calendar_id", "starts_at", "ends_at", "expires_at"]
