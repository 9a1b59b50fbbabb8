"""Shapes of the audit log."""

from __future__ import annotations

from rest_framework import serializers

from core.api import Line, QuerySerializer
from core.api.fields import JsonObject, PublicId, Shape
from core.api.paging import page_shape
from workspaces.models import AuditEntry
from workspaces.shapes import A_DAY, DayOrMoment


class AuditFilter(QuerySerializer):
    action = Line(max_length=40, required=False, help_text="E.g. MEMBER_ROLE_CHANGED.")
    actor = Line(max_length=254, required=False, help_text="A user's id or e-mail, or `system`.")
    since = DayOrMoment(required=False, help_text=f"{A_DAY}.")
    until = DayOrMoment(required=False, help_text=f"{A_DAY}; exclusive.")


class AuditEntryOut(serializers.ModelSerializer[AuditEntry]):
    id = PublicId()
    before = JsonObject()
    after = JsonObject()

    class Meta:
        model = AuditEntry
        fields = [
            "id",
            "number",
            "at",
            "actor",
            "actor_email",
            "impersonator",
            "address",
            "action",
            "target",
            "before",
            "after",
        ]


AuditPage = page_shape("AuditPage", entries=AuditEntryOut)


class AuditVerdictOut(Shape):
    is_intact = serializers.BooleanField()
    entries = serializers.IntegerField()
    first_bad = serializers.IntegerField(
        allow_null=True, help_text="The first entry that is missing, changed or out of order."
    )
