"""Shapes of connections to calendars elsewhere, of conflicts, and of feeds."""

from __future__ import annotations

from rest_framework import serializers

from core.api import Line, QuerySerializer, RowField, StrictSerializer
from core.api.fields import Choice, Flag, PublicId, Shape, Token
from core.api.paging import page_shape
from scheduling.ics import IcsNotice
from scheduling.models import Calendar, CalendarConnection, Host, OutsideEvent
from scheduling.queries.connections import MAX_OVERLAPS


class ConnectionPatch(StrictSerializer):
    address = Line(
        max_length=2000,
        required=False,
        allow_blank=True,
        help_text="Of the CalDAV server or the ICS file. A new one needs the secret again.",
    )
    user_name = Line(
        max_length=254,
        required=False,
        allow_blank=True,
        help_text="At the CalDAV server; of Google and Microsoft the id of the OAuth client.",
    )
    secret = Token(
        max_length=5000,
        required=False,
        allow_blank=True,
        help_text="The password, or the refresh token. Never returned.",
    )
    client_secret = Token(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Of the OAuth client. Never returned.",
    )
    calendar_address = Line(
        max_length=900,
        required=False,
        allow_blank=True,
        help_text="Which calendar, as `test` lists them. Blank: none yet.",
    )
    is_active = Flag(required=False)


class ConnectionIn(ConnectionPatch):
    kind = Choice(choices=CalendarConnection.Kind.choices)
    host_id = RowField(Host, source="host", required=False)
    calendar_id = RowField(
        Calendar,
        source="calendar",
        required=False,
        help_text="Instead of a host, for a calendar without named ones; else one of the host's.",
    )


class ConnectionOut(serializers.ModelSerializer[CalendarConnection]):
    id = PublicId()
    host_id = PublicId(source="host.public_id")
    calendar_id = PublicId(source="host.own_calendar.public_id", default=None, allow_null=True)
    has_secret = serializers.SerializerMethodField()
    conflict_count = serializers.IntegerField(help_text="Conflicts that somebody has to resolve.")
    notices = serializers.DictField(
        child=serializers.IntegerField(),
        help_text=f"What could not be read, and how often: {', '.join(sorted(IcsNotice))}.",
    )
    error = serializers.CharField(help_text="Why the last synchronization failed; blank if not.")

    class Meta:
        model = CalendarConnection
        fields = [
            "id",
            "host_id",
            "calendar_id",
            "kind",
            "address",
            "user_name",
            "has_secret",
            "calendar_address",
            "is_active",
            "last_synced_at",
            "next_sync_at",
            "error",
            "notices",
            "conflict_count",
            "created_at",
        ]

    def get_has_secret(self, connection: CalendarConnection) -> bool:
        return bool(connection.secret)


ConnectionPage = page_shape("ConnectionPage", calendar_connections=ConnectionOut)


class ConnectionFilter(QuerySerializer):
    host_id = RowField(Host, source="host", required=False)


class OutsideCalendarOut(Shape):
    address = serializers.CharField()
    name = serializers.CharField()
    is_writable = serializers.BooleanField()


class ConnectionCheckOut(Shape):
    ok = serializers.BooleanField()
    latency_ms = serializers.IntegerField()
    message = serializers.CharField()
    calendars = OutsideCalendarOut(many=True)


class ConflictOut(serializers.ModelSerializer[OutsideEvent]):
    id = PublicId()
    connection_id = PublicId(source="connection.public_id")
    host_id = PublicId(source="connection.host.public_id")
    host_name = serializers.CharField(source="connection.host.name")
    appointment_id = PublicId(source="appointment.public_id")
    calendar_id = PublicId(source="appointment.calendar.public_id")
    calendar_name = serializers.CharField(source="appointment.calendar.name")
    customer_name = serializers.CharField(source="appointment.customer_name")
    change = serializers.ChoiceField(
        source="conflict", choices=["MOVED", "DELETED"], help_text="What others did there."
    )
    starts_at = serializers.DateTimeField(source="appointment.starts_at")
    ends_at = serializers.DateTimeField(source="appointment.ends_at")
    seen_starts_at = serializers.DateTimeField(
        allow_null=True, help_text="To where it was moved; null if it was deleted or repeats now."
    )
    seen_ends_at = serializers.DateTimeField(allow_null=True)
    since = serializers.DateTimeField(source="conflict_since")

    class Meta:
        model = OutsideEvent
        fields = [
            "id",
            "connection_id",
            "host_id",
            "host_name",
            "appointment_id",
            "calendar_id",
            "calendar_name",
            "customer_name",
            "change",
            "starts_at",
            "ends_at",
            "seen_starts_at",
            "seen_ends_at",
            "since",
        ]


class OverlapOut(Shape):
    """An appointment during which its host is busy in a calendar elsewhere. It is over as soon as
    one of the two is moved or deleted.
    """

    busy_time_id = PublicId(source="busy.public_id")
    connection_id = PublicId(source="busy.connection.public_id")
    host_id = PublicId(source="busy.host.public_id")
    host_name = serializers.CharField(source="busy.host.name")
    appointment_id = PublicId(source="appointment.public_id")
    calendar_id = PublicId(source="appointment.calendar.public_id")
    calendar_name = serializers.CharField(source="appointment.calendar.name")
    customer_name = serializers.CharField(source="appointment.customer_name")
    starts_at = serializers.DateTimeField(source="appointment.starts_at")
    ends_at = serializers.DateTimeField(source="appointment.ends_at")
    busy_starts_at = serializers.DateTimeField(source="busy.starts_at")
    busy_ends_at = serializers.DateTimeField(source="busy.ends_at")
    since = serializers.DateTimeField(source="busy.created_at")


ConflictPage = page_shape(
    "ConflictPage",
    also={
        "overlaps": OverlapOut(
            many=True,
            help_text="Appointments over which something else stands in a calendar elsewhere, the"
            f" soonest first; at most {MAX_OVERLAPS}, on every page.",
        )
    },
    calendar_conflicts=ConflictOut,
)


class ConflictFilter(QuerySerializer):
    host_id = RowField(Host, source="host", required=False)
    connection_id = RowField(CalendarConnection, source="connection", required=False)


class ConflictResolution(StrictSerializer):
    keep = Choice(
        choices=["OURS", "THEIRS"],
        help_text="OURS writes the appointment there again; THEIRS moves or cancels it here.",
    )


class FeedOut(Shape):
    created_at = serializers.DateTimeField()


class NewFeedOut(FeedOut):
    feed_url = serializers.CharField(help_text="Shown once: who knows it reads the appointments.")
