"""Publishing agents: publish, roll back, archive."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.errors import NotFound
from knowledge.models import Collection
from scheduling.models import Calendar
from voice.agents import queries
from voice.agents.errors import AgentArchived, KnowledgeMissing, VersionNotRestorable
from voice.agents.models import Agent, AgentVersion
from voice.agents.services.agents import (
    choose_knowledge,
    link_calendars,
    link_fallbacks,
    lock_agent,
)
from voice.answers.models import Behavior
from voice.providers.models import Provider
from workspaces.services import record


@transaction.atomic
def publish_agent(*, agent: Agent, now: datetime) -> AgentVersion:
    """Freeze the draft as the next version (1.0, 1.1, …) and serve it to visitors.

    Raises AgentArchived or KnowledgeMissing.
    """
    _lock_unarchived(agent)
    behavior = queries.draft_behavior(agent)
    check_knowledge(behavior)
    rows = AgentVersion.objects.filter(agent=agent, major=1)
    last = rows.aggregate(last=Max("minor"))["last"]
    version = AgentVersion.objects.create(
        workspace_id=agent.workspace_id,
        agent=agent,
        minor=0 if last is None else last + 1,
        frozen_behavior=behavior.as_json(),
        published_at=now,
    )
    _go_live(agent, version, now=now)
    record(
        action="AGENT_PUBLISHED",
        target=agent.public_id,
        after={"version": version.number},
        now=now,
    )
    return version


@transaction.atomic
def roll_back_agent(
    *, agent: Agent, number: str, restore_draft: bool = False, now: datetime
) -> AgentVersion:
    """Serve an earlier published version to visitors again.

    It keeps its number; the next publish creates the next one.
    restore_draft: also copy the version's settings to the draft, which keeps its name, without
        providers, calendars and collections deleted since. Otherwise the draft is unchanged.

    Raises NotFound, AgentArchived or VersionNotRestorable.
    """
    _lock_unarchived(agent)
    before = agent.published_version
    version = queries.version_of(agent, number)
    if version is None:
        raise NotFound(field="version")
    if queries.knows_nothing(version.behavior):
        raise VersionNotRestorable(number=version.number)
    if restore_draft:
        _restore(agent, version)
    _go_live(agent, version, now=now)
    record(
        action="AGENT_ROLLED_BACK",
        target=agent.public_id,
        before={"version": before.number if before else None},
        after={"version": version.number, "draft_restored": restore_draft},
        now=now,
    )
    return version


@transaction.atomic
def archive_agent(*, agent: Agent, now: datetime) -> Agent:
    """Stop serving the agent; its messages and versions stay."""
    lock_agent(agent)
    if agent.status != Agent.Status.ARCHIVED:
        _change_status(agent, Agent.Status.ARCHIVED, action="AGENT_ARCHIVED", now=now)
    return agent


@transaction.atomic
def unarchive_agent(*, agent: Agent, now: datetime) -> Agent:
    """Restore the agent's earlier state: published as last served, or a draft."""
    lock_agent(agent)
    if agent.status == Agent.Status.ARCHIVED:
        was = Agent.Status.DRAFT if agent.published_version is None else Agent.Status.PUBLISHED
        _change_status(agent, was, action="AGENT_UNARCHIVED", now=now)
    return agent


def check_knowledge(behavior: Behavior) -> None:
    """Raise KnowledgeMissing for a draft that could not answer anything."""
    if behavior.searched_collections == []:
        raise KnowledgeMissing


def _lock_unarchived(agent: Agent) -> None:
    lock_agent(agent)
    if agent.status == Agent.Status.ARCHIVED:
        raise AgentArchived


def _go_live(agent: Agent, version: AgentVersion, *, now: datetime) -> None:
    Agent.objects.filter(pk=agent.pk).update(
        status=Agent.Status.PUBLISHED, published_version=version, updated_at=now
    )
    agent.refresh_from_db()


def _change_status(agent: Agent, status: str, *, action: str, now: datetime) -> None:
    before, agent.status, agent.updated_at = agent.status, status, now
    agent.save(update_fields=["status", "updated_at"])
    record(
        action=action,
        target=agent.public_id,
        before={"status": before},
        after={"status": status},
        now=now,
    )


def _restore(agent: Agent, version: AgentVersion) -> None:
    behavior = version.behavior
    for field, value in queries.settings_of(behavior).items():
        setattr(agent, field, value)
    found = Provider.objects.in_bulk(behavior.provider_ids)
    providers = [found[key] for key in behavior.provider_ids if key in found]
    agent.provider = providers[0] if providers else None
    agent.save()
    link_fallbacks(agent, providers[1:])
    calendars = Calendar.objects.in_bulk(behavior.calendar_ids)
    link_calendars(agent, [calendars[key] for key in behavior.calendar_ids if key in calendars])
    collections = Collection.objects.filter(pk__in=behavior.searched_collections or [])
    choose_knowledge(agent, list(collections.order_by("pk")), behavior.knowledge_scope)
