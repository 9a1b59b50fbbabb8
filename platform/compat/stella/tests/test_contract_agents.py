"""The stella contract, endpoint by endpoint: agents in workspaces, and the coordinator."""

from __future__ import annotations

import pytest
from django.utils import timezone

from compat.stella.tests.workspace_agents import (
    ADDED,
    AGENT_NOT_FOUND,
    REMOVED,
    branch,
    listed,
    path,
    send,
)
from core.scope import workspace_scope
from core.testing import nothing_changes
from voice.agents.models import Agent
from voice.agents.services.publishing import archive_agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import ConversationSettings
from workspaces import services as workspaces
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person, add_member, make_person

__all__ = ["branch", "path"]

SET = {"msg": "Coordinator agent set"}
NOT_THE_OWNER = {"msg": "User is not the owner of the workspace"}
NOBODYS = ["agent_01h455vb4pex5vsknk084sn02q", "12345", "agent_", "ws_01h455vb4pex5vsknk084sn02q"]


def actions(workspace: Workspace) -> list[str]:
    """Audited actions on agents since their creation, oldest first."""
    with workspace_scope(workspace.pk):
        rows = AuditEntry.objects.filter(action__contains="CHAT").order_by("number")
        return list(rows.values_list("action", flat=True))


def test_adding_an_unpublished_agent_publishes_it(
    alice: Person, acme: Workspace, path: str
) -> None:
    agent = make_agent(acme, "Sales", publish=False)
    assert listed(alice, acme) == {}

    assert send(alice, "POST", f"{path}/agent", agent.public_id) == (200, ADDED)

    assert listed(alice, acme) == {
        agent.public_id: {
            "agent_id": agent.public_id,
            "name": "Sales",
            "short_description": "",
        }
    }
    with workspace_scope(acme.pk):
        agent.refresh_from_db()
        assert str(agent.published_version) == "1.0"


def test_remove_and_add_again(alice: Person, acme: Workspace, path: str, agent: Agent) -> None:
    name = agent.public_id

    assert send(alice, "DELETE", f"{path}/agent", name) == (200, REMOVED)
    assert listed(alice, acme) == {}
    with nothing_changes():
        assert send(alice, "DELETE", f"{path}/agent", name) == (404, AGENT_NOT_FOUND)

    assert send(alice, "POST", f"{path}/agent", name) == (200, ADDED)
    with nothing_changes():
        assert send(alice, "POST", f"{path}/agent", name) == (200, ADDED)
    assert list(listed(alice, acme)) == [name]
    assert actions(acme) == ["AGENT_REMOVED_FROM_CHATS", "AGENT_ADDED_TO_CHATS"]
    with workspace_scope(acme.pk):  # it keeps serving the widget
        agent.refresh_from_db()
        assert (agent.status, str(agent.published_version)) == ("PUBLISHED", "1.0")


@pytest.mark.parametrize("wanted", NOBODYS)
@pytest.mark.parametrize(
    ("method", "end"), [("POST", "agent"), ("DELETE", "agent"), ("PUT", "coordinator")]
)
def test_an_unknown_agent_is_not_found(
    alice: Person, path: str, method: str, end: str, wanted: str
) -> None:
    with nothing_changes():
        assert send(alice, method, f"{path}/{end}", wanted) == (404, AGENT_NOT_FOUND)


def test_another_users_agent_is_not_found(
    alice: Person, path: str, other_workspace: Workspace
) -> None:
    foreign = make_agent(other_workspace).public_id

    with nothing_changes():
        assert send(alice, "POST", f"{path}/agent", foreign) == (404, AGENT_NOT_FOUND)
        assert send(alice, "DELETE", f"{path}/agent", foreign) == (404, AGENT_NOT_FOUND)
        assert send(alice, "PUT", f"{path}/coordinator", foreign) == (404, AGENT_NOT_FOUND)


def test_an_archived_agent_cannot_be_added(
    alice: Person, acme: Workspace, branch: Workspace, agent: Agent
) -> None:
    with workspace_scope(acme.pk):
        archive_agent(agent=agent, now=timezone.now())

    for workspace in (acme, branch):
        with nothing_changes():
            path = f"/workspace/{workspace.public_id}/agent"
            assert send(alice, "POST", path, agent.public_id) == (404, AGENT_NOT_FOUND)


def test_a_workspace_closed_to_the_network_reveals_nothing(
    alice: Person, acme: Workspace, branch: Workspace, agent: Agent
) -> None:
    with workspace_scope(acme.pk):
        workspaces.change_workspace(workspace=acme, allowed_ips=["203.0.113.7"], now=timezone.now())

    with nothing_changes():
        path = f"/workspace/{branch.public_id}/agent"
        status, _ = send(alice, "POST", path, agent.public_id)

    assert status == 403
    assert alice.api.get("/agent").json() == {"agents": [], "count": 0}


@pytest.mark.parametrize(
    ("method", "end"), [("POST", "agent"), ("DELETE", "agent"), ("PUT", "coordinator")]
)
def test_errors_of_every_change_of_agents(
    alice: Person, bob: Person, charlie: Person, path: str, agent: Agent, method: str, end: str
) -> None:
    route, name = f"{path}/{end}", agent.public_id
    nowhere = f"/workspace/ws_01h455vb4pex5vsknk084sn02q/{end}"
    missing = {"msg": "Missing agent_id parameter"}

    with nothing_changes():
        assert send(bob, method, route, name) == (403, NOT_THE_OWNER)
        assert send(charlie, method, route, name) == (403, NOT_THE_OWNER)
        assert send(alice, method, nowhere, name) == (404, {"msg": "Workspace not found"})
        assert send(alice, method, route, None) == (400, missing)
        assert send(alice, method, route, "") == (400, missing)
        bare = alice.api.call(method, route)
        cut = alice.api.call(method, route, body=b"{")
        empty = alice.api.call(method, route, body={})
    assert (bare.status_code, bare.json()) == (400, {"msg": "Missing JSON in request"})
    assert (cut.status_code, cut.json()) == (400, {"msg": "Missing JSON in request"})
    assert (empty.status_code, empty.json()) == (400, missing)


def test_the_coordinator_is_set(alice: Person, acme: Workspace, path: str, agent: Agent) -> None:
    second = make_agent(acme, "Second")

    for each in (agent, second):
        assert send(alice, "PUT", f"{path}/coordinator", each.public_id) == (200, SET)

    with workspace_scope(acme.pk):
        assert ConversationSettings.objects.get().coordinator == second
    assert actions(acme) == ["CHAT_COORDINATOR_SET"] * 2

    send(alice, "DELETE", f"{path}/agent", second.public_id)
    with workspace_scope(acme.pk):
        assert ConversationSettings.objects.get().coordinator is None
    with nothing_changes():
        answer = send(alice, "PUT", f"{path}/coordinator", second.public_id)
        assert answer == (404, AGENT_NOT_FOUND)


def test_the_callers_agents_are_listed(
    alice: Person, acme: Workspace, branch: Workspace, other_workspace: Workspace, agent: Agent
) -> None:
    draft = make_agent(branch, "Draft", publish=False)
    make_agent(other_workspace, "Foreign")
    gone = make_agent(acme, "Gone")
    with workspace_scope(acme.pk):
        archive_agent(agent=gone, now=timezone.now())
    send(alice, "POST", f"/workspace/{branch.public_id}/agent", agent.public_id)

    answer = alice.api.get("/agent")

    shown = [
        {"agent_id": each.public_id, "name": each.name, "short_description": ""}
        for each in (agent, draft)
    ]
    assert (answer.status_code, answer.json()) == (200, {"agents": shown, "count": 2})


def test_a_viewer_sees_agents_but_changes_none(acme: Workspace, path: str, agent: Agent) -> None:
    dora = make_person("dora")
    add_member(acme, dora, "VIEWER")

    assert list(listed(dora, acme)) == [agent.public_id]
    assert dora.api.get("/agent").json()["count"] == 1
    with nothing_changes():
        assert send(dora, "POST", f"{path}/agent", agent.public_id) == (403, NOT_THE_OWNER)


def test_reload_succeeds(alice: Person) -> None:
    with nothing_changes():
        answer = alice.api.get("/agent/reload")

    assert (answer.status_code, answer.json()) == (200, {"msg": "Agents reloaded"})
