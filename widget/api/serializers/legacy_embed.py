"""Shapes of the legacy embed, with its own names."""

from __future__ import annotations

from rest_framework import serializers

from core.api import Line, TolerantSerializer
from core.api.fields import JsonObject, Shape
from widget.api.serializers.chat import SessionKey
from widget.models import WidgetConfig


class InitIn(TolerantSerializer):
    agent_id = Line(max_length=64)
    api_key = Line(max_length=200, default="", allow_blank=True, allow_null=True)
    page_url = Line(max_length=2_000, required=False, allow_blank=True, allow_null=True)
    page_title = Line(max_length=300, required=False, allow_blank=True, allow_null=True)
    referrer = Line(max_length=2_000, required=False, allow_blank=True, allow_null=True)
    language = Line(max_length=35, required=False, allow_blank=True, allow_null=True)


class WidgetSettings(Shape):
    primaryColor = serializers.CharField()  # noqa: N815 (the embed's own spelling)
    position = serializers.ChoiceField(choices=WidgetConfig.Position.choices)
    agentName = serializers.CharField()  # noqa: N815
    welcomeMessage = serializers.CharField()  # noqa: N815
    showPoweredBy = serializers.BooleanField()  # noqa: N815
    theme = serializers.ChoiceField(choices=WidgetConfig.Theme.choices)


class InitOut(Shape):
    agent_id = serializers.CharField()
    agent_name = serializers.CharField(allow_null=True)
    widget_settings = WidgetSettings(allow_null=True)
    session_id = serializers.CharField(allow_null=True)
    allowed = serializers.BooleanField()
    error = serializers.CharField(allow_null=True)


class EventIn(TolerantSerializer):
    agent_id = Line(max_length=64)
    session_id = SessionKey()
    event_type = Line(max_length=60)
    event_data = JsonObject(required=False, allow_null=True)
