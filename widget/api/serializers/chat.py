"""Shapes of the widget's routes."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from core.api.fields import Email, Flag
from voice.answers.models import MAX_QUESTION_LENGTH
from widget.models import Feedback


class SessionKey(Line):
    """What a visitor's browser calls its chat."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(RegexValidator(r"^[A-Za-z0-9_-]{3,100}\Z"))


class Metadata(StrictSerializer):
    page_url = Line(max_length=2_000, required=False, allow_blank=True)
    user_agent = Line(max_length=500, required=False, allow_blank=True)


class ChatIn(StrictSerializer):
    agent_id = Line(max_length=64)
    session_id = SessionKey(required=False, allow_null=True)
    message = Prose(max_length=MAX_QUESTION_LENGTH)
    metadata = Metadata(required=False)


class OlderChatIn(ChatIn):
    agent_id = Line(max_length=64, required=False)
    session_id = SessionKey()


class OlderChatOut(serializers.Serializer[Any]):
    response = serializers.CharField()
    message_id = serializers.CharField()


class FeedbackIn(StrictSerializer):
    message_id = Line(max_length=64)
    feedback_type = serializers.ChoiceField(choices=Feedback.Type.choices)
    comment = Prose(max_length=2_000, required=False, allow_blank=True)


class FeedbackGiven(serializers.Serializer[Any]):
    message = serializers.CharField()
    message_id = serializers.CharField()
    feedback_type = serializers.CharField()


class EscalateIn(StrictSerializer):
    agent_id = Line(max_length=64)
    session_id = SessionKey(required=False, allow_null=True)
    email = Email()
    message = Prose(max_length=4_000)
    name = Line(max_length=120, required=False, allow_blank=True)


class EscalatedOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    status = serializers.CharField()
    message = serializers.CharField()
    session_id = serializers.CharField()


class OfAgent(StrictSerializer):
    agent_id = Line(max_length=64, required=False)


class SaidOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    role = serializers.ChoiceField(choices=["user", "assistant", "human"])
    content = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    sources = serializers.ListField(child=serializers.DictField())
    confidence = serializers.FloatField(allow_null=True)
    created_at = serializers.CharField()


class HistoryOut(serializers.Serializer[Any]):
    messages = SaidOut(many=True)
    status = serializers.CharField()


class VisitorTypesIn(StrictSerializer):
    agent_id = Line(max_length=64)
    session_id = SessionKey()
    is_typing = Flag()


class VisitorReadIn(StrictSerializer):
    agent_id = Line(max_length=64)
    session_id = SessionKey()
    message_id = Line(max_length=64)


class StatusOut(serializers.Serializer[Any]):
    status = serializers.CharField()


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
    language = serializers.CharField(help_text="An ISO 639-1 code, or `auto`.")
    feedback_enabled = serializers.BooleanField()
    escalation_enabled = serializers.BooleanField()
    show_sources = serializers.BooleanField()


class Branding(serializers.Serializer[Any]):
    show_powered_by = serializers.BooleanField()
    avatar_url = serializers.CharField(allow_null=True)


class ConfigOut(serializers.Serializer[Any]):
    agent_id = serializers.CharField()
    agent_name = serializers.CharField()
    appearance = Appearance()
    behavior = Behavior()
    branding = Branding()
