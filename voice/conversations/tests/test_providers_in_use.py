"""Providers checked over the API and used by agents: order, answers, cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.scope import workspace_scope
from knowledge.tests.factories import make_collection, make_document
from voice.agents import queries
from voice.agents.models import Agent, AgentFallback, AgentVersion
from voice.agents.services import change_agent, publish_agent
from voice.agents.tests.factories import make_agent
from voice.answers.models import Behavior
from voice.conversations.models import Message
from voice.conversations.services import ask, generate_reply, start_conversation
from voice.conversations.tests.factories import ANSWER, QUESTION
from voice.conversations.tests.providers import KEY, cloud, make_provider
from voice.providers.models import Provider
from voice.providers.tests.llm_server import Peer, Server, scripted_server
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

__all__ = ["cloud", "scripted_server"]


def test_agents_list_their_providers_in_order(
    alice: Person, base: str, acme: Workspace, agent: Agent
) -> None:
    first, second, third = (make_provider(acme, name) for name in ("First", "Second", "Third"))
    path = f"{base}/agents/{agent.public_id}"

    alice.api.patch(path, {"provider_id": first.public_id})
    changed = alice.api.patch(
        path, {"fallback_provider_ids": [third.public_id, second.public_id]}
    ).json()

    assert changed["provider_id"] == first.public_id
    assert changed["fallback_provider_ids"] == [third.public_id, second.public_id]
    assert changed["warnings"] == []
    with workspace_scope(acme.pk):
        behavior = queries.draft_behavior(Agent.objects.get(pk=agent.pk))
        assert behavior.provider_ids == [first.pk, third.pk, second.pk]
    cleared = alice.api.patch(path, {"provider_id": None, "fallback_provider_ids": []}).json()
    assert (cleared["provider_id"], cleared["fallback_provider_ids"]) == (None, [])


def test_deleting_a_provider_removes_it_from_agents(
    alice: Person, base: str, acme: Workspace, cloud: Provider, agent: Agent
) -> None:
    backup = make_provider(acme, "Backup")
    path = f"{base}/agents/{agent.public_id}"
    data = {
        "provider_id": cloud.public_id,
        "fallback_provider_ids": [backup.public_id],
    }
    alice.api.patch(path, data)

    for each in (cloud, backup):
        assert alice.api.delete(f"{base}/providers/{each.public_id}").status_code == 200

    with workspace_scope(acme.pk):
        assert Agent.objects.get(pk=agent.pk).provider is None
        assert not AgentFallback.objects.exists()
        assert AuditEntry.objects.filter(action="PROVIDER_DELETED").count() == 2


def test_versions_of_an_earlier_release_still_load() -> None:
    frozen = {"name": "Ada", "greeting_message": "Hi", "fallback_message": "No", "provider_id": 7}

    assert Behavior.from_json(frozen).provider_ids == [7]
    assert Behavior.from_json({**frozen, "provider_id": None}).provider_ids == []
    assert Behavior.from_json({**frozen, "of_a_later_one": 1}).name == "Ada"
    known = Behavior(name="A", greeting_message="B", fallback_message="C", provider_ids=[3, 4])
    assert Behavior.from_json(known.as_json()) == known


def answers(*sentences: str) -> Any:
    def script(peer: Peer) -> None:
        peer.begin()
        for sentence in sentences:
            peer.piece(sentence)
        peer.piece(finish="stop")
        peer.usage(asked=100, generated=20)
        peer.end()

    return script


@pytest.fixture
def own_server(server: Server, acme: Workspace, settings: Any) -> Provider:
    """A provider that points to the scripted local server."""
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    return make_provider(
        acme,
        "Own server",
        base_url=f"http://127.0.0.1:{server.server_port}/v1",
        input_cost=2_000_000,
        output_cost=10_000_000,
    )


def test_checking_a_provider_reports_success(
    alice: Person, base: str, server: Server, own_server: Provider
) -> None:
    server.script = answers("OK")

    answer = alice.api.post(f"{base}/providers/{own_server.public_id}/test")

    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["message"]) == (True, "It answers: OK")
    assert server.requests[0][1]["authorization"] == f"Bearer {KEY}"


def test_checking_a_provider_reports_the_failure(
    alice: Person, base: str, server: Server, own_server: Provider
) -> None:
    server.script = lambda peer: peer.refuse(401)

    answer = alice.api.post(f"{base}/providers/{own_server.public_id}/test")

    assert answer.status_code == 200
    assert answer.json()["ok"] is False
    assert answer.json()["message"] == "The language model did not accept the request."


def test_a_missing_local_model_explains_how_to_install_it(
    alice: Person, base: str, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = make_provider(acme, "Here", kind="LOCAL", api_key="", model="")
    monkeypatch.setattr("voice.providers.clients.llm.local._weights", lambda: None)

    answer = alice.api.post(f"{base}/providers/{local.public_id}/test").json()

    assert answer["ok"] is False
    assert "requirements-local.txt" in answer["message"]


def test_an_agent_answers_through_its_provider_and_shows_the_cost(
    alice: Person, base: str, acme: Workspace, server: Server, own_server: Provider
) -> None:
    make_document(make_collection(acme))
    agent = make_agent(acme, publish=False)
    path = f"{base}/agents/{agent.public_id}"
    alice.api.patch(path, {"provider_id": own_server.public_id})
    server.script = answers(
        "You can return goods within 45 days of delivery. ", "We also sell boats in Norway."
    )

    answer = alice.api.post(f"{path}/test", {"message": "When can goods be returned?"}).json()

    assert answer["response"] == "You can return goods within 45 days of delivery."
    assert answer["provider"] == "Own server"
    assert answer["usage"] == {"input_tokens": 100, "output_tokens": 20, "cost": 0.0004}
    assert answer["unsupported"] == []
    assert answer["threshold"] == 0.7
    assert answer["question_understood"] == "When can goods be returned?"
    assert answer["retrieved"][0]["chunk_id"].startswith("chk_")
    assert answer["retrieved"][0]["document_id"] == answer["sources"][0]["document_id"]
    assert set(answer["timings"]) == {"search_ms", "assess_ms", "word_ms", "total_ms"}
    assert 0 < answer["features"]["passage_cosine"] <= 1


def test_the_cost_stays_with_the_message(
    acme: Workspace, server: Server, own_server: Provider
) -> None:
    make_document(make_collection(acme))
    agent = make_agent(acme, publish=False)
    with workspace_scope(acme.pk):
        change_agent(
            agent=agent,
            provider=own_server,
            response_config={"unsupported_sentences": "FLAG"},
            now=timezone.now(),
        )
        publish_agent(agent=agent, now=timezone.now())
        conversation = start_conversation(agent=agent, channel="WIDGET", now=timezone.now())
        message, job = ask(
            conversation=conversation, question="When can goods be returned?", now=timezone.now()
        )
    server.script = answers("Goods can be returned within 45 days. ", "We sell boats in Norway.")

    generate_reply(message_id=message.pk, workspace_id=acme.pk)

    assert job is not None
    with workspace_scope(acme.pk):
        stored = Message.objects.get(pk=message.pk)
        assert stored.content == "Goods can be returned within 45 days. We sell boats in Norway."
        assert stored.unsupported == ["We sell boats in Norway."]
        assert (stored.provider, stored.input_tokens, stored.output_tokens, stored.cost) == (
            "Own server",
            100,
            20,
            400,
        )
        frozen = AgentVersion.objects.get().frozen_behavior
        assert frozen["provider_ids"] == [own_server.pk]


def test_a_provider_at_an_impossible_address_is_replaced_by_extraction(
    alice: Person, base: str, acme: Workspace, helper: Agent
) -> None:
    odd = make_provider(acme, "Odd")
    with workspace_scope(acme.pk):
        # as earlier releases stored it
        Provider.objects.filter(pk=odd.pk).update(base_url="https://①②⑦.0.0.1/v1")
        change_agent(agent=helper, provider=odd, now=timezone.now())
        publish_agent(agent=helper, now=timezone.now())
        conversation = start_conversation(agent=helper, channel="WIDGET", now=timezone.now())
        message, _ = ask(conversation=conversation, question=QUESTION, now=timezone.now())

    generate_reply(message_id=message.pk, workspace_id=acme.pk)

    with workspace_scope(acme.pk):
        stored = Message.objects.get(pk=message.pk)
    assert (stored.state, stored.provider, stored.content) == ("COMPLETED", "extractive", ANSWER)
    checked = alice.api.post(f"{base}/providers/{odd.public_id}/test").json()
    assert (checked["ok"], checked["message"]) == (False, "The language model could not answer.")


def test_a_fallback_provider_is_listed_once_per_agent(
    acme: Workspace, cloud: Provider, agent: Agent
) -> None:
    with workspace_scope(acme.pk), pytest.raises(IntegrityError, match="a_provider_steps_in_once"):
        AgentFallback.objects.bulk_create(
            AgentFallback(workspace=acme, agent=agent, provider=cloud, position=position)
            for position in (0, 1)
        )
