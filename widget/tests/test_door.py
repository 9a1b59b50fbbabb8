"""Who may use a widget: key, website, agent, monthly quota."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Message
from workspaces.models import ApiKey, UsageCounter, Workspace
from workspaces.tests.factories import Person, make_key, make_person, make_workspace

CHAT = "/api/v1/widget/chat"

pytestmark = pytest.mark.usefixtures("on_commit")


def chat(agent: Agent, key: str | None, message: Any = "Hello!", **headers: str) -> Any:
    client = ApiClient(**({} if key is None else {"X-API-Key": key}))
    return client.post(CHAT, {"agent_id": agent.public_id, "message": message}, **headers)


def nothing_was_asked(workspace: Workspace) -> bool:
    with workspace_scope(workspace.pk):
        return not Message.objects.exists() and not UsageCounter.objects.exists()


@pytest.mark.parametrize("key", [None, "", "pk_live_wrong", "Bearer x"])
def test_without_a_valid_key_nothing_happens(
    acme: Workspace, agent: Agent, key: str | None
) -> None:
    answer = chat(agent, key)

    assert (answer.status_code, answer.json()["code"]) == (401, "API_KEY_INVALID")
    assert nothing_was_asked(acme)


def test_a_revoked_key_is_refused_at_once(
    alice: Person, base: str, acme: Workspace, agent: Agent
) -> None:
    key = make_key(acme)
    with workspace_scope(acme.pk):
        stored = ApiKey.objects.get()
    alice.api.delete(f"{base}/api-keys/{stored.public_id}")

    assert chat(agent, key).status_code == 401
    assert nothing_was_asked(acme)


@pytest.mark.parametrize(
    ("domains", "origin", "status"),
    [
        (["example.com"], "https://example.com", 200),
        (["example.com"], "https://www.example.com", 200),
        (["example.com"], "https://example.com:8443", 200),
        (["example.com"], "https://shop.example.com", 403),
        (["example.com"], "https://example.com.evil.test", 403),
        (["example.com"], "https://notexample.com", 403),
        (["*.example.com"], "https://shop.example.com", 200),
        (["*.example.com"], "https://a.b.example.com", 200),
        (["*.example.com"], "https://example.com", 403),
        (["*.example.com"], "https://evilexample.com", 403),
        ([], "http://localhost:3000", 200),
        ([], "http://127.0.0.1:8000", 200),
        ([], "https://example.com", 403),
        (["example.com"], "null", 403),
        (["example.com"], "https://[::1", 403),
        (["example.com"], "https://" + "a." * 4000 + "example.com", 403),
    ],
)
def test_a_key_is_valid_on_its_websites_only(
    acme: Workspace, agent: Agent, domains: list[str], origin: str, status: int
) -> None:
    key = make_key(acme, domains)

    answer = chat(agent, key, Origin=origin)

    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "DOMAIN_NOT_ALLOWED"
        assert nothing_was_asked(acme)
    else:
        assert answer["Access-Control-Allow-Origin"] == origin
        b"".join(answer.streaming_content)


def test_a_preflight_allows_the_websites_of_active_keys(acme: Workspace) -> None:
    make_key(acme, ["example.com"])
    asks = {"Access-Control-Request-Method": "POST"}
    client = ApiClient()

    known = client._client.options(CHAT, headers={"Origin": "https://www.example.com", **asks})
    foreign = client._client.options(CHAT, headers={"Origin": "https://evil.test", **asks})

    assert known["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert "x-api-key" in known["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in foreign


def test_a_draft_is_not_served(acme: Workspace) -> None:
    draft = make_agent(acme, "Draft", publish=False)

    answer = chat(draft, make_key(acme))

    assert (answer.status_code, answer.json()["code"]) == (404, "AGENT_NOT_PUBLISHED")
    assert nothing_was_asked(acme)


def test_an_agent_of_another_tenant_is_not_found(acme: Workspace) -> None:
    theirs = make_agent(make_workspace(make_person("erin"), name="Other"))

    answer = chat(theirs, make_key(acme))

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert nothing_was_asked(acme)


@pytest.mark.parametrize(
    "message", ["", "   ", "x" * 20_000, 7, None, ["a"], "bad\x07bell", "turned\u202eround"]
)
def test_an_invalid_message_is_refused(acme: Workspace, agent: Agent, message: Any) -> None:
    answer = chat(agent, make_key(acme), message)

    assert (answer.status_code, answer.json()["field"]) == (400, "message")
    assert nothing_was_asked(acme)


def test_over_the_monthly_quota_nothing_is_asked(alice: Person) -> None:
    free = make_workspace(alice, name="Free", plan="FREE")
    agent, key = make_agent(free), make_key(free)
    with workspace_scope(free.pk):
        UsageCounter.objects.create(
            workspace=free,
            month=timezone.now().date().replace(day=1),
            metric="messages",
            used=99,
        )

    last = chat(agent, key)
    b"".join(last.streaming_content)
    over = chat(agent, key)

    assert last.status_code == 200
    assert (over.status_code, over.json()["code"]) == (429, "QUOTA_EXCEEDED")
    with workspace_scope(free.pk):
        assert UsageCounter.objects.get().used == 100
        assert Message.objects.count() == 2


@pytest.mark.parametrize(("domains", "allowed"), [([], False), (["testserver"], True)])
def test_a_page_of_this_host_is_told_whether_the_key_allows_it(
    acme: Workspace, agent: Agent, domains: list[str], allowed: bool
) -> None:
    """Browsers name no website when such a page reads, but they do when it asks a question."""
    headers = {"X-API-Key": make_key(acme, domains)}
    client = ApiClient(**headers, **{"Sec-Fetch-Site": "same-origin"})

    answer = client.get(f"/api/v1/widget/config/{agent.public_id}")

    assert (answer.status_code, answer.json()["website_allowed"]) == (200, allowed)


def test_the_config_has_the_contracts_fields(acme: Workspace, agent: Agent) -> None:
    client = ApiClient(**{"X-API-Key": make_key(acme)})

    answer = client.get(f"/api/v1/widget/config/{agent.public_id}")

    assert answer.json() == {
        "agent_id": agent.public_id,
        "agent_name": "Helper",
        "website_allowed": True,
        "appearance": {
            "theme": "light",
            "primary_color": "#1d4ed8",
            "border_radius": 12,
            "position": "bottom-right",
        },
        "behavior": {
            "greeting_enabled": True,
            "greeting_delay": 3000,
            "greeting_message": "Hi! How can I help you today?",
            "suggested_questions": [],
            "language": "auto",
            "feedback_enabled": True,
            "escalation_enabled": True,
            "show_sources": True,
        },
        "branding": {"show_powered_by": True, "avatar_url": None},
    }


def test_a_stream_of_another_tenant_is_not_found(acme: Workspace, agent: Agent) -> None:
    started = chat(agent, make_key(acme))
    b"".join(started.streaming_content)
    with workspace_scope(acme.pk):
        answer_id = Message.objects.get(role="ASSISTANT").public_id
    other = ApiClient(**{"X-API-Key": make_key(make_workspace(make_person("erin"), name="Other"))})

    assert other.get(f"{CHAT}/{answer_id}/stream").status_code == 404


@pytest.mark.parametrize("seen", ["x", "-1", "1.5", "9" * 40])
def test_an_invalid_last_event_id_is_refused(acme: Workspace, agent: Agent, seen: str) -> None:
    client = ApiClient(**{"X-API-Key": make_key(acme)})

    answer = client.get(f"{CHAT}/msg_x/stream", **{"Last-Event-ID": seen})

    assert (answer.status_code, answer.json()["field"]) == (400, "Last-Event-ID")


def test_one_visitor_cannot_use_up_the_workspaces_limit(
    acme: Workspace, agent: Agent, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.throttling.WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR, settings.TRUSTED_PROXIES = 1 / 30, 1  # one question per visitor
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(own_requests_per_minute=5 * 30)
    key = make_key(acme, ["example.com"])
    site = {"Origin": "https://example.com"}

    flood = [chat(agent, key, **site, **{"X-Forwarded-For": "9.9.9.9"}) for _ in range(20)]
    other = chat(agent, key, **site, **{"X-Forwarded-For": "8.8.8.8"})

    assert [answer.status_code for answer in flood] == [200] + [429] * 19
    assert (other.status_code, other["X-RateLimit-Limit"]) == (200, "5")
    assert other["X-RateLimit-Remaining"] == "3"
