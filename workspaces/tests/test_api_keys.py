"""API keys: shown once, stored as a hash, limited to their websites, dead when revoked."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.scope import as_table_owner
from core.testing import ApiClient, assert_queries, nothing_changes
from workspaces.models import ApiKey, Workspace
from workspaces.services.keys import origin_allowed
from workspaces.tests.factories import Person

REFUSED = {"detail": "A valid API key is needed.", "code": "API_KEY_INVALID", "field": None}


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/api-keys"


def stored() -> ApiKey:
    with as_table_owner():
        return ApiKey.everywhere.get()


def config(agent: Any, key: str | None, **headers: str) -> Any:
    """The widget's first request."""
    given = headers if key is None else {"X-API-Key": key, **headers}
    return ApiClient(**given).get(f"/api/v1/widget/config/{agent.public_id}")


def test_a_key_is_shown_once(alice: Person, path: str) -> None:
    domains = ["example.com", "*.example.com"]

    answer = alice.api.post(path, {"name": "Production Key", "allowed_domains": domains})

    body, row = answer.json(), stored()
    assert answer.status_code == 201
    assert body == {
        "id": row.public_id,
        "name": "Production Key",
        "key": body["key"],
        "key_prefix": f"{body['key'][:12]}...",
        "allowed_domains": domains,
        "scopes": ["widget:read", "widget:chat"],
        "is_active": True,
        "expires_at": None,
        "last_used_at": None,
        "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
        "message": "Save this key - it won't be shown again!",
    }
    assert body["key"].startswith("pk_live_")
    assert len(body["key"]) == len("pk_live_") + 43  # 32 random bytes
    (listed,) = alice.api.get(path).json()["api_keys"]
    assert listed == {name: body[name] for name in body if name not in ("key", "message")}


def test_only_the_hash_of_a_key_is_stored(alice: Person, path: str) -> None:
    key = alice.api.post(path, {"name": "Website"}).json()["key"]

    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT key_hash, key::text FROM workspaces_apikey key")
        ((digest, row),) = cursor.fetchall()
    assert bytes(digest) == hashlib.sha256(key.encode()).digest()
    assert key[12:] not in row


def test_every_key_is_different(alice: Person, path: str) -> None:
    keys = {alice.api.post(path, {"name": "Website"}).json()["key"] for _ in range(20)}

    assert len(keys) == 20


def test_a_key_has_at_most_fifty_domains(alice: Person, path: str) -> None:
    fifty = [f"shop{number}.example.com" for number in range(50)]

    assert alice.api.post(path, {"name": "W", "allowed_domains": fifty}).status_code == 201
    with nothing_changes():
        refused = alice.api.post(path, {"name": "W", "allowed_domains": [*fifty, "more.com"]})
    assert (refused.status_code, refused.json()["field"]) == (400, "allowed_domains")


def test_a_change_applies_and_leaves_the_rest(alice: Person, path: str, agent: Any) -> None:
    made = alice.api.post(path, {"name": "Old", "allowed_domains": ["old.com"]}).json()
    key_path = f"{path}/{made['id']}"

    renamed = alice.api.patch(key_path, {"name": "New"})
    assert renamed.status_code == 200
    assert (renamed.json()["name"], renamed.json()["allowed_domains"]) == ("New", ["old.com"])

    moved = alice.api.patch(key_path, {"allowed_domains": ["https://www.new.com"]})
    assert (moved.json()["name"], moved.json()["allowed_domains"]) == ("New", ["new.com"])
    assert "key" not in moved.json()
    assert config(agent, made["key"], Origin="https://new.com").status_code == 200
    assert config(agent, made["key"], Origin="https://old.com").status_code == 403


def test_a_revoked_key_is_dead_at_once_and_stays_listed(
    alice: Person, path: str, agent: Any
) -> None:
    made = alice.api.post(path, {"name": "Website"}).json()
    assert config(agent, made["key"]).status_code == 200

    answer = alice.api.delete(f"{path}/{made['id']}")

    assert (answer.status_code, answer.json()) == (200, {"message": "API key revoked"})
    refused = config(agent, made["key"])
    assert (refused.status_code, refused.json()) == (401, REFUSED)
    (listed,) = alice.api.get(path).json()["api_keys"]
    assert (listed["id"], listed["is_active"]) == (made["id"], False)


def test_a_key_allows_only_its_scopes(alice: Person, path: str, agent: Any) -> None:
    body = {"name": "Reader", "scopes": ["widget:read", "widget:read"]}
    made = alice.api.post(path, body).json()
    visitor = ApiClient(**{"X-API-Key": made["key"]})
    question = {"agent_id": agent.public_id, "message": "Hello?"}

    with nothing_changes():
        refused = visitor.post("/api/v1/widget/chat", question)

    assert made["scopes"] == ["widget:read"]
    assert (refused.status_code, refused.json()["code"]) == (403, "SCOPE_MISSING")
    assert config(agent, made["key"]).status_code == 200
    changed = alice.api.patch(f"{path}/{made['id']}", {"scopes": ["widget:chat"]}).json()
    assert changed["scopes"] == ["widget:chat"]
    assert config(agent, made["key"]).status_code == 403


def test_an_expired_key_is_refused(alice: Person, path: str, agent: Any) -> None:
    expires_at = timezone.now() + timedelta(days=1)
    body = {"name": "Website", "expires_at": expires_at.isoformat()}
    made = alice.api.post(path, body).json()
    assert config(agent, made["key"]).status_code == 200

    with as_table_owner():
        ApiKey.everywhere.update(expires_at=timezone.now() - timedelta(days=1))
    refused = config(agent, made["key"])

    assert (refused.status_code, refused.json()) == (401, REFUSED)
    assert alice.api.patch(f"{path}/{made['id']}", {"expires_at": None}).status_code == 200
    assert config(agent, made["key"]).status_code == 200


def test_an_expiry_in_the_past_is_refused(alice: Person, path: str) -> None:
    made = alice.api.post(path, {"name": "Website"}).json()

    with nothing_changes():
        answers = [
            alice.api.post(path, {"name": "Late", "expires_at": "2020-01-01T00:00:00Z"}),
            alice.api.patch(f"{path}/{made['id']}", {"expires_at": "2020-01-01T00:00:00Z"}),
            alice.api.post(path, {"name": "Late", "expires_at": "soon"}),
        ]

    refused = [(each.status_code, each.json()["field"]) for each in answers]
    assert refused == [(400, "expires_at")] * 3


def test_revoking_is_idempotent(alice: Person, path: str) -> None:
    made = alice.api.post(path, {"name": "Website"}).json()
    alice.api.delete(f"{path}/{made['id']}")

    with nothing_changes():
        answer = alice.api.delete(f"{path}/{made['id']}")

    assert answer.status_code == 200


@pytest.mark.parametrize("key", [None, "", "x", "pk_live_", "pk_live_" + "A" * 43, "é" * 20])
def test_a_missing_and_a_wrong_key_get_the_same_error(agent: Any, key: str | None) -> None:
    with nothing_changes():
        answer = config(agent, key)

    assert (answer.status_code, answer.json()) == (401, REFUSED)


def test_another_website_is_refused(alice: Person, path: str, agent: Any) -> None:
    body = {"name": "Website", "allowed_domains": ["example.com"]}
    key = alice.api.post(path, body).json()["key"]

    with nothing_changes():
        answer = config(agent, key, Origin="https://evil.com")

    assert (answer.status_code, answer.json()["code"]) == (403, "DOMAIN_NOT_ALLOWED")
    assert config(agent, key, Origin="https://www.example.com:8443").status_code == 200


def test_last_use_is_recorded_to_the_minute(alice: Person, path: str, agent: Any) -> None:
    key = alice.api.post(path, {"name": "Website"}).json()["key"]
    started = timezone.now()

    config(agent, key)
    first = stored().last_used_at
    config(agent, key)

    assert first is not None
    assert started <= first <= timezone.now()
    assert stored().last_used_at == first
    with as_table_owner():
        ApiKey.everywhere.update(last_used_at=first - timedelta(minutes=2))
    config(agent, key)
    assert stored().last_used_at > first


@pytest.mark.parametrize("count", [0, 30])
def test_the_list_costs_four_queries_at_any_size(alice: Person, path: str, count: int) -> None:
    for number in range(count):
        alice.api.post(path, {"name": f"Key {number}"})

    with assert_queries(4):  # session, scope, count, page
        answer = alice.api.get(path)

    assert answer.json()["total"] == len(answer.json()["api_keys"]) == count


@pytest.mark.parametrize(
    ("domains", "allowed", "refused"),
    [
        (
            [],
            ["http://localhost", "http://localhost:3000", "http://127.0.0.1:8000"],
            ["https://example.com", "https://localhost.evil.com", "null", "", "file://"],
        ),
        (
            ["example.com"],
            ["https://example.com", "http://www.example.com:81", "HTTPS://EXAMPLE.COM"],
            ["https://evilexample.com", "https://shop.example.com", "https://example.com.evil.com"]
            + ["https://example.co", "http://localhost", "null", "https://", "https://[::1", "x"],
        ),
        (
            ["*.example.com"],
            ["https://shop.example.com", "https://a.b.example.com:8443", "https://www.example.com"],
            ["https://example.com", "https://evilexample.com", "https://example.com.evil.com"],
        ),
        (
            ["*.shop.example.com"],
            ["https://a.shop.example.com"],
            ["https://shop.example.com", "https://a.example.com"],
        ),
    ],
    ids=["none", "host", "wildcard", "deep wildcard"],
)
def test_a_key_allows_its_websites(
    domains: list[str], allowed: list[str], refused: list[str]
) -> None:
    assert [each for each in allowed if not origin_allowed(each, domains)] == []
    assert [each for each in refused if origin_allowed(each, domains)] == []


def test_a_key_of_another_workspace_is_refused(
    charlie: Person, other_workspace: Workspace, agent: Any
) -> None:
    path = f"/api/v1/workspaces/{other_workspace.public_id}/api-keys"
    key = charlie.api.post(path, {"name": "Website"}).json()["key"]

    answer = config(agent, key)

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
