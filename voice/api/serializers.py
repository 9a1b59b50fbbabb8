"""Shapes of agents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, Prose, StrictSerializer
from core.api.fields import Flag, Integer, JsonObject, Number, PublicId
from voice import languages
from voice.behaviour import Unsupported
from voice.models import Agent

FIRST_VERSION = "1.0"


class LanguageMode(Line):
    """`auto`, or the code of a language, with a region or without (`pt-BR`)."""

    default_error_messages = {
        "language": "Name a language by its ISO 639-1 code, such as en, or say auto."
    }

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        language, _, region = text.partition("-")
        is_region = not region or (len(region) == 2 and region.isascii() and region.isalpha())
        if text != languages.AUTO and (language not in languages.CODES or not is_region):
            self.fail("language")
        return text


class BehaviorSettings(StrictSerializer):
    tone = Line(max_length=60, required=False)
    response_style = Line(max_length=60, required=False)
    language_mode = LanguageMode(max_length=20, required=False)
    system_prompt = Prose(max_length=8_000, required=False, allow_blank=True)
    allowed_topics = serializers.ListField(
        child=Line(max_length=120),
        max_length=20,
        required=False,
        help_text="A question that is close to none of them gets the fallback; none: no limit.",
    )
    blocked_words = serializers.ListField(
        child=Line(max_length=60),
        max_length=100,
        required=False,
        help_text="A question or an answer that holds one becomes the fallback.",
    )


class ResponseConfig(StrictSerializer):
    max_response_length = Integer(
        min_value=50, max_value=4_000, required=False, help_text="Characters."
    )
    confidence_threshold = Number(min_value=0, max_value=1, required=False)
    show_sources = Flag(required=False)
    unsupported_sentences = serializers.ChoiceField(
        choices=[each.value for each in Unsupported],
        required=False,
        help_text="What becomes of a model's sentences that no document bears out.",
    )


class AgentPatch(StrictSerializer):
    name = Line(max_length=120, required=False)
    description = Prose(max_length=1_000, required=False, allow_blank=True)
    agent_type = serializers.ChoiceField(choices=Agent.Type.choices, required=False)
    behavior_settings = BehaviorSettings(required=False)
    response_config = ResponseConfig(required=False)
    conversation_rules = JsonObject(required=False)
    publish_gate = serializers.ChoiceField(
        choices=Agent.Gate.choices,
        required=False,
        help_text="What failing tests mean for publishing: nothing, a warning, a refusal.",
    )
    greeting_message = Prose(max_length=1_000, required=False)
    fallback_message = Prose(max_length=1_000, required=False)
    knowledge_collection_ids = serializers.ListField(
        child=Line(max_length=64), max_length=100, required=False
    )
    provider_id = Line(
        max_length=64,
        required=False,
        allow_null=True,
        help_text="Who words the answers; null: they are extracted from the documents.",
    )
    fallback_provider_ids = serializers.ListField(
        child=Line(max_length=64),
        max_length=5,
        required=False,
        help_text="Who steps in, in this order, before answers are extracted.",
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
    provider_id = serializers.CharField(
        source="provider.name_outside", default=None, allow_null=True
    )
    fallback_provider_ids = serializers.ListField(child=serializers.CharField())
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
            "publish_gate",
            "greeting_message",
            "fallback_message",
            "knowledge_collections",
            "provider_id",
            "fallback_provider_ids",
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
