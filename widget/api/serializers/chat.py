"""Shapes of visitors' questions and their answers."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from core.api.fields import Flag, Shape
from voice.answers.models import MAX_QUESTION_LENGTH


class SessionKey(Line):
    """The session key chosen by a visitor's browser."""

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


class OlderChatOut(Shape):
    response = serializers.CharField()
    message_id = serializers.CharField()


class OfAgent(StrictSerializer):
    agent_id = Line(max_length=64, required=False)


class OfSession(StrictSerializer):
    session_id = SessionKey(max_length=100, required=False)


class SaidOut(Shape):
    id = serializers.CharField()
    role = serializers.ChoiceField(choices=["user", "assistant", "human"])
    content = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    sources = serializers.ListField(child=serializers.DictField())
    confidence = serializers.FloatField(allow_null=True)
    created_at = serializers.CharField()


class HistoryOut(Shape):
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


class StatusOut(Shape):
    status = serializers.CharField()
