"""Providers over the API: managed without revealing keys, checked, and used by agents."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import assert_queries, nothing_changes
from knowledge.tests.factories import make_collection, make_document
from voice.agents import queries
from voice.agents.models import Agent, AgentFallback, AgentVersion
from voice.agents.services import change_agent, publish_agent
from voice.agents.tests.factories import make_agent
from voice.answers.models import Behavior
from voice.conversations.models import Message
from voice.conversations.services import ask, generate_reply, start_conversation
from voice.providers.models import Provider
from voice.providers.services import create_provider
from voice.providers.tests.llm_server import Peer, Server, scripted_server
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person, make_workspace

__all__ = ["scripted_server"]

KEY = "sk-live-0123456789abcdef"
CLOUD: dict[str, Any] = {
    "name": "Cloud",
    "kind": "OPENAI_COMPATIBLE",
    "base_url": "https://llm.example/v1",
    "api_key": KEY,
    "model": "large-1",
    "input_cost": 0.15,
    "output_cost": 0.6,
    "timeout_seconds": 20,
}


@pytest.fixture
def cloud(acme: Workspace) -> Provider:
    return make_provider(acme)


def make_provider(workspace: Workspace, name: str = "Cloud", **fields: Any) -> Provider:
    known = {"kind": "OPENAI_COMPATIBLE", "model": "large-1", "api_key": KEY}
    with workspace_scope(workspace.pk):
        return create_provider(name=name, **{**known, **fields}, now=timezone.now())


def test_a_provider_is_stored_and_its_key_is_never_returned(alice: Person, base: str) -> None:
    made = alice.api.post(f"{base}/providers", CLOUD)

    assert made.status_code == 201
    shown = made.json()
    assert shown["id"].startswith("prov_")
    assert shown == {
        **{name: value for name, value in CLOUD.items() if name != "api_key"},
        "id": shown["id"],
        "has_key": True,
        "key_hint": "cdef",
        "is_active": True,
        "created_at": shown["created_at"],
    }
    everything = alice.api.get(f"{base}/providers").content
    everything += alice.api.get(f"{base}/providers/{shown['id']}").content
    assert KEY.encode() not in everything
    assert [each["id"] for each in alice.api.get(f"{base}/providers").json()["providers"]] == [
        shown["id"]
    ]


def test_changes_are_audited_without_the_key(alice: Person, base: str, acme: Workspace) -> None:
    made = alice.api.post(f"{base}/providers", CLOUD).json()

    alice.api.patch(f"{base}/providers/{made['id']}", {"api_key": f"{KEY}-2", "model": "large-2"})

    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.get(action="PROVIDER_CHANGED")
        assert entry.after == {"api_key": "set", "model": "large-2"}
        assert not any(KEY in str(vars(each)) for each in AuditEntry.objects.all())
        assert Provider.objects.get().api_key == f"{KEY}-2"


def test_a_key_is_not_sent_to_another_address(alice: Person, base: str, cloud: Provider) -> None:
    path = f"{base}/providers/{cloud.public_id}"

    renamed = alice.api.patch(path, {"name": "Renamed"}).json()
    moved = alice.api.patch(path, {"base_url": "https://elsewhere.example/v1"}).json()

    assert (renamed["has_key"], moved["has_key"]) == (True, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "TELEPATHY"),
        ("base_url", "http://llm.example/v1"),
        ("base_url", "https://10.0.0.8/v1"),
        ("base_url", "https://[::ffff:127.0.0.1]/v1"),
        ("base_url", "https://localhost/v1"),
        ("base_url", "https://user:secret@llm.example/v1"),
        ("base_url", "https://llm.example:port/v1"),
        ("base_url", "ftp://llm.example"),
        ("input_cost", -1),
        ("input_cost", 10_001),
        ("timeout_seconds", 0),
        ("model", ""),
        ("name", "x" * 121),
        ("api_key", "sk\x00"),
    ],
)
def test_an_invalid_value_is_named_and_nothing_is_stored(
    alice: Person, base: str, settings: Any, field: str, value: Any
) -> None:
    settings.OUTBOUND_ALLOW_LOOPBACK = False

    with nothing_changes():
        answer = alice.api.post(f"{base}/providers", {**CLOUD, field: value})

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_a_model_name_is_required_except_for_the_local_one(alice: Person, base: str) -> None:
    unnamed = {"name": "Claude", "kind": "ANTHROPIC", "api_key": KEY}

    refused = alice.api.post(f"{base}/providers", unnamed)
    local = alice.api.post(f"{base}/providers", {"name": "Here", "kind": "LOCAL"})

    assert (refused.status_code, refused.json()["field"]) == (400, "model")
    assert local.status_code == 201


def test_names_are_unique(alice: Person, base: str, cloud: Provider) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{base}/providers", {**CLOUD, "name": "CLOUD"})

    assert (answer.status_code, answer.json()["field"]) == (409, "name")


def test_members_see_providers_and_managers_change_them(
    alice: Person, bob: Person, base: str, cloud: Provider
) -> None:
    path = f"{base}/providers/{cloud.public_id}"

    assert bob.api.get(path).status_code == 200
    with nothing_changes():
        assert bob.api.post(f"{base}/providers", {**CLOUD, "name": "Mine"}).status_code == 403
        assert bob.api.patch(path, {"model": "x"}).status_code == 403
        assert bob.api.delete(path).status_code == 403
        assert bob.api.post(f"{path}/test").status_code == 403


def test_a_provider_of_another_workspace_is_not_found(
    alice: Person, base: str, agent: Agent
) -> None:
    foreign = make_provider(make_workspace(alice, name="Other")).public_id
    path = f"{base}/agents/{agent.public_id}"

    assert alice.api.get(f"{base}/providers/{foreign}").status_code == 404
    with nothing_changes():
        own = alice.api.patch(path, {"provider_id": foreign})
        stepping_in = alice.api.patch(path, {"fallback_provider_ids": [foreign]})
    assert (own.status_code, own.json()["field"]) == (404, "provider_id")
    assert (stepping_in.status_code, stepping_in.json()["field"]) == (404, "fallback_provider_ids")


def test_the_list_costs_four_queries(alice: Person, base: str, acme: Workspace) -> None:
    for number in range(3):
        make_provider(acme, f"Cloud {number}")

    with assert_queries(4):  # session, scope, count, page
        alice.api.get(f"{base}/providers")


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
        peer.usage(asked=100, said=20)
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


def test_a_fallback_provider_is_listed_once_per_agent(
    acme: Workspace, cloud: Provider, agent: Agent
) -> None:
    with workspace_scope(acme.pk), pytest.raises(IntegrityError, match="a_provider_steps_in_once"):
        AgentFallback.objects.bulk_create(
            AgentFallback(workspace=acme, agent=agent, provider=cloud, position=position)
            for position in (0, 1)
        )
