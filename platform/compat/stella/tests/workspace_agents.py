"""Agents in workspaces over the stella contract."""

from __future__ import annotations

from typing import Any

import pytest

from core.testing import shared
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

ADDED = {"msg": "Agent added to Workspace."}
REMOVED = {"msg": "Agent removed"}
AGENT_NOT_FOUND = {"msg": "Agent not found"}


@pytest.fixture
def path(acme: Workspace) -> str:
    return f"/workspace/{acme.public_id}"


@shared
def branch(alice: Person) -> Workspace:
    return make_workspace(alice, "Branch")


def send(person: Person, method: str, path: str, agent_id: object) -> tuple[int, Any]:
    answer = person.api.call(method, path, body={"agent_id": agent_id})
    return answer.status_code, answer.json()


def listed(person: Person, workspace: Workspace) -> dict[str, Any]:
    """The agents of a workspace, as the contract shows them."""
    answer = person.api.get(f"/workspace/{workspace.public_id}")
    found: dict[str, Any] = answer.json()["workspace"]["agents"]
    return found
