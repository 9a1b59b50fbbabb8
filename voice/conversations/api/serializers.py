"""Shapes of the inbox."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, Prose, QuerySerializer, RowField, StrictSerializer
from core.api.fields import Flag, Integer, PublicId, Shape, TextOrNull
from core.api.paging import page_shape
from core.api.shapes import constant
from voice.agents.models import Agent
from voice.answers.shapes import SourceOut
from voice.conversations.models import Conversation, Message
from voice.conversations.shapes import AgentNamed, PersonOut
from workspaces.shapes import A_DAY, DayOrMoment

MAX_REPLY_LENGTH = 4_000  # characters
MAX_RETENTION_DAYS = 3_650  # days


class ConversationFilter(QuerySerializer):
    status = serializers.ChoiceField(choices=Conversation.Status.choices, required=False)
    agent_id = RowField(Agent, source="agent", required=False)
    channel = serializers.ChoiceField(choices=Conversation.Channel.choices, required=False)
    is_escalated = serializers.BooleanField(required=False)
    assigned_to = serializers.ChoiceField(choices=["me", "none"], required=False)
    unread = serializers.BooleanField(required=False)
    has_feedback = serializers.BooleanField(required=False)
    since = DayOrMoment(required=False, help_text=f"Of the last message. {A_DAY}.")
    until = DayOrMoment(required=False, help_text=f"Of the last message. {A_DAY}; exclusive.")
    search = Line(
        max_length=200,
        required=False,
        help_text="Words of messages, or a part of the visitor's name or e-mail address.",
    )


class VisitorOut(Shape):
    name = TextOrNull(source="visitor_name")
    email = TextOrNull(source="visitor_email")


class PreviewOut(Shape):
    role = serializers.ChoiceField(choices=Message.Role.choices)
    content = serializers.CharField(help_text="Its beginning.")


class ConversationListed(serializers.ModelSerializer[Conversation]):
    id = PublicId()
    agent = AgentNamed(allow_null=True)
    visitor = VisitorOut(source="*")
    contact_id = PublicId(
        source="contact.public_id",
        default=None,
        allow_null=True,
        help_text="Whom the visitor's address names; null without one.",
    )
    assigned_to = PersonOut(allow_null=True)
    last_message = serializers.SerializerMethodField()
    unread_count = serializers.IntegerField()

    class Meta:
        model = Conversation
        fields = [
            "id",
            "agent",
            "channel",
            "status",
            "visitor",
            "contact_id",
            "assigned_to",
            "is_escalated",
            "last_message",
            "unread_count",
            "started_at",
            "last_message_at",
        ]

    @extend_schema_field(PreviewOut(allow_null=True))
    def get_last_message(self, conversation: Any) -> dict[str, str] | None:
        if conversation.preview_role is None:
            return None
        return {"role": conversation.preview_role, "content": conversation.preview}


ConversationPage = page_shape("ConversationPage", conversations=ConversationListed)


class ConversationDetail(ConversationListed):
    class Meta(ConversationListed.Meta):
        fields = [
            *ConversationListed.Meta.fields,
            "read_by_staff_at",
            "taken_over_at",
            "closed_at",
        ]


class MessageFeedback(Shape):
    type = serializers.ChoiceField(
        choices=[("THUMBS_UP", "Thumbs Up"), ("THUMBS_DOWN", "Thumbs Down")]
    )
    comment = serializers.CharField()


class ConversationMessage(serializers.ModelSerializer[Message]):
    id = PublicId()
    author = PersonOut(allow_null=True)
    sources = serializers.SerializerMethodField()
    feedback = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = [
            "id",
            "role",
            "state",
            "content",
            "author",
            "sources",
            "feedback",
            "is_answered",
            "confidence",
            "provider",
            "response_time_ms",
            "error_code",
            "delivered_at",
            "read_at",
            "created_at",
        ]

    @extend_schema_field(SourceOut(many=True))
    def get_sources(self, message: Message) -> list[dict[str, object]]:
        ordered = sorted(message.evidence.all(), key=lambda each: each.position)
        return [each.source.as_json() for each in ordered]

    @extend_schema_field(MessageFeedback(allow_null=True))
    def get_feedback(self, message: Any) -> dict[str, str] | None:
        if message.feedback_type is None:
            return None
        return {"type": message.feedback_type, "comment": message.feedback_comment}


ConversationMessagePage = page_shape("ConversationMessagePage", messages=ConversationMessage)


class TakeOverIn(StrictSerializer):
    force = Flag(required=False, help_text="Take it over even from a colleague.")


class ReplyIn(StrictSerializer):
    content = Prose(max_length=MAX_REPLY_LENGTH)


class TypingIn(StrictSerializer):
    is_typing = Flag()


class DoneOut(Shape):
    status = constant("ok")


class DeletedOut(Shape):
    message = serializers.CharField()


class ConversationSettingsIn(StrictSerializer):
    retention_days = Integer(
        min_value=1,
        max_value=MAX_RETENTION_DAYS,
        allow_null=True,
        help_text="Days after the last message; null keeps conversations forever.",
    )


class ConversationSettingsOut(Shape):
    retention_days = serializers.IntegerField(allow_null=True)
