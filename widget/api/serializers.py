"""Shapes of the widget's routes."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from voice.behaviour import MAX_QUESTION_LENGTH


class Metadata(StrictSerializer):
    page_url = Line(max_length=2_000, required=False, allow_blank=True)
    user_agent = Line(max_length=500, required=False, allow_blank=True)


class ChatIn(StrictSerializer):
    agent_id = Line(max_length=64)
    session_id = Line(
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{3,100}\Z")], required=False, allow_null=True
    )
    message = Prose(max_length=MAX_QUESTION_LENGTH)
    metadata = Metadata(required=False)


class Appearance(serializers.Serializer[Any]):
    theme = serializers.CharField()
    primary_color = serializers.CharField()
    border_radius = serializers.IntegerField()
    position = serializers.CharField()


class Behavior(serializers.Serializer[Any]):
    greeting_enabled = serializers.BooleanField()
    greeting_delay = serializers.IntegerField(help_text="Milliseconds.")
    greeting_message = serializers.CharField()
    suggested_questions = serializers.ListField(child=serializers.CharField())


class Branding(serializers.Serializer[Any]):
    show_powered_by = serializers.BooleanField()
    avatar_url = serializers.CharField(allow_null=True)


class ConfigOut(serializers.Serializer[Any]):
    agent_id = serializers.CharField()
    agent_name = serializers.CharField()
    appearance = Appearance()
    behavior = Behavior()
    branding = Branding()
