"""Which appointments a change of hours or hosts leaves behind."""

from __future__ import annotations

from datetime import datetime

from rest_framework import serializers

from core.api.fields import PublicId, Shape
from core.api.shapes import MessageOut
from scheduling.models import Calendar
from scheduling.queries.affected import MAX_NAMED, Affected, affected_by_rules

FIELD = "affected_appointments"


class AffectedAppointmentOut(Shape):
    id = PublicId()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class AffectedOut(Shape):
    """Appointments to come that the calendar would not offer any more; they stay as they are."""

    total = serializers.IntegerField()
    appointments = AffectedAppointmentOut(many=True, help_text=f"The first {MAX_NAMED}.")


class HoursDeletedOut(MessageOut):
    affected_appointments = AffectedOut()


def told(affected: Affected) -> dict[str, object]:
    """What the answer to the change says of it."""
    return {FIELD: AffectedOut(affected).data}


def told_of(calendar: Calendar, *, now: datetime) -> dict[str, object]:
    return told(affected_by_rules(calendar, now=now))
