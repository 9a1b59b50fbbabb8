"""The agents that answer in member chats: add, remove, set the coordinator."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from accounts.models import User
from core.access import check_network
from core.actor import current_actor
from core.scope import current_workspace_id
from voice.agents.errors import AgentNotFound
from voice.agents.models import Agent
from voice.agents.services import (
    archive_agent,
    create_agent,
    free_name,
    publish_agent,
    unarchive_agent,
)
from voice.conversations.models import ConversationSettings
from voice.conversations.queries import chats as queries
from workspaces.services import lock_workspace, record


@transaction.atomic
def add_to_member_chats(*, agent_id: uuid.UUID, by: User, now: datetime) -> Agent:
    """Add an agent to the member chats of the workspace in scope; publishes it if it never was.

    agent_id: of an agent of this workspace, or of another of the user's workspaces. Then a copy
        answers, with its settings but without its provider, from all collections of this one,
        shown under the same id.

    Adding again changes nothing. Raises AgentNotFound, or AddressNotAllowed if the other workspace
    does not accept the caller's address.
    """
    lock_workspace()
    agent = Agent.objects.filter(queries.listed_as(agent_id)).first()
    if agent is None:
        agent = _copy(agent_id, by=by, now=now)
    elif agent.status == Agent.Status.ARCHIVED:
        if agent.copied_from_uuid is None:
            raise AgentNotFound
        unarchive_agent(agent=agent, now=now)
    if agent.published_version is None:
        publish_agent(agent=agent, now=now)
    if not agent.answers_member_chats:
        _set_answers_member_chats(agent, True, action="AGENT_ADDED_TO_CHATS", now=now)
    return agent


@transaction.atomic
def remove_from_member_chats(*, agent_id: uuid.UUID, now: datetime) -> None:
    """Remove an agent from the member chats; a copy is archived. Raises AgentNotFound."""
    lock_workspace()
    agent = queries.member_chat_agents().filter(queries.listed_as(agent_id)).first()
    if agent is None:
        raise AgentNotFound
    _set_answers_member_chats(agent, False, action="AGENT_REMOVED_FROM_CHATS", now=now)
    if agent.copied_from_uuid is not None:
        archive_agent(agent=agent, now=now)
    ConversationSettings.objects.filter(coordinator=agent).update(coordinator=None)


@transaction.atomic
def set_coordinator(*, agent_id: uuid.UUID, now: datetime) -> None:
    """Make one of the agents answer what suits none, or two. Raises AgentNotFound."""
    agent = queries.member_chat_agents().filter(queries.listed_as(agent_id)).first()
    if agent is None:
        raise AgentNotFound
    ConversationSettings.objects.update_or_create(
        workspace_id=current_workspace_id(), defaults={"coordinator": agent}
    )
    record(action="CHAT_COORDINATOR_SET", target=agent.public_id, now=now)


def _set_answers_member_chats(agent: Agent, answers: bool, *, action: str, now: datetime) -> None:
    agent.answers_member_chats, agent.updated_at = answers, now
    agent.save(update_fields=["answers_member_chats", "updated_at"])
    record(action=action, target=agent.public_id, now=now)


def _copy(agent_id: uuid.UUID, *, by: User, now: datetime) -> Agent:
    found = queries.agent_of_member(by, agent_id)
    if found is None:
        raise AgentNotFound
    check_network(current_actor().address or "", found.allowed_ips)
    recipe: dict[str, Any] = orjson.loads(found.settings)
    name = free_name(recipe.pop("name"), Agent.objects.all())
    return create_agent(
        name=name, copied_from_uuid=agent_id, answers_member_chats=False, now=now, **recipe
    )
