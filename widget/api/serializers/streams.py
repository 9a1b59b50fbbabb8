"""Shapes of the events that are streamed to visitors: the `data` of each."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from core.api.fields import Shape
from core.api.shapes import constant
from voice.answers.shapes import SourceOut
from voice.conversations.models import Conversation
from widget.api.serializers.chat import SaidOut


class AnswerStarted(Shape):
    type = constant("start")
    message_id = serializers.CharField()
    session_id = serializers.CharField(
        required=False, help_text="Only for who asked, or names the session."
    )


class AnswerToken(Shape):
    type = constant("token")
    content = serializers.CharField(help_text="The next piece of the text.")


class AnswerSources(Shape):
    type = constant("sources")
    sources = SourceOut(many=True)


class AnswerDone(Shape):
    type = constant("done")
    confidence = serializers.FloatField()
    handled_by = serializers.ChoiceField(choices=["AGENT", "HUMAN"])
    unsupported = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Sentences that no source supports, where the agent marks them.",
    )


class AnswerFailed(Shape):
    type = constant("error")
    detail = serializers.CharField()
    code = serializers.CharField()


AnswerEvent = PolymorphicProxySerializer(
    component_name="AnswerEvent",
    serializers={
        "start": AnswerStarted,
        "token": AnswerToken,
        "sources": AnswerSources,
        "done": AnswerDone,
        "error": AnswerFailed,
    },
    resource_type_field_name="type",
)


class VisitorMessageEvent(Shape):
    type = constant("message")
    message = SaidOut()


class VisitorStatusEvent(Shape):
    type = constant("status")
    status = serializers.ChoiceField(choices=Conversation.Status.choices)
    name = serializers.CharField(required=False, help_text="Of the person who answers.")


class VisitorTypingEvent(Shape):
    type = constant("typing")
    is_typing = serializers.BooleanField()
    name = serializers.CharField()


VisitorEvent = PolymorphicProxySerializer(
    component_name="VisitorEvent",
    serializers={
        "message": VisitorMessageEvent,
        "status": VisitorStatusEvent,
        "typing": VisitorTypingEvent,
    },
    resource_type_field_name="type",
)
