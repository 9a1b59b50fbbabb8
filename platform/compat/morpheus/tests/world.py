"""A customer with a team, and a valid body for every operation of the morpheus door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.services import request_registration, start_session
from accounts.tests.factories import PASSWORD
from accounts.tests.mailbox import mailed_tokens
from workspaces.models import Workspace
from workspaces.tests.factories import (
    Person,
    add_member,
    allow_networks,
    make_person,
    make_workspace,
)


@dataclass(frozen=True)
class World:
    """ids: by the name of the path's parameter."""

    owner: Person
    workspace: Workspace
    ids: dict[str, str]


NETWORKS = ["127.0.0.1", "203.0.113.0/24"]


def make_world(owner: Person, name: str) -> World:
    workspace = make_workspace(owner, name=name)
    allow_networks(workspace, NETWORKS)
    colleague = make_person(f"colleague-at-{workspace.slug}")
    add_member(workspace, colleague, "MEMBER")
    return World(owner, workspace, {"user_id": str(colleague.user.uuid)})


def _registration(_: World) -> dict[str, str]:
    email = "newcomer@example.com"
    request_registration(email=email, now=timezone.now())
    return {"token": mailed_tokens(email)[-1], "name": "New Comer", "password": "SecurePass123!"}


def _refresh_token(world: World) -> dict[str, str]:
    signed_in = start_session(
        user=world.owner.user, user_agent="", address="127.0.0.1", now=timezone.now()
    )
    return {"refreshToken": signed_in.refresh_token}


# With every field of the operation.
BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "Auth.request_verification": lambda _: {"email": "new@example.com"},
    "Auth.complete": _registration,
    "Auth.login": lambda world: {"email": world.owner.user.email, "password": PASSWORD},
    "Auth.refresh": _refresh_token,
    "Onboarding.create": lambda _: {
        "companyName": "Tech Corp",
        "phone": "+1-234-567-8900",
        "description": "AI Lab",
    },
    "Customer.partial_update": lambda _: {
        "companyName": "Updated Corp",
        "phone": "+1 (234) 567-8901",
        "description": "Robot Lab",
        "avatar": "https://example.com/logo.png",
        "settings": {"theme": "dark"},
        "allowedIps": NETWORKS,  # unchanged: only the owner may change them
    },
    "Users.create": lambda _: {"email": "invited@example.com", "role": "member", "name": "Bob"},
    "Users.partial_update": lambda _: {"role": "admin"},
}

NULLABLE = {"phone", "description", "avatar", "allowedIps"}

# The roles that the contract allows for each operation.
ROLES: dict[str, set[str]] = {
    "Customer.retrieve": {"OWNER", "ADMIN", "MEMBER", "VIEWER"},
    "Customer.partial_update": {"OWNER", "ADMIN"},
    "Users.list": {"OWNER", "ADMIN", "MEMBER", "VIEWER"},
    "Users.create": {"OWNER", "ADMIN"},
    "Users.partial_update": {"OWNER", "ADMIN"},
    "Users.destroy": {"OWNER", "ADMIN"},
}
