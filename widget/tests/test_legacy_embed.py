"""The legacy embed's three JSON endpoints, key for key: errors are successful responses too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.jobs.cleanup import run_cleanups
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, nothing_changes
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations import services as conversations
from voice.conversations.models import Conversation, Message
from widget.models import VisitorSession, WidgetEvent
from widget.tests.visiting import WIDGET
from workspaces.models import ApiKey, UsageCounter, Workspace
from workspaces.tests.factories import Person, make_key

pytestmark = pytest.mark.usefixtures("on_commit")

PAGE = "https://www.example.com/shop?a=1"


@pytest.fixture
def key(acme: Workspace) -> str:
    return make_key(acme, ["example.com"])


def init(agent_id: str, key: str, origin: str | None = None, **fields: Any) -> Any:
    headers = {} if origin is None else {"Origin": origin}
    body = {"agent_id": agent_id, "api_key": key, "page_url": PAGE, **fields}
    return ApiClient(**headers).post(f"{WIDGET}/init", body)


def chat(session_id: str | None, message: str = "Hello!", **headers: str) -> Any:
    body = {"session_id": session_id, "message": message}
    return ApiClient(**headers).post(f"{WIDGET}/chat", body)


@pytest.fixture
def session_id(agent: Agent, key: str) -> str:
    return str(init(agent.public_id, key).json()["session_id"])


def test_init_starts_a_session(acme: Workspace, agent: Agent, key: str) -> None:
    answer = init(
        agent.public_id, key, page_title="Shop", referrer="https://r.example/", language="en-GB"
    )

    with workspace_scope(acme.pk):
        session = VisitorSession.objects.get()
        assert not Conversation.objects.exists()
    assert answer.json() == {
        "agent_id": agent.public_id,
        "agent_name": "Helper",
        "widget_settings": {
            "primaryColor": "#1d4ed8",
            "position": "bottom-right",
            "agentName": "Helper",
            "welcomeMessage": "Hi! How can I help you today?",
            "showPoweredBy": True,
            "theme": "light",
        },
        "session_id": session.key,
        "allowed": True,
        "error": None,
    }
    assert (session.page_url, session.page_title, session.language) == (PAGE, "Shop", "en-GB")
    assert session.is_legacy


@pytest.mark.parametrize(
    ("origin", "page_url", "allowed"),
    [
        (None, PAGE, True),
        (None, "https://evil.example/", False),
        (None, "", True),
        (None, "about:blank", False),
        ("https://example.com", "https://evil.example/", True),
        ("https://evil.example", PAGE, False),
        ("null", PAGE, False),
    ],
)
def test_the_page_is_checked_like_an_origin_which_takes_precedence(
    agent: Agent, key: str, origin: str | None, page_url: str, allowed: bool
) -> None:
    answer = init(agent.public_id, key, origin, page_url=page_url)

    assert (answer.status_code, answer.json()["allowed"]) == (200, allowed)
    assert (answer.json()["error"] is None) == allowed


@pytest.mark.parametrize("fields", [{}, {"api_key": None}, {"api_key": ""}, {"api_key": " "}])
def test_a_missing_key_is_a_refusal_like_a_wrong_one(
    agent: Agent, key: str, fields: dict[str, Any]
) -> None:
    with nothing_changes():
        answer = ApiClient().post(f"{WIDGET}/init", {"agent_id": agent.public_id, **fields})

    assert (answer.status_code, answer.json()["allowed"]) == (200, False)
    assert answer.json()["error"] == init(agent.public_id, "pk_live_x").json()["error"]
    assert answer.json()["session_id"] is None


@pytest.mark.parametrize("why", ["no agent", "foreign agent", "draft", "bad key", "no scope"])
def test_an_error_is_a_successful_response(
    acme: Workspace, other_workspace: Workspace, agent: Agent, key: str, why: str
) -> None:
    agent_id, text = agent.public_id, key
    if why == "no agent":
        agent_id = "agent_x"
    elif why == "foreign agent":
        agent_id = make_agent(other_workspace).public_id
    elif why == "draft":
        agent_id = make_agent(acme, "Draft", publish=False).public_id
    elif why == "bad key":
        text = "pk_live_x"
    else:
        with as_table_owner():
            ApiKey.everywhere.update(scopes=["widget:read"])

    with nothing_changes():
        answer = init(agent_id, text)

    body = answer.json()
    assert answer.status_code == 200
    assert (
        body.pop("error")
        in {
            "There is no such agent.",
            "This agent is not published.",
            "A valid API key is needed.",
        }
        or why == "no scope"
    )
    assert body == {
        "agent_id": agent_id,
        "agent_name": None,
        "widget_settings": None,
        "session_id": None,
        "allowed": False,
    }


def test_init_allows_every_origin_and_the_others_do_not(key: str) -> None:
    headers = {"Origin": "https://anywhere.example", "Access-Control-Request-Method": "POST"}

    open_to_all = Client().options(f"{WIDGET}/init", headers=headers)
    closed = Client().options(f"{WIDGET}/event", headers=headers)

    assert open_to_all["Access-Control-Allow-Origin"] == "https://anywhere.example"
    assert "Access-Control-Allow-Origin" not in closed


def test_a_question_gets_its_whole_answer(acme: Workspace, session_id: str) -> None:
    answer = chat(session_id)

    with workspace_scope(acme.pk):
        stored = Message.objects.get(role="ASSISTANT")
        assert UsageCounter.objects.get().used == 1
    assert answer.json() == {"response": stored.content, "message_id": stored.public_id}
    assert stored.content.startswith("Hello!")


def test_a_session_continues_with_its_key(acme: Workspace, session_id: str) -> None:
    chat(session_id)
    chat(session_id)

    with workspace_scope(acme.pk):
        assert Conversation.objects.count() == 1
        assert Message.objects.count() == 4


@pytest.mark.parametrize("named", [None, "", "sess_x", "x" * 200, "\x00", 7, ["a"]])
def test_without_an_api_key_only_legacy_sessions_open(key: str, named: Any) -> None:
    with nothing_changes():
        answer = ApiClient().post(f"{WIDGET}/chat", {"session_id": named, "message": "Hi"})

    assert (answer.status_code, answer.json()["code"]) == (401, "API_KEY_INVALID")


def test_a_session_of_the_current_widget_requires_an_api_key(
    acme: Workspace, agent: Agent, key: str
) -> None:
    body = {"agent_id": agent.public_id, "session_id": "sess_newer", "message": "Hello!"}
    b"".join(ApiClient(**{"X-API-Key": key}).post(f"{WIDGET}/chat", body).streaming_content)

    assert chat("sess_newer").status_code == 401


def test_a_session_closes_with_the_api_key_that_started_it(session_id: str) -> None:
    with as_table_owner():
        ApiKey.everywhere.update(revoked_at=timezone.now())

    with nothing_changes():
        assert chat(session_id).status_code == 401


def test_another_website_cannot_continue_a_session(session_id: str) -> None:
    answer = chat(session_id, Origin="https://evil.example")

    assert (answer.status_code, answer.json()["code"]) == (403, "DOMAIN_NOT_ALLOWED")


def test_a_human_is_announced(bob: Person, acme: Workspace, session_id: str) -> None:
    chat(session_id)
    with workspace_scope(acme.pk):
        conversations.take_over(
            conversation=Conversation.objects.get(), by=bob.user, now=timezone.now()
        )

    answer = chat(session_id, "Are you there?").json()

    assert answer["response"] == "Your message has been passed on to a colleague."


def test_a_missing_answer_is_not_waited_for(
    session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.conversations.services.asking.start_answer", lambda job: None)
    monkeypatch.setattr("widget.streams.waiting.MAX_WAIT_SECONDS", 0.0)
    monkeypatch.setattr("widget.streams.waiting._wait_for_stream_end", lambda message: None)

    answer = chat(session_id)

    assert (answer.status_code, answer.json()["code"]) == (503, "ANSWER_LATE")
    assert answer["Retry-After"] == "5"


def tell(agent: Agent, session_id: str, **headers: str) -> Any:
    body = {
        "agent_id": agent.public_id,
        "session_id": session_id,
        "event_type": "opened",
        "event_data": {"by": "click"},
    }
    return ApiClient(**headers).post(f"{WIDGET}/event", body)


def test_reported_events_are_stored(acme: Workspace, agent: Agent, session_id: str) -> None:
    answer = tell(agent, session_id)

    assert (answer.status_code, answer.content) == (200, b'{"status":"ok"}')
    with workspace_scope(acme.pk):
        event = WidgetEvent.objects.select_related("session").get()
    assert (event.session.key, event.type, event.data) == (session_id, "opened", {"by": "click"})


def test_events_are_reported_for_the_own_session_only(
    acme: Workspace, agent: Agent, session_id: str
) -> None:
    other = make_agent(acme, "Other")

    with nothing_changes():
        unknown = tell(agent, "sess_unknown")
        mixed = tell(other, session_id)

    assert (unknown.status_code, unknown.json()["field"]) == (404, "session_id")
    assert (mixed.status_code, mixed.json()["field"]) == (404, "agent_id")


def test_sessions_without_messages_are_deleted(
    acme: Workspace, agent: Agent, key: str, session_id: str
) -> None:
    chat(session_id)
    init(agent.public_id, key)

    run_cleanups(now=timezone.now() + timedelta(days=8))

    with workspace_scope(acme.pk):
        assert VisitorSession.objects.get().key == session_id
