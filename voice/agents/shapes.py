"""The wire shapes of agents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api.fields import PublicId, Shape
from voice.agents import queries
from voice.agents.models import Agent

FIRST_VERSION = "1.0"


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
        """The published version, or the number that the first publish will give."""
        return agent.published_version.number if agent.published_version else FIRST_VERSION


class AgentRow(AgentListed):
    provider_id = serializers.CharField(source="provider.public_id", default=None, allow_null=True)
    published_at = serializers.SerializerMethodField()

    class Meta(AgentListed.Meta):
        fields = [
            *AgentListed.Meta.fields,
            "description",
            "behavior_settings",
            "response_config",
            "conversation_rules",
            "publish_gate",
            "knowledge_scope",
            "greeting_message",
            "fallback_message",
            "provider_id",
            "published_at",
            "updated_at",
        ]

    def get_published_at(self, agent: Agent) -> str | None:
        version = agent.published_version
        return (
            serializers.DateTimeField().to_representation(version.published_at) if version else None
        )


class LinkedCollection(Shape):
    id = PublicId()
    name = serializers.CharField()
    document_count = serializers.IntegerField()


class LinkedCalendar(Shape):
    id = PublicId()
    name = serializers.CharField()
    time_zone = serializers.CharField()


class AgentStats(Shape):
    total_conversations = serializers.IntegerField()
    total_messages = serializers.IntegerField()
    avg_satisfaction = serializers.FloatField(allow_null=True)


class AgentDetail(AgentRow):
    knowledge_collections = LinkedCollection(many=True)
    calendars = LinkedCalendar(many=True)
    fallback_provider_ids = serializers.ListField(child=serializers.CharField())
    stats = AgentStats()
    warnings = serializers.ListField(child=serializers.CharField())

    class Meta(AgentRow.Meta):
        fields = [
            *AgentRow.Meta.fields,
            "knowledge_collections",
            "calendars",
            "fallback_provider_ids",
            "stats",
            "warnings",
        ]

    # detail: a `queries.AgentDetail`
    def to_representation(self, detail: Any) -> dict[str, Any]:
        return {
            **AgentRow(detail.agent).data,
            "conversation_count": detail.statistics.total_conversations,
            "knowledge_collections": LinkedCollection(detail.collections, many=True).data,
            "calendars": LinkedCalendar(detail.calendars, many=True).data,
            "fallback_provider_ids": [each.public_id for each in detail.fallbacks],
            "stats": AgentStats(detail.statistics).data,
            "warnings": detail.warnings,
        }


def agent_json(agent: Agent) -> Any:
    """agent: as `queries.agent_detail` takes it."""
    detail: Any = queries.agent_detail(agent)
    return AgentDetail(detail).data
