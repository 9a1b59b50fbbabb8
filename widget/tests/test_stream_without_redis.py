"""Whoever cannot follow an answer live gets it from the database."""

from __future__ import annotations

from typing import Any

import pytest
from redis.exceptions import TimeoutError

from core.testing import ApiClient
from voice.agents.models import Agent
from voice.conversations.clients import streams
from widget.tests.streams import answer_text, events
from workspaces.models import Workspace
from workspaces.tests.factories import make_key


@pytest.mark.usefixtures("on_commit")
def test_a_stream_without_redis_has_the_whole_answer(
    acme: Workspace, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = ApiClient(**{"X-API-Key": make_key(acme)})
    question = {"agent_id": agent.public_id, "message": "Hello!"}
    expected = events(visitor.post("/api/v1/widget/chat", question))

    def stalled() -> Any:
        raise TimeoutError

    monkeypatch.setattr(streams, "redis_client", stalled)
    found = events(visitor.post("/api/v1/widget/chat", question))

    assert answer_text(found) == answer_text(expected) != ""
    assert [event["type"] for event in found] == ["start", "token", "sources", "done"]
