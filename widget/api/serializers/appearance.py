"""Shapes of a widget's appearance and greeting."""

from __future__ import annotations

from django.core.validators import RegexValidator
from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Flag, Integer, PublicId, Shape
from core.web_address import WebAddressValidator
from widget.models import WidgetConfig

MAX_SUGGESTIONS = 6


class Appearance(Shape):
    theme = serializers.CharField()
    primary_color = serializers.CharField()
    border_radius = serializers.IntegerField()
    position = serializers.CharField()


class Behavior(Shape):
    greeting_enabled = serializers.BooleanField()
    greeting_delay = serializers.IntegerField(help_text="Milliseconds.")
    greeting_message = serializers.CharField()
    suggested_questions = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField(help_text="An ISO 639-1 code, or `auto`.")
    feedback_enabled = serializers.BooleanField()
    escalation_enabled = serializers.BooleanField()
    show_sources = serializers.BooleanField()


class Branding(Shape):
    show_powered_by = serializers.BooleanField()
    avatar_url = serializers.CharField(allow_null=True)


class ConfigOut(Shape):
    agent_id = serializers.CharField()
    agent_name = serializers.CharField()
    website_allowed = serializers.BooleanField(
        help_text="Whether questions from this page would be accepted. False only for pages of the "
        "server's own host, such as the studio, since browsers name no website when these read."
    )
    appearance = Appearance()
    behavior = Behavior()
    branding = Branding()


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
        validators=[WebAddressValidator(["https"])],
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
