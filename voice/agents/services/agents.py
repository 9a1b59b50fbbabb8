"""Agents: create, change, copy, delete."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from core.db.constraints import violated_constraint
from core.db.locks import lock_rows
from core.scope import current_workspace_id
from knowledge.models import Collection
from scheduling.models import Calendar
from voice.agents import queries
from voice.agents.errors import AgentInUse, AgentNameTaken, CollectionsNotSelected
from voice.agents.models import Agent, AgentCalendar, AgentCollection, AgentFallback
from voice.agents.services.names import free_name
from voice.answers.models import KnowledgeScope
from voice.providers.models import Provider
from workspaces.services import record, record_change

DEFAULT_GREETING = "Hi! How can I help you today?"
DEFAULT_FALLBACK = "I don't have information on that. Would you like to talk to a human?"
_MERGED = ("behavior_settings", "response_config", "conversation_rules")
_COPIED = (
    *("description", "agent_type", *_MERGED, "greeting_message", "fallback_message"),
    *("provider", "publish_gate", "answers_member_chats"),
)


class AgentFields(TypedDict, total=False):
    """The fields of an agent.

    behavior_settings, response_config, conversation_rules: JSON objects.
    """

    description: str
    agent_type: str
    behavior_settings: dict[str, object]
    response_config: dict[str, object]
    conversation_rules: dict[str, object]
    greeting_message: str
    fallback_message: str
    provider: Provider | None
    publish_gate: str
    answers_member_chats: bool
    copied_from_uuid: uuid.UUID
    package: str


class AgentChanges(AgentFields, total=False):
    name: str


@transaction.atomic
def create_agent(
    *,
    name: str,
    now: datetime,
    collections: Sequence[Collection] = (),
    knowledge_scope: str | None = None,
    calendars: Sequence[Calendar] = (),
    fallbacks: Sequence[Provider] = (),
    **fields: Unpack[AgentFields],
) -> Agent:
    """Create a draft.

    knowledge_scope: by default the collections if there are any, else all of the workspace's.

    Raises AgentNameTaken (names are compared ignoring case) or CollectionsNotSelected.
    """
    defaults: AgentFields = {
        "greeting_message": DEFAULT_GREETING,
        "fallback_message": DEFAULT_FALLBACK,
    }
    agent = Agent(
        workspace_id=current_workspace_id(),
        name=name,
        created_at=now,
        updated_at=now,
        knowledge_scope=_scope_of(knowledge_scope, collections),
        **{**defaults, **fields},
    )
    _save(agent)
    _link_collections(agent, collections)
    link_calendars(agent, calendars)
    link_fallbacks(agent, fallbacks)
    record(action="AGENT_CREATED", target=agent.public_id, after={"name": name}, now=now)
    return agent


@transaction.atomic
def change_agent(
    *,
    agent: Agent,
    now: datetime,
    collections: Sequence[Collection] | None = None,
    knowledge_scope: str | None = None,
    calendars: Sequence[Calendar] | None = None,
    fallbacks: Sequence[Provider] | None = None,
    **changes: Unpack[AgentChanges],
) -> Agent:
    """Change the draft; visitors see it after the next publish.

    collections: with no scope given, an empty list chooses all of the workspace's.
    calendars: those that it may book into, in the order to name them.
    fallbacks: the providers to ask, in order, if the agent's own fails.

    Settings objects are merged key by key; omitted keys keep their values. Raises AgentNameTaken or
    CollectionsNotSelected.
    """
    lock_agent(agent)
    before = _settings(agent, changes)
    for field, value in changes.items():
        merged = {**getattr(agent, field), **value} if isinstance(value, dict) else value
        setattr(agent, field, merged)
    agent.updated_at = now
    _save(agent, update_fields=[*changes, "updated_at"])
    after = _settings(agent, changes)
    if collections is not None or knowledge_scope is not None:
        before |= _knowledge(agent)
        choose_knowledge(agent, collections, knowledge_scope)
        after |= _knowledge(agent)
    if calendars is not None:
        before["calendars"] = _calendar_ids(agent)
        link_calendars(agent, calendars)
        after["calendars"] = _calendar_ids(agent)
    if fallbacks is not None:
        before["fallbacks"] = _fallback_ids(agent)
        link_fallbacks(agent, fallbacks)
        after["fallbacks"] = _fallback_ids(agent)
    record_change(
        action="AGENT_CHANGED", target=agent.public_id, before=before, after=after, now=now
    )
    return agent


@transaction.atomic
def copy_agent(*, agent: Agent, now: datetime) -> Agent:
    """Create a draft from the agent's draft, under a free name."""
    lock_agent(agent)
    copy = create_agent(
        name=free_name(agent.name, Agent.objects.all(), label="copy"),
        collections=list(agent.collections.order_by("pk")),
        knowledge_scope=agent.knowledge_scope,
        calendars=queries.calendars_of(agent),
        now=now,
        **{field: getattr(agent, field) for field in _COPIED},
    )
    link_fallbacks(copy, queries.fallbacks_of(agent))
    return copy


@transaction.atomic
def delete_agent(*, agent: Agent, now: datetime) -> None:
    """Delete the agent with its versions, evaluation cases and conversations.

    Raises AgentInUse for one that was published and is not archived.
    """
    lock_agent(agent)
    if agent.published_version is not None and agent.status != Agent.Status.ARCHIVED:
        raise AgentInUse
    name, public_id = agent.name, agent.public_id
    agent.delete()
    record(action="AGENT_DELETED", target=public_id, before={"name": name}, now=now)


def lock_agent(agent: Agent) -> None:
    """Lock the agent until the transaction ends and reload it."""
    agent.refresh_from_db(from_queryset=lock_rows(Agent.objects.all()))


def _save(agent: Agent, *, update_fields: list[str] | None = None) -> None:
    """update_fields: None for a new agent."""
    try:
        with transaction.atomic():
            agent.save(force_insert=update_fields is None, update_fields=update_fields)
    except IntegrityError as error:
        if violated_constraint(error) == "one_agent_per_name_and_workspace":
            raise AgentNameTaken(field="name", name=agent.name) from error
        raise


def choose_knowledge(
    agent: Agent, collections: Sequence[Collection] | None, knowledge_scope: str | None = None
) -> None:
    """Choose what the agent answers from, as `change_agent` takes it.

    collections: None keeps those of a selection.
    """
    agent.knowledge_scope = _scope_of(knowledge_scope, collections or ())
    agent.save(update_fields=["knowledge_scope"])
    if collections is not None or agent.knowledge_scope == KnowledgeScope.ALL:
        _link_collections(agent, collections or ())


def _scope_of(chosen: str | None, collections: Sequence[Collection]) -> str:
    """The chosen scope; by default the collections if there are any, else ALL."""
    if chosen == KnowledgeScope.ALL and collections:
        raise CollectionsNotSelected(field="knowledge_scope")
    return chosen or (KnowledgeScope.SELECTED if collections else KnowledgeScope.ALL)


def _link_collections(agent: Agent, collections: Sequence[Collection]) -> None:
    AgentCollection.objects.filter(agent=agent).delete()
    AgentCollection.objects.bulk_create(
        AgentCollection(workspace_id=agent.workspace_id, agent=agent, collection=collection)
        for collection in collections
    )


def link_calendars(agent: Agent, calendars: Sequence[Calendar]) -> None:
    """Replace the calendars that the agent may book into, in this order."""
    AgentCalendar.objects.filter(agent=agent).delete()
    AgentCalendar.objects.bulk_create(
        AgentCalendar(
            workspace_id=agent.workspace_id, agent=agent, calendar=calendar, position=position
        )
        for position, calendar in enumerate(calendars)
    )


@transaction.atomic
def assign_calendar(*, calendar: Calendar, agent: Agent | None) -> None:
    """Let this agent, and no other, book into the calendar; None: no agent does."""
    links = AgentCalendar.objects.filter(calendar=calendar)
    links.exclude(agent=agent).delete()
    if agent is not None and not links.exists():
        AgentCalendar.objects.create(
            workspace_id=calendar.workspace_id,
            agent=agent,
            calendar=calendar,
            position=AgentCalendar.objects.filter(agent=agent).count(),
        )


def link_fallbacks(agent: Agent, providers: Sequence[Provider]) -> None:
    """Replace the agent's fallback providers, in this order."""
    AgentFallback.objects.filter(agent=agent).delete()
    AgentFallback.objects.bulk_create(
        AgentFallback(
            workspace_id=agent.workspace_id, agent=agent, provider=provider, position=position
        )
        for position, provider in enumerate(providers)
    )


def _knowledge(agent: Agent) -> dict[str, object]:
    """What the agent answers from, as the audit log records it."""
    collections = [collection.public_id for collection in agent.collections.order_by("pk")]
    return {"knowledge_scope": agent.knowledge_scope, "collections": collections}


def _settings(agent: Agent, names: Iterable[str]) -> dict[str, Any]:
    """These fields as the audit log records them."""
    found = {name: getattr(agent, name) for name in names}
    if "provider" in found and agent.provider is not None:
        found["provider"] = agent.provider.public_id
    return found


def _calendar_ids(agent: Agent) -> list[str]:
    """Public ids of the calendars that the agent may book into."""
    return [calendar.public_id for calendar in queries.calendars_of(agent)]


def _fallback_ids(agent: Agent) -> list[str]:
    """Public ids of the agent's fallback providers."""
    return [provider.public_id for provider in queries.fallbacks_of(agent)]
