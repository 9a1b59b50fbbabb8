"""Reads about agents. All need a scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Count, Expression, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from knowledge.models import Collection
from knowledge.queries.dependents import Dependent
from scheduling.models import Calendar
from voice.agents.models import Agent, AgentCalendar, AgentFallback, AgentVersion
from voice.answers.models import (
    DEFAULT_LENGTH,
    DEFAULT_THRESHOLD,
    Behavior,
    KnowledgeScope,
    Unsupported,
)
from voice.providers.models import Provider

_VERSION_NUMBER = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")

# Measures of rooms above; see `register_measures`.
_measures: list[AgentMeasures] = []


@dataclass(frozen=True, slots=True)
class AgentStatistics:
    """avg_satisfaction: from 1 to 5; None without feedback."""

    total_conversations: int = 0
    total_messages: int = 0
    avg_satisfaction: float | None = None


class AgentMeasures(Protocol):
    """What a room above measures about agents."""

    def conversation_count(self) -> Combinable | Expression:
        """The number of conversations of the agent that is the outer row."""

    def statistics(self, agent: Agent) -> AgentStatistics: ...


@dataclass(frozen=True, slots=True)
class AgentDetail:
    """An agent's draft with its related objects.

    warnings: settings that do not work as configured.
    """

    agent: Agent
    collections: list[Collection]
    calendars: list[Calendar]
    fallbacks: list[Provider]
    statistics: AgentStatistics
    warnings: list[str]


def register_measures(measures: AgentMeasures) -> None:
    """Register what a room above measures about agents.

    Called by that room's `AppConfig.ready`, since nothing here may import it.
    """
    _measures[:] = [measures]


def agents(*, status: str | None = None, agent_type: str | None = None) -> QuerySet[Agent]:
    """The agents in scope with `conversation_count` and their published version."""
    count = _measures[0].conversation_count() if _measures else Value(0)
    rows: QuerySet[Agent] = Agent.objects.select_related("published_version").annotate(
        conversation_count=count
    )
    if status is not None:
        rows = rows.filter(status=status)
    if agent_type is not None:
        rows = rows.filter(agent_type=agent_type)
    return rows


def agent_detail(agent: Agent) -> AgentDetail:
    """The agent with its related objects; some seven queries."""
    fallbacks = fallbacks_of(agent)
    providers = fallbacks if agent.provider is None else [agent.provider, *fallbacks]
    collections = list(collections_of(agent))
    return AgentDetail(
        agent=agent,
        collections=collections,
        calendars=calendars_of(agent),
        fallbacks=fallbacks,
        statistics=_measures[0].statistics(agent) if _measures else AgentStatistics(),
        warnings=[*_knowledge_warnings(agent, collections), *warnings_of(providers)],
    )


def collections_of(agent: Agent) -> QuerySet[Collection]:
    """The collections that an agent is linked to, with `document_count`, by name."""
    return (
        Collection.objects.filter(agents=agent)
        .annotate(document_count=Count("documents", distinct=True))
        .order_by("name", "pk")
    )


def calendars_of(agent: Agent) -> list[Calendar]:
    """The calendars that an agent may book into, in the order to name them."""
    linked = AgentCalendar.objects.filter(agent=agent).select_related("calendar")
    return [link.calendar for link in linked.order_by("position", "pk")]


def agents_of_calendars(calendars: Iterable[Calendar]) -> dict[int, Agent]:
    """Calendar's key → an agent that may book into it; calendars without one are left out."""
    links = AgentCalendar.objects.filter(calendar__in=list(calendars)).select_related("agent")
    return {link.calendar_id: link.agent for link in links.order_by("-pk")}


def draft_behavior(agent: Agent) -> Behavior:
    """The behavior of the current draft."""
    behavior, responses = agent.behavior_settings, agent.response_config
    return Behavior(
        name=agent.name,
        greeting_message=agent.greeting_message,
        fallback_message=agent.fallback_message,
        threshold=responses.get("confidence_threshold", DEFAULT_THRESHOLD),
        max_response_length=responses.get("max_response_length", DEFAULT_LENGTH),
        show_sources=responses.get("show_sources", True),
        unsupported_sentences=responses.get("unsupported_sentences", Unsupported.DROP),
        tone=behavior.get("tone", ""),
        response_style=behavior.get("response_style", ""),
        language_mode=behavior.get("language_mode", "auto"),
        system_prompt=behavior.get("system_prompt", ""),
        allowed_topics=behavior.get("allowed_topics", []),
        blocked_words=behavior.get("blocked_words", []),
        knowledge_scope=agent.knowledge_scope,
        collection_ids=list(
            Collection.objects.filter(agents=agent).order_by("pk").values_list("pk", flat=True)
        ),
        calendar_ids=[calendar.pk for calendar in calendars_of(agent)],
        provider_ids=[provider.pk for provider in providers_of(agent)],
    )


def live_behavior(agent: Agent) -> Behavior:
    """The published behavior, or the draft's if there is none."""
    version = agent.published_version
    return draft_behavior(agent) if version is None else version.behavior


def knows_nothing(behavior: Behavior) -> bool:
    """True if none of the collections that this behavior may answer from exists any more."""
    searched = behavior.searched_collections
    return searched is not None and not Collection.objects.filter(pk__in=searched).exists()


def settings_of(behavior: Behavior) -> dict[str, Any]:
    """The draft fields, except the name, that would be published as this behavior."""
    return {
        "greeting_message": behavior.greeting_message,
        "fallback_message": behavior.fallback_message,
        "response_config": {
            "confidence_threshold": behavior.threshold,
            "max_response_length": behavior.max_response_length,
            "show_sources": behavior.show_sources,
            "unsupported_sentences": behavior.unsupported_sentences,
        },
        "behavior_settings": {
            "tone": behavior.tone,
            "response_style": behavior.response_style,
            "language_mode": behavior.language_mode,
            "system_prompt": behavior.system_prompt,
            "allowed_topics": behavior.allowed_topics,
            "blocked_words": behavior.blocked_words,
        },
    }


def versions_of(agent: Agent) -> QuerySet[AgentVersion]:
    """All published versions of an agent, with `is_live`."""
    return AgentVersion.objects.filter(agent=agent).annotate(
        is_live=Q(pk=agent.published_version_id) if agent.published_version_id else Value(False)
    )


def version_of(agent: Agent, number: str) -> AgentVersion | None:
    """The agent's version with this number, such as `1.0`."""
    named = _VERSION_NUMBER.fullmatch(number)
    if named is None:
        return None
    major, minor = map(int, named.groups())
    return AgentVersion.objects.filter(agent=agent, major=major, minor=minor).first()


def providers_of(agent: Agent) -> list[Provider]:
    """The providers that an agent asks, in order; empty if it always extracts."""
    fallbacks = fallbacks_of(agent)
    return fallbacks if agent.provider is None else [agent.provider, *fallbacks]


def fallbacks_of(agent: Agent) -> list[Provider]:
    """The providers asked in turn after the agent's own fails."""
    linked = AgentFallback.objects.filter(agent=agent).select_related("provider")
    return [link.provider for link in linked.order_by("position", "pk")]


def warnings_of(providers: Sequence[Provider]) -> list[str]:
    """Warnings for an agent with these providers: settings that do not work as configured."""
    return [
        f"The provider “{provider.name}” has no key or is switched off: "
        "the next one is asked, or answers are extracted from the documents instead."
        for provider in providers
        if not provider.is_usable
    ]


def _knowledge_warnings(agent: Agent, collections: Sequence[Collection]) -> Iterator[str]:
    """collections: those of the draft."""
    if agent.knowledge_scope == KnowledgeScope.SELECTED and not collections:
        yield (
            "The draft has no collections to answer from: it gives the fallback message and cannot "
            "be published. Select collections, or all of the workspace's."
        )
    version = agent.published_version
    if version is not None and knows_nothing(version.behavior):
        yield (
            f"The collections of the published version {version.number} have been deleted: "
            "visitors get the fallback message. Publish the agent with other collections."
        )


def dependents_on(collection: Collection) -> list[Dependent]:
    """The agents that can answer from nothing else; in three queries."""
    rest = Collection.objects.exclude(pk=collection.pk)
    unarchived = Agent.objects.exclude(status=Agent.Status.ARCHIVED).order_by("pk")
    drafts = unarchived.filter(
        knowledge_scope=KnowledgeScope.SELECTED, collections=collection
    ).exclude(collections__in=rest)
    found = [
        Dependent(
            agent.public_id,
            f"The draft of the agent “{agent.name}” has no other collection: it gives the fallback "
            "message and cannot be published until it gets one.",
        )
        for agent in drafts
    ]
    frozen = {"knowledge_scope": KnowledgeScope.SELECTED, "collection_ids": [collection.pk]}
    served = unarchived.filter(published_version__frozen_behavior__contains=frozen)
    left = set(rest.values_list("pk", flat=True))
    return found + [
        Dependent(
            agent.public_id,
            f"Visitors of the agent “{agent.name}” get the fallback message: the published version "
            "has no other collection.",
        )
        for agent in served.select_related("published_version")
        if left.isdisjoint(live_behavior(agent).collection_ids)
    ]
