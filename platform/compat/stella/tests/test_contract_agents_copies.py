"""The stella contract: an agent of another workspace is added as a copy."""

from __future__ import annotations

import threading

import pytest
from django.utils import timezone

from compat.stella.tests.workspace_agents import (
    ADDED,
    AGENT_NOT_FOUND,
    REMOVED,
    branch,
    listed,
    send,
)
from core import ids
from core.scope import workspace_scope
from core.testing import nothing_changes, run_concurrently
from voice.agents.models import Agent
from voice.agents.services import change_agent
from voice.agents.tests.factories import make_agent
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

__all__ = ["branch"]


def test_an_agent_of_another_own_workspace_is_copied(
    alice: Person, acme: Workspace, branch: Workspace, agent: Agent
) -> None:
    make_agent(branch, "Helper")
    with workspace_scope(acme.pk):
        change_agent(
            agent=agent,
            description="Knows it all",
            behavior_settings={"tone": "dry", "system_prompt": "Be brief."},
            greeting_message="Yes?",
            now=timezone.now(),
        )
    path = f"/workspace/{branch.public_id}/agent"

    for _ in range(2):
        assert send(alice, "POST", path, agent.public_id) == (200, ADDED)

    shown = listed(alice, branch)[agent.public_id]
    assert shown == {
        "agent_id": agent.public_id,
        "name": "Helper 2",
        "short_description": "Knows it all",
    }
    with workspace_scope(branch.pk):
        copy = Agent.objects.get(copied_from_uuid=agent.uuid)
    assert copy.behavior_settings == {"tone": "dry", "system_prompt": "Be brief."}
    assert (copy.greeting_message, copy.status) == ("Yes?", "PUBLISHED")

    assert send(alice, "DELETE", path, agent.public_id) == (200, REMOVED)
    with workspace_scope(branch.pk):
        copy.refresh_from_db()
    assert (copy.status, copy.answers_member_chats) == ("ARCHIVED", False)
    assert list(listed(alice, acme)) == [agent.public_id]

    assert send(alice, "POST", path, agent.public_id) == (200, ADDED)
    with workspace_scope(branch.pk):
        assert Agent.objects.filter(copied_from_uuid=agent.uuid).count() == 1


@pytest.mark.parametrize("guarded", [False, True])
def test_concurrent_additions_copy_once(
    transactional_db: None,
    alice: Person,
    agent: Agent,
    branch: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
) -> None:
    path = f"/workspace/{branch.public_id}/agent"
    together = threading.Barrier(2, timeout=60)
    if not guarded:
        monkeypatch.setattr(
            "voice.conversations.services.member_chat_agents.lock_workspace", together.wait
        )

    answers = run_concurrently(2, lambda _: send(alice, "POST", path, agent.public_id))

    with workspace_scope(branch.pk):
        is_right = (answers, Agent.objects.count()) == ([(200, ADDED)] * 2, 1)
    assert is_right is guarded


def test_a_copy_outlives_its_original(
    alice: Person, acme: Workspace, branch: Workspace, agent: Agent
) -> None:
    send(alice, "POST", f"/workspace/{branch.public_id}/agent", agent.public_id)
    alice.api.delete(f"/workspace/{acme.public_id}")
    third = make_workspace(alice, "Third")

    assert [each["agent_id"] for each in alice.api.get("/agent").json()["agents"]] == [
        agent.public_id
    ]
    path = f"/workspace/{third.public_id}/agent"
    assert send(alice, "POST", path, agent.public_id) == (200, ADDED)
    assert list(listed(alice, third)) == [agent.public_id]


def test_a_copys_own_id_is_unknown(alice: Person, branch: Workspace, agent: Agent) -> None:
    path = f"/workspace/{branch.public_id}/agent"
    send(alice, "POST", path, agent.public_id)
    with workspace_scope(branch.pk):
        copy = Agent.objects.get()

    with nothing_changes():
        own = ids.encode("agent", copy.uuid)
        assert send(alice, "DELETE", path, own) == (404, AGENT_NOT_FOUND)
