"""Shapes of calendars."""

from __future__ import annotations

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, Prose, QuerySerializer, RowListField, StrictSerializer
from core.api.fields import Choice, Flag, Integer, PublicId, Shape
from core.api.paging import page_shape
from scheduling.api.serializers.affected import AffectedOut
from scheduling.api.serializers.appointments import HostNamed
from scheduling.availability import MAX_MINUTES, MIN_MINUTES
from scheduling.models import Calendar
from scheduling.queries.named_hosts import choosable_hosts, named_hosts
from scheduling.sentences import LANGUAGES
from scheduling.services.notices import MAX_REMINDER_MINUTES, MAX_REMINDERS
from scheduling.services.questions import BOOLEAN, CHOICE, MAX_QUESTIONS, TEXT

_DAY = 24 * 60
_MAX_NOTICE = 90 * _DAY
_MAX_HORIZON = 730
_NEVER_OPEN = "The calendar is never open: give it weekly hours (time-slots) or dates (overrides)."


class QuestionIn(StrictSerializer):
    key = Line(max_length=40, validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z")])
    label = Line(max_length=200)  # type: ignore[assignment]  # shadows the form's label
    type = Choice(choices=[TEXT, CHOICE, BOOLEAN])
    options = serializers.ListField(
        child=Line(max_length=200), max_length=30, required=False, help_text="Of a CHOICE."
    )
    is_required = Flag(required=False)


class QuestionOut(Shape):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=[TEXT, CHOICE, BOOLEAN])
    options = serializers.ListField(child=serializers.CharField())
    is_required = serializers.BooleanField()


class CalendarPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    description = Prose(max_length=2_000, required=False, allow_blank=True)
    time_zone = Line(max_length=64, required=False, help_text="By default the workspace's.")
    durations = serializers.ListField(
        child=Integer(min_value=MIN_MINUTES, max_value=MAX_MINUTES),
        max_length=20,
        required=False,
        help_text="Minutes that are offered; the first is the default. Empty: any from 5 to 480.",
    )
    slot_step_minutes = Integer(
        min_value=MIN_MINUTES,
        max_value=_DAY,
        required=False,
        allow_null=True,
        help_text="Between two starts; null: the duration.",
    )
    buffer_before_minutes = Integer(
        min_value=0, max_value=MAX_MINUTES, required=False, help_text="By default 0."
    )
    buffer_after_minutes = Integer(
        min_value=0, max_value=MAX_MINUTES, required=False, help_text="By default 0."
    )
    minimum_notice_minutes = Integer(
        min_value=0, max_value=_MAX_NOTICE, required=False, help_text="By default 0."
    )
    horizon_days = Integer(
        min_value=1, max_value=_MAX_HORIZON, required=False, help_text="By default 365."
    )
    max_per_day = Integer(min_value=1, max_value=1_000, required=False, allow_null=True)
    max_per_week = Integer(min_value=1, max_value=5_000, required=False, allow_null=True)
    max_upcoming_per_customer = Integer(
        min_value=1, max_value=1_000, required=False, help_text="By default 5."
    )
    capacity = Integer(
        min_value=1,
        max_value=200,
        required=False,
        help_text="Appointments that a host can have at the same time; by default 1.",
    )
    assignment = Choice(choices=Calendar.Assignment.choices, required=False)
    confirmation = Choice(choices=Calendar.Confirmation.choices, required=False)
    cancellation_notice_minutes = Integer(
        min_value=0, max_value=_MAX_NOTICE, required=False, help_text="By default 0."
    )
    customers_choose_host = Flag(
        required=False, help_text="Customers see the hosts by name and may choose one."
    )
    reminder_minutes = serializers.ListField(
        child=Integer(min_value=1, max_value=MAX_REMINDER_MINUTES),
        max_length=MAX_REMINDERS,
        required=False,
        help_text="Before the start, when customers are reminded by mail; by default 1440. Empty:"
        " they are not. A change holds for what is booked, too.",
    )
    location_kind = Choice(choices=Calendar.LocationKind.choices, required=False)
    location = Line(max_length=500, required=False, allow_blank=True)
    questions = serializers.ListField(child=QuestionIn(), max_length=MAX_QUESTIONS, required=False)
    asks_notes = Flag(required=False, help_text="Customers can add what they want to say.")
    requires_email = Flag(required=False, help_text="A phone number is not enough.")
    requires_phone = Flag(required=False, help_text="An e-mail address is not enough.")
    language = serializers.RegexField(
        f"^({'|'.join(sorted(LANGUAGES))})?$",
        max_length=2,
        required=False,
        allow_blank=True,
        help_text="Of pages and mails for whoever names no other. Empty: English.",
    )
    holiday_country = serializers.RegexField(
        r"^([A-Z]{2})?$", max_length=2, required=False, allow_blank=True
    )
    holiday_subdivision = Line(max_length=8, required=False, allow_blank=True)
    is_public = Flag(required=False)
    primary_color = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", max_length=7, required=False)
    host_ids = RowListField(
        named_hosts,
        source="hosts",
        max_length=50,
        required=False,
        help_text="Without any, the calendar has a host of its own.",
    )


class CalendarIn(CalendarPatch):
    name = Line(max_length=120)


class CalendarOut(serializers.ModelSerializer[Calendar]):
    id = PublicId()
    questions = QuestionOut(many=True)
    host_ids = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Calendar
        fields = [
            "id",
            "name",
            "description",
            "time_zone",
            "durations",
            "slot_step_minutes",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "minimum_notice_minutes",
            "horizon_days",
            "max_per_day",
            "max_per_week",
            "max_upcoming_per_customer",
            "capacity",
            "assignment",
            "customers_choose_host",
            "confirmation",
            "cancellation_notice_minutes",
            "reminder_minutes",
            "location_kind",
            "location",
            "questions",
            "asks_notes",
            "requires_email",
            "requires_phone",
            "language",
            "holiday_country",
            "holiday_subdivision",
            "is_public",
            "primary_color",
            "host_ids",
            "warnings",
            "created_at",
            "updated_at",
        ]

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_host_ids(self, calendar: Calendar) -> list[str]:
        return [
            place.host.public_id
            for place in calendar.calendar_hosts.all()
            if place.host.own_calendar_id is None
        ]

    def get_warnings(self, calendar: Calendar) -> list[str]:
        """Why it cannot be booked, in words."""
        return [] if vars(calendar)["has_hours"] else [_NEVER_OPEN]


class CalendarWritten(CalendarOut):
    affected_appointments = AffectedOut()

    class Meta(CalendarOut.Meta):
        fields = [*CalendarOut.Meta.fields, "affected_appointments"]


CalendarPage = page_shape("CalendarPage", calendars=CalendarOut)


class CalendarRemoval(QuerySerializer):
    cancel_appointments = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Cancel the appointments to come, of which their customers are told.",
    )


class PublicCalendarOut(serializers.ModelSerializer[Calendar]):
    """What customers may know of a calendar."""

    id = PublicId()
    location = serializers.SerializerMethodField(
        help_text="Empty for a link, which only those see who have booked."
    )
    questions = QuestionOut(many=True)
    hosts = serializers.SerializerMethodField()

    class Meta:
        model = Calendar
        fields = [
            "id",
            "name",
            "description",
            "time_zone",
            "durations",
            "customers_choose_host",
            "hosts",
            "confirmation",
            "cancellation_notice_minutes",
            "location_kind",
            "location",
            "questions",
            "asks_notes",
            "requires_email",
            "requires_phone",
            "language",
            "primary_color",
        ]

    @extend_schema_field(HostNamed(many=True))
    def get_hosts(self, calendar: Calendar) -> object:
        """Whom customers may choose; none where they may not."""
        return HostNamed(choosable_hosts(calendar), many=True).data

    def get_location(self, calendar: Calendar) -> str:
        return "" if calendar.location_kind == Calendar.LocationKind.LINK else calendar.location
