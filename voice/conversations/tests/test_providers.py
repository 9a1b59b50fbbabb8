"""Providers over the API: managed without revealing keys."""

from __future__ import annotations

from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import assert_queries, nothing_changes
from voice.agents.models import Agent
from voice.conversations.tests.providers import KEY, cloud, make_provider
from voice.providers.models import Provider
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person, make_workspace

__all__ = ["cloud"]

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
        "supports_tools": True,
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


@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("OPENAI_COMPATIBLE", None, True),
        ("ANTHROPIC", None, True),
        ("LOCAL", None, False),
        ("OPENAI_COMPATIBLE", False, False),
        ("LOCAL", True, True),
    ],
)
def test_whether_it_calls_tools_follows_from_its_kind_unless_it_is_said(
    alice: Person, base: str, kind: str, given: bool | None, shown: bool
) -> None:
    made = alice.api.post(f"{base}/providers", {**CLOUD, "kind": kind, "supports_tools": given})

    assert (made.status_code, made.json()["supports_tools"]) == (201, shown)
    changed = alice.api.patch(
        f"{base}/providers/{made.json()['id']}", {"supports_tools": not shown}
    )
    assert changed.json()["supports_tools"] is not shown


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
