"""Shapes of what members do about widgets and escalations."""

from __future__ import annotations

from django.core.validators import RegexValidator, URLValidator
from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Flag, Integer, PublicId
from core.api.paging import page_shape
from voice.conversations.shapes import AgentNamed, PersonOut
from widget.models import Escalation, WidgetConfig

MAX_SUGGESTIONS = 6


class LookPatch(StrictSerializer):
    theme = serializers.ChoiceField(choices=WidgetConfig.Theme.choices, required=False)
    primary_color = Line(
        max_length=7, required=False, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z")]
    )
    border_radius = Integer(min_value=0, max_value=32, required=False, help_text="Pixels.")
    position = serializers.ChoiceField(choices=WidgetConfig.Position.choices, required=False)
    greeting_enabled = Flag(required=False)
    greeting_delay = Integer(
        min_value=0, max_value=600_000, required=False, help_text="Milliseconds."
    )
    suggested_questions = serializers.ListField(
        child=Line(max_length=200), max_length=MAX_SUGGESTIONS, required=False
    )
    show_powered_by = Flag(required=False)
    avatar_url = Line(
        max_length=500,
        required=False,
        allow_blank=True,
        validators=[URLValidator(schemes=["https"])],
    )
    language = Line(
        max_length=8,
        required=False,
        validators=[RegexValidator(r"^(auto|[a-z]{2}(-[A-Z]{2})?)\Z")],
        help_text="An ISO 639-1 code, or `auto`.",
    )
    feedback_enabled = Flag(required=False)
    escalation_enabled = Flag(required=False)


class LookOut(serializers.ModelSerializer[WidgetConfig]):
    agent_id = PublicId(source="agent.public_id")
    suggested_questions = serializers.ListField(child=serializers.CharField())
    avatar_url = serializers.CharField()

    class Meta:
        model = WidgetConfig
        fields = [
            "agent_id",
            "theme",
            "primary_color",
            "border_radius",
            "position",
            "greeting_enabled",
            "greeting_delay",
            "suggested_questions",
            "show_powered_by",
            "avatar_url",
            "language",
            "feedback_enabled",
            "escalation_enabled",
        ]


class EscalationFilter(StrictSerializer):
    status = serializers.ChoiceField(choices=Escalation.Status.choices, required=False)
    agent_id = Line(max_length=64, required=False)


class EscalationPatch(StrictSerializer):
    status = serializers.ChoiceField(choices=Escalation.Status.choices, required=False)
    assigned_to = Line(
        max_length=64, required=False, allow_null=True, help_text="A member's user id, or null."
    )


class EscalationOut(serializers.ModelSerializer[Escalation]):
    id = PublicId()
    agent = AgentNamed()
    conversation_id = PublicId(source="conversation.public_id")
    assigned_to = PersonOut(allow_null=True, source="handled_by")

    class Meta:
        model = Escalation
        fields = [
            "id",
            "agent",
            "conversation_id",
            "name",
            "email",
            "message",
            "status",
            "assigned_to",
            "created_at",
            "resolved_at",
        ]


EscalationPage = page_shape("EscalationPage", escalations=EscalationOut)
