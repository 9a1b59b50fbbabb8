"""The wire shapes of conversations: people, agents, and the events of the inbox."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from accounts.models import User
from core.api.fields import PublicId, Shape
from core.api.shapes import constant
from voice.conversations.models import Conversation, Message
from voice.conversations.services.notifications import display_name


class PersonOut(Shape):
    id = PublicId()
    name = serializers.SerializerMethodField()

    def get_name(self, user: User) -> str:
        return display_name(user)


class AgentNamed(Shape):
    id = PublicId()
    name = serializers.CharField()


class InboxReady(Shape):
    type = constant("ready")
    resumed = serializers.BooleanField(
        help_text="Nothing was missed since `Last-Event-ID`; otherwise read the lists again."
    )


class InboxVisitor(Shape):
    name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)


class InboxConversationCreated(Shape):
    type = constant("conversation.created")
    conversation_id = serializers.CharField()
    agent_id = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=Conversation.Status.choices)
    assigned_to = PersonOut(allow_null=True)
    is_escalated = serializers.BooleanField()
    visitor = InboxVisitor()


class InboxConversationUpdated(InboxConversationCreated):
    type = constant("conversation.updated")


class InboxConversationDeleted(Shape):
    type = constant("conversation.deleted")
    conversation_id = serializers.CharField()


class InboxConversationRead(InboxConversationDeleted):
    type = constant("conversation.read")


class InboxSaid(Shape):
    id = serializers.CharField()
    role = serializers.ChoiceField(choices=Message.Role.choices)
    content = serializers.CharField()
    author = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()


class InboxMessageCreated(Shape):
    type = constant("message.created")
    conversation_id = serializers.CharField()
    message = InboxSaid()


class InboxMessagesDelivered(Shape):
    type = constant("message.delivered")
    conversation_id = serializers.CharField()
    message_ids = serializers.ListField(child=serializers.CharField())


class InboxMessagesRead(InboxMessagesDelivered):
    type = constant("message.read")


class InboxTyping(Shape):
    type = constant("typing")
    conversation_id = serializers.CharField()
    is_typing = serializers.BooleanField()
    by = serializers.ChoiceField(choices=["HUMAN", "VISITOR"])
    name = serializers.CharField(allow_null=True)


InboxEvent = PolymorphicProxySerializer(
    component_name="InboxEvent",
    serializers={
        "ready": InboxReady,
        "conversation.created": InboxConversationCreated,
        "conversation.updated": InboxConversationUpdated,
        "conversation.deleted": InboxConversationDeleted,
        "conversation.read": InboxConversationRead,
        "message.created": InboxMessageCreated,
        "message.delivered": InboxMessagesDelivered,
        "message.read": InboxMessagesRead,
        "typing": InboxTyping,
    },
    resource_type_field_name="type",
)
