"""Agents over the API: drafts, versions, trial answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent, AgentVersion
from voice.agents.tests.factories import make_agent
from voice.conversations import services
from voice.conversations.models import Conversation, Message
from voice.providers.models import Provider
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

AGENT = {
    "name": "Support Bot",
    "description": "Customer support assistant",
    "agent_type": "SUPPORT",
    "behavior_settings": {
        "tone": "friendly",
        "response_style": "conversational",
        "language_mode": "auto",
    },
    "response_config": {
        "max_response_length": 500,
        "confidence_threshold": 0.7,
        "show_sources": True,
    },
    "greeting_message": "Hi! How can I help you today?",
    "fallback_message": "I don't have info on that. Would you like to talk to a human?",
}


def test_an_agent_is_created_as_a_draft(alice: Person, base: str) -> None:
    answer = alice.api.post(f"{base}/agents", AGENT)

    assert answer.status_code == 201
    made = answer.json()
    assert made["id"].startswith("agent_")
    assert (made["status"], made["version"], made["published_at"]) == ("DRAFT", "1.0", None)
    for field, value in AGENT.items():
        assert made[field] == value
    assert alice.api.get(f"{base}/agents/{made['id']}").json() == made


def test_a_name_is_sufficient(alice: Person, base: str) -> None:
    made = alice.api.post(f"{base}/agents", {"name": "Robin"}).json()

    assert made["agent_type"] == "SUPPORT"
    assert made["greeting_message"] == "Hi! How can I help you today?"
    assert made["knowledge_collections"] == []


@pytest.mark.parametrize("name", ["Helper", "HELPER"])
def test_names_are_unique_per_workspace(
    alice: Person, base: str, acme: Workspace, agent: Agent, name: str
) -> None:
    answer = alice.api.post(f"{base}/agents", {"name": name})

    assert (answer.status_code, answer.json()["code"]) == (409, "DUPLICATE")
    with workspace_scope(acme.pk):
        assert Agent.objects.count() == 1
    other_workspace = f"/api/v1/workspaces/{make_workspace(alice, name='Other').public_id}"
    assert alice.api.post(f"{other_workspace}/agents", {"name": name}).status_code == 201


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("response_config", {"confidence_threshold": 1.5}, "response_config.confidence_threshold"),
        ("response_config", {"max_response_length": 49}, "response_config.max_response_length"),
        ("response_config", "long", "response_config"),
        ("behavior_settings", {"tone": 7}, "behavior_settings.tone"),
        ("agent_type", "WIZARD", "agent_type"),
        ("fallback_message", "", "fallback_message"),
        ("knowledge_collection_ids", "all", "knowledge_collection_ids"),
    ],
)
def test_an_invalid_setting_is_named_and_changes_nothing(
    alice: Person, base: str, agent: Agent, field: str, value: Any, named: str
) -> None:
    path = f"{base}/agents/{agent.public_id}"
    before = alice.api.get(path).json()

    answer = alice.api.patch(path, {"name": "Renamed", field: value})

    assert (answer.status_code, answer.json()["field"]) == (400, named)
    assert alice.api.get(path).json() == before


def test_settings_are_merged_key_by_key(alice: Person, base: str) -> None:
    made = alice.api.post(f"{base}/agents", AGENT).json()

    changed = alice.api.patch(
        f"{base}/agents/{made['id']}", {"response_config": {"confidence_threshold": 0.5}}
    ).json()

    assert changed["response_config"] == {
        "max_response_length": 500,
        "confidence_threshold": 0.5,
        "show_sources": True,
    }


def test_each_publish_freezes_a_version(alice: Person, base: str, acme: Workspace) -> None:
    made = alice.api.post(f"{base}/agents", AGENT).json()
    path = f"{base}/agents/{made['id']}"

    first = alice.api.post(f"{path}/publish").json()
    alice.api.patch(path, {"fallback_message": "Later."})
    second = alice.api.post(f"{path}/publish").json()

    assert (first["message"], first["version"]) == ("Agent published successfully", "1.0")
    assert second["version"] == "1.1"
    assert alice.api.get(path).json()["status"] == "PUBLISHED"
    with workspace_scope(acme.pk):
        versions = AgentVersion.objects.order_by("minor").values_list(
            "frozen_behavior__fallback_message"
        )
        assert [each[0] for each in versions] == [AGENT["fallback_message"], "Later."]


def test_collections_are_linked_by_id(
    alice: Person, base: str, acme: Workspace, agent: Agent
) -> None:
    docs = make_collection(acme, "Docs")

    answer = alice.api.patch(
        f"{base}/agents/{agent.public_id}", {"knowledge_collection_ids": [docs.public_id]}
    )

    assert answer.json()["knowledge_collections"] == [
        {"id": docs.public_id, "name": "Docs", "document_count": 0}
    ]


def test_a_collection_of_another_workspace_is_not_found(
    alice: Person, base: str, agent: Agent
) -> None:
    foreign = make_collection(make_workspace(alice, name="Other"))
    path = f"{base}/agents/{agent.public_id}"

    answer = alice.api.patch(path, {"knowledge_collection_ids": [foreign.public_id]})

    assert (answer.status_code, answer.json()["field"]) == (404, "knowledge_collection_ids")
    assert alice.api.get(path).json()["knowledge_collections"] == []


def test_the_list_is_filtered_and_costs_four_queries(
    alice: Person, base: str, acme: Workspace
) -> None:
    for number in range(3):
        make_agent(acme, f"Draft {number}", publish=False)
    make_agent(acme, "Live")

    with assert_queries(4):  # session, scope, count, page
        everything = alice.api.get(f"{base}/agents").json()
    published = alice.api.get(f"{base}/agents", {"status": "PUBLISHED"}).json()

    names = [agent["name"] for agent in everything["agents"]]
    assert names == ["Live", "Draft 2", "Draft 1", "Draft 0"]
    assert [agent["name"] for agent in published["agents"]] == ["Live"]


def test_a_trial_answers_from_the_draft_and_stores_nothing(
    alice: Person, base: str, acme: Workspace
) -> None:
    document = make_document(make_collection(acme))
    draft = make_agent(acme, publish=False)

    answer = alice.api.post(
        f"{base}/agents/{draft.public_id}/test", {"message": "Are you open on Saturday?"}
    ).json()

    assert "Saturday from 10 am to 2 pm" in answer["response"]
    assert answer["sources"][0]["document_id"] == document.public_id
    assert answer["answered"] is True
    assert 0.7 <= answer["confidence"] <= 1
    with workspace_scope(acme.pk):
        assert not Message.objects.exists()


def test_a_trial_resolves_a_follow_up_by_its_history(
    alice: Person, base: str, acme: Workspace
) -> None:
    make_document(make_collection(acme))
    draft = make_agent(acme, publish=False)
    history = [
        {"role": "user", "content": "Are you open on Saturday?"},
        {"role": "assistant", "content": "On Saturday we are open from 10 am to 2 pm."},
    ]

    answer = alice.api.post(
        f"{base}/agents/{draft.public_id}/test",
        {"message": "And on Sunday?", "history": history},
    ).json()

    assert "On Sundays and public holidays the shop is closed." in answer["response"]


def test_a_provider_without_a_key_gives_a_warning_and_is_replaced(
    alice: Person, base: str, acme: Workspace
) -> None:
    make_document(make_collection(acme))
    draft = make_agent(acme, publish=False)
    with workspace_scope(acme.pk):
        provider = Provider.objects.create(
            workspace=acme, name="Cloud", base_url="https://llm.example/v1", model="large"
        )
        Agent.objects.filter(pk=draft.pk).update(provider=provider)
    path = f"{base}/agents/{draft.public_id}"

    warnings = alice.api.get(path).json()["warnings"]
    answer = alice.api.post(f"{path}/test", {"message": "When can goods be returned?"}).json()

    assert len(warnings) == 1
    assert "Cloud" in warnings[0]
    assert "45 days" in answer["response"]


def test_a_published_agent_can_be_deleted_with_its_conversations(
    acme: Workspace, agent: Agent
) -> None:
    with workspace_scope(acme.pk):
        services.start_conversation(agent=agent, channel="WIDGET", now=timezone.now())

        agent.delete()

        assert not Agent.objects.exists()
        assert not AgentVersion.objects.exists()
        assert not Conversation.objects.exists()


def test_a_workspace_with_a_published_agent_can_be_deleted(acme: Workspace, agent: Agent) -> None:
    with as_table_owner():
        Workspace.objects.get(pk=acme.pk).delete()

        assert not Agent.everywhere.filter(workspace=acme).exists()
