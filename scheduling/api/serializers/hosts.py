"""Shapes of hosts and their absences."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, RowField, StrictSerializer
from core.api.fields import Email, Moment, PublicId, Shape, TextOrNull
from core.api.paging import page_shape
from scheduling.api.serializers.affected import AffectedOut
from scheduling.api.serializers.zones import check_zone
from scheduling.models import BusyTime, Host
from scheduling.sentences import LANGUAGES
from workspaces.models import Membership


class HostPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    email = Email(required=False, allow_blank=True, help_text="Where appointments are mailed to.")
    member_id = RowField(
        lambda: Membership.objects.select_related("user"),
        attribute="user",
        source="user",
        required=False,
        allow_null=True,
    )
    time_zone = Line(
        max_length=64,
        required=False,
        allow_blank=True,
        validators=[check_zone],
        help_text="Of the host's mails and agenda; blank: that of a calendar.",
    )
    language = serializers.RegexField(
        f"^({'|'.join(sorted(LANGUAGES))})?$",
        max_length=2,
        required=False,
        allow_blank=True,
        help_text="Of the host's mails and agenda; blank: that of the calendar, else English.",
    )


class HostIn(HostPatch):
    name = Line(max_length=120)


class HostOut(serializers.ModelSerializer[Host]):
    id = PublicId()
    email = TextOrNull()
    user_id = PublicId(source="user.public_id", allow_null=True, default=None)
    time_zone = TextOrNull()
    language = TextOrNull()
    calendar_ids = serializers.SerializerMethodField()

    class Meta:
        model = Host
        fields = [
            "id",
            "name",
            "email",
            "user_id",
            "time_zone",
            "language",
            "calendar_ids",
            "created_at",
        ]

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_calendar_ids(self, host: Host) -> list[str]:
        return [place.calendar.public_id for place in host.calendar_hosts.all()]


HostPage = page_shape("HostPage", hosts=HostOut)


class SessionLinkOut(Shape):
    url = serializers.CharField(help_text="Shown once: who opens it first is signed in.")
    expires_at = serializers.DateTimeField()


class BusyTimeIn(StrictSerializer):
    starts_at = Moment()
    ends_at = Moment()
    title = Line(max_length=300, required=False, allow_blank=True)


class BusyTimeOut(serializers.ModelSerializer[BusyTime]):
    id = PublicId()
    connection_id = PublicId(source="connection.public_id", default=None, allow_null=True)

    class Meta:
        model = BusyTime
        fields = ["id", "starts_at", "ends_at", "title", "connection_id", "created_at"]


class BusyTimeWritten(BusyTimeOut):
    affected_appointments = AffectedOut()

    class Meta(BusyTimeOut.Meta):
        fields = [*BusyTimeOut.Meta.fields, "affected_appointments"]


BusyTimePage = page_shape("BusyTimePage", busy_times=BusyTimeOut)
