"""Shapes of agents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from core.api.fields import Flag, Integer, JsonObject, Number, PublicId
from voice.behaviour import MAX_QUESTION_LENGTH
from voice.models import Agent

FIRST_VERSION = "1.0"


class BehaviorSettings(StrictSerializer):
    tone = Line(max_length=60, required=False)
    response_style = Line(max_length=60, required=False)
    language_mode = Line(max_length=20, required=False)
    system_prompt = Prose(max_length=8_000, required=False, allow_blank=True)


class ResponseConfig(StrictSerializer):
    max_response_length = Integer(
        min_value=50, max_value=4_000, required=False, help_text="Characters."
    )
    confidence_threshold = Number(min_value=0, max_value=1, required=False)
    show_sources = Flag(required=False)


class AgentPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    description = Prose(max_length=1_000, required=False, allow_blank=True)
    agent_type = serializers.ChoiceField(choices=Agent.Type.choices, required=False)
    behavior_settings = BehaviorSettings(required=False)
    response_config = ResponseConfig(required=False)
    conversation_rules = JsonObject(required=False)
    greeting_message = Prose(max_length=1_000, required=False)
    fallback_message = Prose(max_length=1_000, required=False)
    knowledge_collection_ids = serializers.ListField(
        child=Line(max_length=64), max_length=100, required=False
    )


class AgentIn(AgentPatch):
    name = Line(max_length=120)


class AgentFilter(StrictSerializer):
    status = serializers.ChoiceField(choices=Agent.Status.choices, required=False)
    type = serializers.ChoiceField(choices=Agent.Type.choices, required=False, source="agent_type")


class AgentListed(serializers.ModelSerializer[Agent]):
    id = PublicId()
    version = serializers.SerializerMethodField()
    conversation_count = serializers.IntegerField(default=0)

    class Meta:
        model = Agent
        fields = [
            "id",
            "name",
            "status",
            "agent_type",
            "version",
            "conversation_count",
            "created_at",
        ]

    def get_version(self, agent: Agent) -> str:
        """The published version, or the one that the first publish will make."""
        return agent.published_version.number if agent.published_version else FIRST_VERSION


class AgentPage(serializers.Serializer[Any]):
    agents = AgentListed(many=True)
    total = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)


class LinkedCollection(serializers.Serializer[Any]):
    id = PublicId()
    name = serializers.CharField()
    document_count = serializers.IntegerField()


class AgentStats(serializers.Serializer[Any]):
    total_conversations = serializers.IntegerField()
    total_messages = serializers.IntegerField()
    avg_satisfaction = serializers.FloatField(allow_null=True)


class AgentDetail(AgentListed):
    knowledge_collections = LinkedCollection(many=True)
    stats = AgentStats()
    warnings = serializers.ListField(child=serializers.CharField())
    published_at = serializers.SerializerMethodField()

    class Meta(AgentListed.Meta):
        fields = [
            *AgentListed.Meta.fields,
            "description",
            "behavior_settings",
            "response_config",
            "conversation_rules",
            "greeting_message",
            "fallback_message",
            "knowledge_collections",
            "stats",
            "warnings",
            "published_at",
            "updated_at",
        ]

    def get_published_at(self, agent: Agent) -> str | None:
        version = agent.published_version
        return (
            serializers.DateTimeField().to_representation(version.published_at) if version else None
        )


class PublishedOut(serializers.Serializer[Any]):
    message = serializers.CharField()
    version = serializers.CharField()
    published_at = serializers.DateTimeField()


class TurnIn(StrictSerializer):
    role = serializers.ChoiceField(choices=["user", "assistant"])
    content = Prose(max_length=MAX_QUESTION_LENGTH)


class TestIn(StrictSerializer):
    message = Prose(max_length=MAX_QUESTION_LENGTH)
    history = serializers.ListField(child=TurnIn(), max_length=50, required=False)


class SourceOut(serializers.Serializer[Any]):
    document_id = serializers.CharField()
    title = serializers.CharField()
    chunk_preview = serializers.CharField()
    relevance_score = serializers.FloatField()
    page = serializers.IntegerField(allow_null=True)
    heading = serializers.CharField(allow_null=True)
    quote = serializers.CharField()


class TestOut(serializers.Serializer[Any]):
    response = serializers.CharField()
    sources = SourceOut(many=True)
    confidence = serializers.FloatField()
    answered = serializers.BooleanField(
        allow_null=True, help_text="False for the fallback, null for a courtesy."
    )
    response_time_ms = serializers.IntegerField()
