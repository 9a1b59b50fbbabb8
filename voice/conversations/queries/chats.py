"""Reads about member chats and the agents that answer in them.

They need a scope unless they say otherwise.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core import ids
from voice.agents.models import Agent
from voice.answering import Turn
from voice.conversations.models import (
    BookingDialogue,
    Conversation,
    ConversationSettings,
    Message,
)

OPEN_CHAT = "open_chat"  # SQL function; see `core.scope.granted_scope`
TURNS = 12


def chats() -> Any:
    """The member chats in scope, of all members."""
    rows = Conversation.objects.filter(channel=Conversation.Channel.CHAT)
    return rows.select_related("started_by")


def chat_exists(chat_uuid: uuid.UUID) -> bool:
    """True if a chat with this id exists in any workspace. Needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT chat_exists(%s)", [chat_uuid])
        return bool(cursor.fetchone()[0])


def last_chat_of(user: User) -> Subquery:
    """Public id of the chat in the outer row's workspace that the user last created or joined."""
    rows = chats().filter(workspace=OuterRef("pk"), started_by=user)
    latest = Coalesce("joined_at", "started_at").desc()
    return Subquery(rows.order_by(latest, "-pk").values("uuid")[:1])


def member_chat_agents() -> QuerySet[Agent]:
    """The agents that answer in member chats of the workspaces in scope."""
    rows: QuerySet[Agent] = Agent.objects.filter(
        status=Agent.Status.PUBLISHED, answers_member_chats=True
    )
    return rows.select_related("published_version").order_by("pk")


def addable_agents() -> QuerySet[Agent]:
    """Every agent in scope that could be added to member chats; originals before their copies."""
    rows: QuerySet[Agent] = Agent.objects.exclude(status=Agent.Status.ARCHIVED)
    return rows.order_by(F("copied_from_uuid").asc(nulls_first=True), "pk")


def listed_id(agent: Agent) -> str:
    """Public id shown for the agent: the original's for a copy."""
    return ids.encode(Agent.id_prefix, agent.copied_from_uuid or agent.uuid)


def listed_as(agent_uuid: uuid.UUID) -> Q:
    """Filter for the agent shown under this id."""
    return Q(copied_from_uuid=agent_uuid) | Q(copied_from_uuid=None, uuid=agent_uuid)


def coordinator_in_scope() -> int | None:
    """Key of the coordinator of the workspace in scope; None without one."""
    found = ConversationSettings.objects.values_list("coordinator", flat=True).first()
    return None if found is None else int(found)


def booking_agent(chat_id: int) -> int | None:
    """Key of the agent with which an appointment is being booked in a chat; None without one."""
    rows = BookingDialogue.objects.filter(conversation=chat_id, is_open=True)
    found = rows.values_list("agent", flat=True).first()
    return None if found is None else int(found)


def pending_answers(chat: Conversation) -> QuerySet[Message]:
    """Answers of the chat that are being generated, oldest first."""
    rows: QuerySet[Message] = Message.objects.filter(
        conversation=chat, state=Message.State.GENERATING
    )
    return rows.order_by("pk")


def recent_turns(chat_id: int) -> list[Turn]:
    """The last turns of a chat, oldest first."""
    rows = Message.objects.filter(conversation=chat_id, state=Message.State.COMPLETED)
    return [
        Turn(role="user" if row.role == Message.Role.USER else "assistant", content=row.content)
        for row in reversed(rows.order_by("-pk")[:TURNS])
    ]


@dataclass(frozen=True, slots=True)
class AgentElsewhere:
    """An agent in any of the user's workspaces.

    allowed_ips: those of that workspace. settings: JSON.
    """

    allowed_ips: Any
    settings: str


def agent_of_member(user: User, agent_uuid: uuid.UUID) -> AgentElsewhere | None:
    """The agent with this id in any of the user's workspaces. Needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM agent_of_member(%s, %s)", [user.pk, agent_uuid])
        row = cursor.fetchone()
    return None if row is None else AgentElsewhere(*row)
