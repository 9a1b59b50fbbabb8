"""The stream of an answer does not open the session that it belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from core.testing import ApiClient
from voice.agents.models import Agent
from widget.tests.streams import events
from workspaces.models import Workspace
from workspaces.tests.factories import make_key

CHAT = "/api/v1/widget/chat"

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.fixture
def visitor(acme: Workspace) -> ApiClient:
    return ApiClient(**{"X-API-Key": make_key(acme)})


def ask(visitor: ApiClient, agent: Agent) -> Any:
    return visitor.post(CHAT, {"agent_id": agent.public_id, "message": "Hello!"})


@pytest.mark.parametrize("seen", [None, "0", "10"])
def test_a_message_id_does_not_open_the_session(
    visitor: ApiClient, agent: Agent, seen: str | None
) -> None:
    """Whoever has the public key and saw a message's id may not read the visitor's history."""
    whole = events(ask(visitor, agent))
    message, session = whole[0]["message_id"], whole[0]["session_id"]
    headers = {} if seen is None else {"Last-Event-ID": seen}

    response = visitor.get(f"{CHAT}/{message}/stream", **headers)
    stream = events(response)

    assert session not in str(stream)
    assert session not in str(response.headers)
    assert seen is not None or stream[0] == {"type": "start", "message_id": message, "id": 0}
    named = visitor.get(f"{CHAT}/{message}/stream", {"session_id": session}, **headers)
    assert named.headers["X-Session-Id"] == session
    events(named)


def test_a_stream_is_refused_for_another_session(visitor: ApiClient, agent: Agent) -> None:
    first, second = (events(ask(visitor, agent))[0] for _ in range(2))

    for session in (second["session_id"], "sess_made_up", "", "\n"):
        path = f"{CHAT}/{first['message_id']}/stream"
        answer = visitor.get(path, {"session_id": session})
        assert answer.status_code in (400, 404)
        assert answer.json()["field"] == "session_id"
