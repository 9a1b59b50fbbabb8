"""Workspaces with the related data that the contract shows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from accounts.models import User
from compat.stella.serializers import AgentOut, WorkspaceOut
from voice.conversations.queries import chats
from workspaces import queries


def shown_workspaces(found: Any, *, user: User) -> list[Any]:
    """The workspaces of `found`, a queryset in scope, as the user sees them, in two queries."""
    agents: dict[int, dict[str, Any]] = defaultdict(dict)
    for agent in chats.member_chat_agents():
        agents[agent.workspace_id][chats.listed_id(agent)] = AgentOut(agent).data
    rows = found.annotate(owner=queries.owner_of_each(), last_chat=chats.last_chat_of(user))
    return list(WorkspaceOut(rows, many=True, context={"agents": agents}).data)
