"""A workspace at this door, a valid request for every route, and who may send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.tests.factories import PASSWORD
from core.scope import workspace_scope
from voice.agents.tests.factories import make_agent
from voice.conversations.services.member_chats import start_chat
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

EVERYBODY = {"OWNER", "ADMIN", "MEMBER", "VIEWER"}


@dataclass(frozen=True)
class World:
    """owner: of the workspace. ids: by the name of the path's parameter.

    agent: in the workspace's member chats. chat: one started there by the owner.
    """

    owner: Person
    workspace: Workspace
    ids: dict[str, str]
    agent: str
    chat: str


def make_world(owner: Person, name: str) -> World:
    workspace = make_workspace(owner, name=name)
    agent = make_agent(workspace)
    with workspace_scope(workspace.pk):
        chat = start_chat(by=owner.user, now=timezone.now())
    ids = {"workspace_id": workspace.public_id}
    return World(owner, workspace, ids, agent.public_id, chat.public_id)


# A valid body with every field, for every operation that takes one.
BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "Auth.register": lambda _: {"email": "new@example.com", "password": PASSWORD},
    "Auth.login": lambda world: {"email": world.owner.user.email, "password": PASSWORD},
    "User.update": lambda _: {"email": "moved@example.com"},
    "Workspaces.create": lambda _: {"name": "Second"},
    "WorkspaceDetail.rename": lambda _: {"name": "Renamed"},
    "WorkspaceAgents.add": lambda world: {"agent_id": world.agent},
    "WorkspaceAgents.remove": lambda world: {"agent_id": world.agent},
    "WorkspaceAgents.coordinate": lambda world: {"agent_id": world.agent},
}
NULLABLE = {"name"}  # only where the body is optional; a rename requires it

# A valid query for every operation that needs one.
QUERIES: dict[str, Callable[[World], dict[str, str]]] = {
    "Chat.create": lambda world: {"workspace_id": world.workspace.public_id},
    "Chat.retrieve": lambda world: {"chat_id": world.chat},
    "Chat.destroy": lambda world: {"chat_id": world.chat},
    "Chat.authorize": lambda world: {"chat_id": world.chat},
    "Chat.authorize_message": lambda world: {"chat_id": world.chat},
    "Agents.download": lambda _: {"query": "it-helpdesk"},
}

# The roles that the contract allows on each route of a workspace.
ROLES: dict[str, set[str]] = {
    "WorkspaceDetail.retrieve": EVERYBODY,
    "WorkspaceDetail.destroy": {"OWNER"},
    "WorkspaceDetail.rename": {"OWNER"},
    "WorkspaceDetail.chats": EVERYBODY,
    "WorkspaceAgents.add": {"OWNER"},
    "WorkspaceAgents.remove": {"OWNER"},
    "WorkspaceAgents.coordinate": {"OWNER"},
    "Chat.create": {"OWNER"},
    "Chat.retrieve": {"OWNER"},  # its creator
    "Chat.destroy": {"OWNER"},
    "Chat.authorize": {"OWNER"},
    "Chat.authorize_message": {"OWNER"},
}

# The status for everybody else, if it is not 403.
REFUSED: dict[str, int] = {name: 401 for name in ROLES if name.startswith("Chat.")}
