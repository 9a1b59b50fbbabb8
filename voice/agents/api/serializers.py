"""Shapes of agents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core import languages
from core.api import Line, Prose, QuerySerializer, RowField, RowListField, StrictSerializer
from core.api.fields import Flag, Integer, JsonObject, Number, PublicId
from core.api.paging import page_shape
from knowledge.models import Collection
from scheduling.models import Calendar
from voice.agents.models import Agent, AgentVersion
from voice.agents.shapes import AgentListed
from voice.answers.models import KnowledgeScope, Unsupported
from voice.providers.models import Provider

_AUTO = "auto"  # the question's language


class LanguageMode(Line):
    """`auto`, or a language code, with or without a region (`pt-BR`)."""

    default_error_messages = {"language": "Enter an ISO 639-1 language code, such as en, or auto."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        language, _, region = text.partition("-")
        is_region = not region or (len(region) == 2 and region.isascii() and region.isalpha())
        if text != _AUTO and (language not in languages.CODES or not is_region):
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
        help_text="A question that is close to none of them gets the fallback; empty: no limit.",
    )
    blocked_words = serializers.ListField(
        child=Line(max_length=60),
        max_length=100,
        required=False,
        help_text="A question or an answer that contains one gets the fallback.",
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
        help_text="What happens to a model's sentences that no document supports.",
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
        help_text="The effect of failing tests on publishing: none, a warning, or an error.",
    )
    greeting_message = Prose(max_length=1_000, required=False)
    fallback_message = Prose(max_length=1_000, required=False)
    knowledge_collection_ids = RowListField(
        Collection,
        max_length=100,
        required=False,
        source="collections",
        help_text="The collections to answer from; an empty list chooses all of the workspace's.",
    )
    knowledge_scope = serializers.ChoiceField(
        choices=KnowledgeScope.choices,
        required=False,
        help_text="By default SELECTED with `knowledge_collection_ids`, ALL without any.",
    )
    calendar_ids = RowListField(
        Calendar,
        max_length=20,
        required=False,
        source="calendars",
        help_text="The calendars that it may book into, in the order in which it names them.",
    )
    provider_id = RowField(
        Provider,
        required=False,
        source="provider",
        allow_null=True,
        help_text="The provider that phrases answers; null: they are extracted from the documents.",
    )
    fallback_provider_ids = RowListField(
        Provider,
        max_length=5,
        required=False,
        source="fallbacks",
        help_text="Providers asked in this order before answers are extracted.",
    )


class AgentIn(AgentPatch):
    name = Line(max_length=120)


class AgentFilter(QuerySerializer):
    status = serializers.ChoiceField(choices=Agent.Status.choices, required=False)
    type = serializers.ChoiceField(choices=Agent.Type.choices, required=False, source="agent_type")


AgentPage = page_shape("AgentPage", agents=AgentListed)


class AgentVersionOut(serializers.ModelSerializer[AgentVersion]):
    id = PublicId()
    version = serializers.CharField(source="number")
    is_live = serializers.BooleanField(help_text="True for the version that visitors are served.")

    class Meta:
        model = AgentVersion
        fields = ["id", "version", "is_live", "published_at"]


AgentVersionPage = page_shape("AgentVersionPage", versions=AgentVersionOut)
