"""Agents are copied, rolled back, archived and deleted, with everything that belongs to them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, assert_queries, nothing_changes, run_concurrently
from knowledge.tests.factories import make_collection
from voice.agents.models import Agent, AgentCollection, AgentFallback, AgentVersion
from voice.agents.services import change_agent, publish_agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation
from voice.conversations.services import start_conversation
from voice.evaluations.models import EvaluationCase
from voice.evaluations.services import clone_agent, create_case
from voice.providers.models import Provider
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person, make_key

FALLBACK = "I don't have information on that. Would you like to talk to a human?"


@pytest.fixture
def path(base: str, agent: Agent) -> str:
    return f"{base}/agents/{agent.public_id}"


def audited(acme: Workspace) -> list[str]:
    with workspace_scope(acme.pk):
        actions = AuditEntry.objects.order_by("number").values_list("action", flat=True)
        return [action for action in actions if action.startswith("AGENT_")]


def say(acme: Workspace, agent: Agent) -> Conversation:
    with workspace_scope(acme.pk):
        return start_conversation(agent=agent, channel="WIDGET", now=timezone.now())


def test_a_clone_is_a_draft_with_everything_of_the_draft(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    docs = make_collection(acme, "Docs")
    with workspace_scope(acme.pk):
        first, second = (
            Provider.objects.create(workspace=acme, name=name, model="m")
            for name in ("First", "Second")
        )
        create_case(agent=agent, question="Open?", contains=["9"], now=timezone.now())
        change_agent(
            agent=agent,
            collections=[docs],
            provider=first,
            behavior_settings={"tone": "dry"},
            publish_gate="BLOCK",
            now=timezone.now(),
        )
        AgentFallback.objects.create(workspace=acme, agent=agent, provider=second, position=0)

    answer = alice.api.post(f"{path}/clone")

    assert answer.status_code == 201
    clone, original = answer.json(), alice.api.get(path).json()
    assert (clone["name"], clone["status"], clone["version"]) == ("Helper (copy)", "DRAFT", "1.0")
    own = ("id", "name", "status", "created_at", "updated_at", "published_at")
    assert {k: v for k, v in clone.items() if k not in own} == {
        k: v for k, v in original.items() if k not in own
    }
    with workspace_scope(acme.pk):
        row = Agent.objects.with_public_id(clone["id"]).get()
        assert [test.contains for test in EvaluationCase.objects.filter(agent=row)] == [["9"]]
        assert [link.provider for link in AgentFallback.objects.filter(agent=row)] == [second]
        assert [link.collection for link in AgentCollection.objects.filter(agent=row)] == [docs]
        assert (row.provider, row.copied_from_uuid) == (first, None)


def test_clones_get_unique_names(alice: Person, acme: Workspace, base: str) -> None:
    long = make_agent(acme, "x" * 120)

    names = [
        alice.api.post(f"{base}/agents/{long.public_id}/clone").json()["name"] for _ in range(2)
    ]

    assert names == ["x" * 113 + " (copy)", "x" * 111 + " (copy 2)"]


@pytest.mark.django_db(transaction=True)
def test_concurrent_clones_get_unique_names(acme: Workspace, agent: Agent) -> None:
    def clone(_: int) -> str:
        with workspace_scope(acme.pk):
            found = Agent.objects.get(pk=agent.pk)
            return clone_agent(agent=found, now=timezone.now()).name

    names = run_concurrently(5, clone)

    assert set(names) == {"Helper (copy)", *[f"Helper (copy {n})" for n in range(2, 6)]}


def test_versions_are_listed_newest_first_in_five_queries(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    with workspace_scope(acme.pk):
        publish_agent(agent=agent, now=timezone.now())

    with assert_queries(5):  # session, scope, agent, count, page
        listed = alice.api.get(f"{path}/versions").json()

    assert [(each["version"], each["is_live"]) for each in listed["versions"]] == [
        ("1.1", True),
        ("1.0", False),
    ]
    assert listed["total"] == 2


def test_rolling_back_serves_the_old_version_and_keeps_the_draft(
    alice: Person, acme: Workspace, path: str
) -> None:
    alice.api.patch(path, {"fallback_message": "Later."})
    alice.api.post(f"{path}/publish")

    answer = alice.api.post(f"{path}/rollback", {"version": "1.0"}).json()

    assert answer["version"] == "1.0"
    shown = alice.api.get(path).json()
    assert (shown["version"], shown["fallback_message"]) == ("1.0", "Later.")
    with workspace_scope(acme.pk):
        live = Agent.objects.select_related("published_version").get().published_version
        assert live is not None
        assert live.behavior.fallback_message == FALLBACK
    assert alice.api.post(f"{path}/publish").json()["version"] == "1.2"
    assert audited(acme)[-3:] == ["AGENT_PUBLISHED", "AGENT_ROLLED_BACK", "AGENT_PUBLISHED"]


def test_rolling_back_can_restore_the_draft(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    docs, more = make_collection(acme, "Docs"), make_collection(acme, "More")
    alice.api.patch(
        path,
        {
            "behavior_settings": {"tone": "dry"},
            "response_config": {"confidence_threshold": 0.4},
            "knowledge_collection_ids": [docs.public_id],
        },
    )
    alice.api.post(f"{path}/publish")
    alice.api.patch(
        path,
        {
            "name": "Renamed",
            "behavior_settings": {"tone": "sweet"},
            "response_config": {"confidence_threshold": 0.9},
            "fallback_message": "Later.",
            "knowledge_collection_ids": [more.public_id],
        },
    )

    alice.api.post(f"{path}/rollback", {"version": "1.1", "restore_draft": True})

    shown = alice.api.get(path).json()
    assert (shown["name"], shown["fallback_message"]) == ("Renamed", FALLBACK)
    assert shown["behavior_settings"]["tone"] == "dry"
    assert shown["response_config"]["confidence_threshold"] == 0.4
    assert [each["name"] for each in shown["knowledge_collections"]] == ["Docs"]


def test_a_draft_is_not_restored_if_its_collections_are_gone(
    alice: Person, acme: Workspace, base: str, path: str
) -> None:
    docs = make_collection(acme, "Docs")
    alice.api.patch(path, {"knowledge_collection_ids": [docs.public_id]})
    alice.api.post(f"{path}/publish")
    alice.api.delete(f"{base}/collections/{docs.public_id}")

    with nothing_changes():
        answer = alice.api.post(f"{path}/rollback", {"version": "1.1", "restore_draft": True})

    assert (answer.status_code, answer.json()["code"]) == (409, "VERSION_NOT_RESTORABLE")


@pytest.mark.parametrize("version", ["1.1", "2.0", "1", "x", "1.0.0", "99999999999.0", "１.０"])
def test_an_unknown_version_is_not_found(alice: Person, path: str, version: str) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{path}/rollback", {"version": version})

    assert (answer.status_code, answer.json()["field"]) == (404, "version")


def test_an_archived_agent_is_not_served_until_unarchived(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    visitor = ApiClient(**{"X-API-Key": make_key(acme), "Origin": "http://localhost"})
    config = f"/api/v1/widget/config/{agent.public_id}"
    say(acme, agent)

    archived = alice.api.post(f"{path}/archive").json()
    hidden = visitor.get(config)
    restored = alice.api.post(f"{path}/unarchive").json()
    shown = visitor.get(config)

    assert (archived["status"], restored["status"]) == ("ARCHIVED", "PUBLISHED")
    assert (hidden.status_code, shown.status_code) == (404, 200)
    assert restored["stats"]["total_conversations"] == 1
    assert audited(acme)[-2:] == ["AGENT_ARCHIVED", "AGENT_UNARCHIVED"]


@pytest.mark.parametrize(("verb", "body"), [("publish", None), ("rollback", {"version": "1.0"})])
def test_an_archived_agent_cannot_be_published(
    alice: Person, path: str, verb: str, body: dict[str, str] | None
) -> None:
    alice.api.post(f"{path}/archive")

    with nothing_changes():
        answer = alice.api.post(f"{path}/{verb}", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "AGENT_ARCHIVED")


def test_archiving_is_idempotent(alice: Person, acme: Workspace, path: str) -> None:
    for verb in ("archive", "unarchive"):
        alice.api.post(f"{path}/{verb}")
        with nothing_changes():
            assert alice.api.post(f"{path}/{verb}").status_code == 200


def test_a_draft_is_unarchived_as_a_draft(alice: Person, acme: Workspace, base: str) -> None:
    draft = f"{base}/agents/{make_agent(acme, 'Draft', publish=False).public_id}"

    alice.api.post(f"{draft}/archive")

    assert alice.api.post(f"{draft}/unarchive").json()["status"] == "DRAFT"


def test_a_published_agent_cannot_be_deleted(alice: Person, path: str) -> None:
    with nothing_changes():
        answer = alice.api.delete(path)

    assert (answer.status_code, answer.json()["code"]) == (409, "AGENT_IN_USE")


def test_an_archived_agent_is_deleted_with_its_conversations(
    alice: Person, acme: Workspace, agent: Agent, path: str
) -> None:
    say(acme, agent)
    alice.api.post(f"{path}/archive")

    answer = alice.api.delete(path)

    assert (answer.status_code, answer.json()) == (200, {"message": "Agent deleted"})
    assert alice.api.get(path).status_code == 404
    with as_table_owner():
        assert not AgentVersion.everywhere.exists()
        assert not Conversation.everywhere.exists()
    assert audited(acme)[-1] == "AGENT_DELETED"


def test_an_unpublished_draft_can_be_deleted(alice: Person, acme: Workspace, base: str) -> None:
    draft = make_agent(acme, publish=False)

    assert alice.api.delete(f"{base}/agents/{draft.public_id}").status_code == 200


def test_a_member_archives_but_cannot_delete(bob: Person, path: str) -> None:
    assert bob.api.post(f"{path}/archive").status_code == 200

    with nothing_changes():
        assert bob.api.delete(path).status_code == 403


def test_the_audit_log_names_the_publisher(bob: Person, acme: Workspace, path: str) -> None:
    bob.api.post(f"{path}/publish")

    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.order_by("-number")[0]
    assert (entry.action, entry.actor_email) == ("AGENT_PUBLISHED", "bob@example.com")
