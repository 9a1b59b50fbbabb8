"""Agents: make, change, publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from core.db.constraints import violated
from core.scope import current_workspace_id
from knowledge.models import Collection
from voice import queries
from voice.errors import AgentNameTaken
from voice.models import Agent, AgentCollection, AgentVersion
from workspaces.services import record, record_change

DEFAULT_GREETING = "Hi! How can I help you today?"
DEFAULT_FALLBACK = "I don't have information on that. Would you like to talk to a human?"
_MERGED = ("behavior_settings", "response_config", "conversation_rules")


@transaction.atomic
def create_agent(
    *, name: str, now: datetime, collections: Sequence[Collection] = (), **fields: Any
) -> Agent:
    """A draft. Raises AgentNameTaken; upper and lower case do not make names different."""
    defaults = {"greeting_message": DEFAULT_GREETING, "fallback_message": DEFAULT_FALLBACK}
    agent = Agent(
        workspace_id=current_workspace_id(),
        name=name,
        created_at=now,
        updated_at=now,
        **{**defaults, **fields},
    )
    _save(agent, force_insert=True)
    _link(agent, collections)
    record(action="AGENT_CREATED", target=agent.name_outside, after={"name": name}, now=now)
    return agent


@transaction.atomic
def change_agent(
    *,
    agent: Agent,
    now: datetime,
    collections: Sequence[Collection] | None = None,
    **changes: Any,
) -> Agent:
    """Change the draft; visitors see it with the next publish.

    Settings objects are merged key by key, so that a caller who knows one key keeps the others.
    Raises AgentNameTaken.
    """
    _lock(agent)
    before = {field: getattr(agent, field) for field in changes}
    for field, value in changes.items():
        merged = {**getattr(agent, field), **value} if field in _MERGED else value
        setattr(agent, field, merged)
    agent.updated_at = now
    _save(agent, update_fields=[*changes, "updated_at"])
    after = {field: getattr(agent, field) for field in changes}
    if collections is not None:
        before["collections"] = _linked(agent)
        AgentCollection.objects.filter(agent=agent).delete()
        _link(agent, collections)
        after["collections"] = _linked(agent)
    record_change(
        action="AGENT_CHANGED", target=agent.name_outside, before=before, after=after, now=now
    )
    return agent


@transaction.atomic
def publish_agent(*, agent: Agent, now: datetime) -> AgentVersion:
    """Freeze the draft as the next version (1.0, 1.1, …) and have visitors meet it."""
    _lock(agent)
    rows = AgentVersion.objects.filter(agent=agent, major=1)
    last = rows.aggregate(last=Max("minor"))["last"]
    version = AgentVersion.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        minor=0 if last is None else last + 1,
        behaviour=queries.behaviour_of(agent).as_json(),
        published_at=now,
    )
    Agent.objects.filter(pk=agent.pk).update(
        status=Agent.Status.PUBLISHED, published_version=version, updated_at=now
    )
    agent.refresh_from_db()
    record(
        action="AGENT_PUBLISHED",
        target=agent.name_outside,
        after={"version": version.number},
        now=now,
    )
    return version


def _lock(agent: Agent) -> None:
    """Read the agent as it is now, and will stay until the transaction ends."""
    agent.refresh_from_db(from_queryset=Agent.objects.select_for_update(of=("self",)))


def _save(agent: Agent, **how: Any) -> None:
    try:
        with transaction.atomic():
            agent.save(**how)
    except IntegrityError as error:
        if violated(error) == "one_agent_per_name_and_workspace":
            raise AgentNameTaken(field="name", name=agent.name) from error
        raise


def _link(agent: Agent, collections: Sequence[Collection]) -> None:
    AgentCollection.objects.bulk_create(
        AgentCollection(workspace_id=agent.workspace_id, agent=agent, collection=collection)
        for collection in collections
    )


def _linked(agent: Agent) -> list[str]:
    """Public ids of the agent's collections."""
    return [collection.name_outside for collection in agent.collections.order_by("pk")]
