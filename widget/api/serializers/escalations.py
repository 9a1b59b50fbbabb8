"""Shapes of visitors' requests for a human."""

from __future__ import annotations

from rest_framework import serializers

from core.api import Line, Prose, QuerySerializer, RowField, StrictSerializer, TolerantSerializer
from core.api.fields import Email, PublicId, Shape
from core.api.paging import page_shape
from voice.agents.models import Agent
from voice.conversations.shapes import AgentNamed, PersonOut
from widget.api.serializers.chat import SessionKey
from widget.models import Escalation
from workspaces import queries as workspaces


class EscalateIn(TolerantSerializer):
    agent_id = Line(max_length=64)
    session_id = SessionKey(required=False, allow_null=True)
    email = Email()
    message = Prose(max_length=4_000)
    name = Line(max_length=120, required=False, allow_blank=True)


class EscalatedOut(Shape):
    id = serializers.CharField()
    status = serializers.ChoiceField(choices=Escalation.Status.choices)
    message = serializers.CharField()
    session_id = serializers.CharField()


class EscalationFilter(QuerySerializer):
    status = serializers.ChoiceField(choices=Escalation.Status.choices, required=False)
    agent_id = RowField(Agent, source="agent", required=False)


class EscalationPatch(StrictSerializer):
    status = serializers.ChoiceField(choices=Escalation.Status.choices, required=False)
    assigned_to = RowField(
        workspaces.people,
        source="handled_by",
        required=False,
        allow_null=True,
        help_text="A member's user id, or null.",
    )


class EscalationOut(serializers.ModelSerializer[Escalation]):
    id = PublicId()
    agent = AgentNamed()
    conversation_id = PublicId(source="conversation.public_id")
    contact_id = PublicId(source="contact.public_id", default=None, allow_null=True)
    assigned_to = PersonOut(allow_null=True, source="handled_by")

    class Meta:
        model = Escalation
        fields = [
            "id",
            "agent",
            "conversation_id",
            "contact_id",
            "name",
            "email",
            "message",
            "status",
            "assigned_to",
            "created_at",
            "resolved_at",
        ]


EscalationPage = page_shape("EscalationPage", escalations=EscalationOut)
