"""Reads about agents and conversations. All need a scope."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from knowledge.models import Collection
from voice.answering import Turn
from voice.behaviour import DEFAULT_LENGTH, DEFAULT_THRESHOLD, Behaviour
from voice.models import Agent, AgentVersion, Conversation, Message

HISTORY_TURNS = 12


def agents(*, status: str | None = None, agent_type: str | None = None) -> QuerySet[Agent]:
    """The agents in scope with `conversation_count` and their published version."""
    conversations = (
        Conversation.objects.filter(agent=OuterRef("pk"))
        .order_by()
        .values("agent")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows: QuerySet[Agent] = Agent.objects.select_related("published_version").annotate(
        conversation_count=Coalesce(Subquery(conversations), Value(0), output_field=IntegerField())
    )
    if status is not None:
        rows = rows.filter(status=status)
    if agent_type is not None:
        rows = rows.filter(agent_type=agent_type)
    return rows


def agent_figures(agent: Agent) -> dict[str, Any]:
    """Numbers for an agent's page. avg_satisfaction is null until feedback has been given."""
    return {
        "total_conversations": Conversation.objects.filter(agent=agent).count(),
        "total_messages": Message.objects.filter(conversation__agent=agent).count(),
        "avg_satisfaction": None,
    }


def collections_of(agent: Agent) -> QuerySet[Collection]:
    """The collections that an agent is linked to, with `document_count`, by name."""
    return (
        Collection.objects.filter(agents=agent)
        .annotate(document_count=Count("documents", distinct=True))
        .order_by("name", "pk")
    )


def behaviour_of(agent: Agent) -> Behaviour:
    """The draft as it stands now."""
    behaviour, responses = agent.behavior_settings, agent.response_config
    return Behaviour(
        name=agent.name,
        greeting_message=agent.greeting_message,
        fallback_message=agent.fallback_message,
        threshold=responses.get("confidence_threshold", DEFAULT_THRESHOLD),
        max_response_length=responses.get("max_response_length", DEFAULT_LENGTH),
        show_sources=responses.get("show_sources", True),
        tone=behaviour.get("tone", ""),
        response_style=behaviour.get("response_style", ""),
        language_mode=behaviour.get("language_mode", "auto"),
        system_prompt=behaviour.get("system_prompt", ""),
        collection_ids=list(
            Collection.objects.filter(agents=agent).order_by("pk").values_list("pk", flat=True)
        ),
        provider_id=agent.provider_id,
    )


def published_behaviour(version: AgentVersion) -> Behaviour:
    """What was frozen when the version was published."""
    return Behaviour(**version.behaviour)


def history_before(message: Message) -> list[Turn]:
    """The last turns before a message, oldest first."""
    rows = Message.objects.filter(
        conversation=message.conversation_id,
        pk__lt=message.pk,
        state=Message.State.COMPLETED,
    ).order_by("-pk")[:HISTORY_TURNS]
    return [
        Turn(role="user" if row.role == Message.Role.USER else "assistant", content=row.content)
        for row in reversed(rows)
    ]


def warnings_of(agent: Agent) -> list[str]:
    """What its owner should know: things that work, but not as configured."""
    provider = agent.provider
    if provider is None or (provider.is_active and provider.api_key):
        return []
    return [
        f"The provider “{provider.name}” has no key or is switched off: "
        "answers are extracted from the documents instead."
    ]
