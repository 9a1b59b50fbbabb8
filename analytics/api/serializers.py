"""Shapes of unanswered questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.models import UnansweredQuestion
from core.api import Line, Prose, QuerySerializer, RowField, StrictSerializer
from core.api.fields import PublicId, Shape
from core.api.paging import page_shape
from knowledge.models import Collection


@extend_schema_field({"type": "string", "format": "date"})
class _Day(serializers.Field[Any, Any, Any, Any]):
    """Outgoing: the day of a timestamp in the workspace's time zone. moment: the row's field."""

    def __init__(self, moment: str) -> None:
        super().__init__(source="*", read_only=True)
        self.moment = moment

    def to_representation(self, row: UnansweredQuestion) -> str:
        moment: datetime = getattr(row, self.moment)
        return moment.astimezone(ZoneInfo(row.workspace.time_zone)).date().isoformat()


class UnansweredFilter(QuerySerializer):
    status = serializers.ChoiceField(choices=UnansweredQuestion.Status.choices, required=False)
    agent_id = Line(max_length=64, required=False)
    search = Line(max_length=100, required=False, help_text="Part of any of its wordings.")


class ResolveIn(StrictSerializer):
    answer = Prose(max_length=4_000, help_text="The answer to be given.")
    question = Line(
        max_length=500,
        required=False,
        source="wording",
        help_text="The entry's question; by default the question's first wording.",
    )
    collection_id = RowField(
        Collection,
        required=False,
        source="collection",
        help_text="The entry's collection; by default the agent's first one.",
    )


class Reasked(Shape):
    answered = serializers.BooleanField()
    confidence = serializers.FloatField()
    response = serializers.CharField()


class UnansweredOut(serializers.ModelSerializer[UnansweredQuestion]):
    id = PublicId()
    first_seen = _Day("first_seen_at")
    last_seen = _Day("last_seen_at")
    agent_id = PublicId(source="agent.public_id")
    wordings = serializers.ListField(
        child=serializers.CharField(),
        source="wording_list",
        help_text="Its most common wordings.",
    )
    entry_id = PublicId(
        source="resolution.public_id",
        default=None,
        allow_null=True,
        help_text="The entry that was written to answer it.",
    )
    reasked = Reasked(
        allow_null=True, help_text="The result of asking it again after that; null until then."
    )

    class Meta:
        model = UnansweredQuestion
        fields = [
            "id",
            "question",
            "occurrences",
            "first_seen",
            "last_seen",
            "status",
            "agent_id",
            "wordings",
            "entry_id",
            "resolved_at",
            "reasked",
            "note",
        ]


UnansweredPage = page_shape(
    "UnansweredPage",
    also={
        "resolved_this_week": serializers.IntegerField(
            help_text="Since Monday, in the workspace's time zone."
        )
    },
    unanswered=UnansweredOut,
)
