"""A workspace as this door shows it, a good request for every route, and who may send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.tests.factories import PASSWORD
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

EVERYBODY = {"OWNER", "ADMIN", "MEMBER", "VIEWER"}


@dataclass(frozen=True)
class World:
    """owner: of the workspace. ids: by the name of the path's parameter."""

    owner: Person
    workspace: Workspace
    ids: dict[str, str]


def make_world(owner: Person, name: str) -> World:
    workspace = make_workspace(owner, name=name)
    return World(owner, workspace, {"workspace_id": workspace.name_outside})


# A good body for every operation that takes one, with every field it knows.
BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "Auth.register": lambda _: {"email": "new@example.com", "password": PASSWORD},
    "Auth.login": lambda world: {"email": world.owner.user.email, "password": PASSWORD},
    "User.update": lambda _: {"email": "moved@example.com"},
    "Workspaces.create": lambda _: {"name": "Second"},
    "WorkspaceDetail.rename": lambda _: {"name": "Renamed"},
}
NULLABLE = {"name"}  # only where the body is optional; a rename misses it and says so

# Who may use each route of a workspace, as the contract has it.
ROLES: dict[str, set[str]] = {
    "WorkspaceDetail.retrieve": EVERYBODY,
    "WorkspaceDetail.destroy": {"OWNER"},
    "WorkspaceDetail.rename": {"OWNER"},
}
