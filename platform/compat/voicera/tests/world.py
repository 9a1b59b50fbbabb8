"""A user at this door, and a valid request for every route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.services import forgot_password, start_session
from accounts.tests import factories
from accounts.tests.factories import PASSWORD
from accounts.tests.mailbox import mailed_tokens
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

BASE = "/voicera/api/v1"
NEW_PASSWORD = "battery-staple-8"


@dataclass(frozen=True)
class World:
    """owner: of the workspace, and a member of staff. ids: by the name of the parameter."""

    owner: Person
    workspace: Workspace
    ids: dict[str, str]


def make_world(owner: Person, name: str) -> World:
    make_staff(owner)
    workspace = make_workspace(owner, name=name)
    return World(owner, workspace, {"user_id": str(owner.user.uuid)})


def make_staff(person: Person) -> None:
    """Staff with permissions to view and change users."""
    factories.make_staff(person.user, "accounts.view_user", "accounts.change_user")


def of(person: Person) -> str:
    """The path of a user."""
    return f"{BASE}/users/{person.user.uuid}"


def mailed_reset(email: str) -> str:
    """The token of a mailed password reset link."""
    forgot_password(email=email, by="link", now=timezone.now())
    return mailed_tokens(email)[-1]


def _refresh_token(world: World) -> str:
    signed_in = start_session(
        user=world.owner.user, user_agent="", address="127.0.0.1", now=timezone.now()
    )
    return signed_in.refresh_token


# A valid body with every field, for every operation that takes one.
BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "Auth.register": lambda _: {
        "email": "new@example.com",
        "password": PASSWORD,
        "first_name": "Nora",
        "last_name": "New",
    },
    "Auth.login": lambda world: {"email": world.owner.user.email, "password": PASSWORD},
    "Refresh.refresh": lambda world: {"refresh_token": _refresh_token(world)},
    "Auth.forgot_password": lambda world: {"email": world.owner.user.email},
    "Auth.reset_password": lambda world: {
        "token": mailed_reset(world.owner.user.email),
        "new_password": NEW_PASSWORD,
    },
    "Users.update": lambda _: {
        "email": "moved@example.com",
        "first_name": "Ann",
        "last_name": "Moved",
    },
}

SEEN_BY_STAFF = {"user_id"}  # the owners are staff, so no user is foreign to them

# No route of this door belongs to a workspace so far.
ROLES: dict[str, set[str]] = {}
