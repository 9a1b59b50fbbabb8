"""A host is judged alike at every field that takes an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.testing import nothing_changes, shared
from knowledge.tests.factories import make_collection
from voice.agents.models import Agent
from voice.conversations.tests.providers import make_provider
from workspaces.models import Workspace
from workspaces.tests.factories import Person

Write = Callable[[str], Any]

HOSTS = [
    "①②⑦.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "8。8。8。8",
    "☃.example",
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x08080808",
    "017700000001",
    "8.8.8.8.",
    "example.123",
    "10.0.0.1",
    "169.254.169.254",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "localhost",
    "example.com.",
    "a..example.com",
    ".example.com",
    f"{'a' * 64}.example.com",
    "user@example.com",
    "user:secret@example.com",
    "@example.com",
    "example.com:0",
    "example.com:65536",
    "example.com:８０",
    "exa mple.com",
    "ex\u00adample.com",
    "example.com\\@evil.example",
    "*.example.com",
]
FIELDS = ["provider", "changed provider", "embedder", "website", "logo", "avatar", "customer"]


@shared
def writes(alice: Person, acme: Workspace, base: str, agent: Agent) -> dict[str, Write]:
    """By field: sends a host in an address."""
    collection, there = make_collection(acme).public_id, make_provider(acme).public_id
    provider = {"name": "Own", "kind": "OPENAI_COMPATIBLE", "model": "m"}
    embedder = {"kind": "OPENAI_COMPATIBLE", "model": "m"}
    api = alice.api

    def at(host: str, field: str = "base_url") -> dict[str, str]:
        return {field: f"https://{host}/v1"}

    return {
        "provider": lambda host: api.post(f"{base}/providers", {**provider, **at(host)}),
        "changed provider": lambda host: api.patch(f"{base}/providers/{there}", at(host)),
        "embedder": lambda host: api.call(
            "PUT", f"{base}/embedding-index", body=embedder | at(host)
        ),
        "website": lambda host: api.post(
            f"{base}/documents/url", {"url": f"https://{host}/", "collection_id": collection}
        ),
        "logo": lambda host: api.patch(base, at(host, "logo_url")),
        "avatar": lambda host: api.patch(
            f"{base}/agents/{agent.public_id}/widget", at(host, "avatar_url")
        ),
        "customer": lambda host: api.patch("/morpheus/api/v1/customers/me", at(host, "avatar")),
    }


@pytest.mark.parametrize("field", FIELDS)
def test_a_host_is_refused_at_its_field(writes: dict[str, Write], field: str) -> None:
    with nothing_changes():
        answers = {host: writes[field](host) for host in HOSTS}

    assert {host: answer.status_code for host, answer in answers.items()} == dict.fromkeys(
        HOSTS, 400
    )
    named = {
        str(answer.json().get("field") or answer.json()["errors"][0]["field"])
        for answer in answers.values()
    }
    expected = {"website": "url", "logo": "logo_url", "avatar": "avatar_url", "customer": "avatar"}
    assert named == {expected.get(field, "base_url")}


@pytest.mark.parametrize("field", FIELDS)
def test_a_name_in_other_letters_is_accepted(writes: dict[str, Write], field: str) -> None:
    assert writes[field]("Münchner-Hof.example.com").status_code in (200, 201, 202)
