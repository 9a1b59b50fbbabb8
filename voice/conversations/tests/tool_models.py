"""An agent whose model calls tools, scripted: on Monday, 1 March 2027, at noon in Vienna."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.scope import workspace_scope
from scheduling.models import Calendar
from scheduling.tests.fixtures import NOW
from voice.agents import services as agents
from voice.agents.models import Agent
from voice.conversations import services
from voice.conversations.models import Conversation
from voice.conversations.tests.providers import make_provider
from voice.providers.tests.llm_server import Server
from voice.providers.tests.tool_server import (
    ASKED,
    GENERATED,
    Script,
    scripted,
)
from workspaces.models import Workspace

WISH = "I'd like an appointment tomorrow at 2 pm, Ada Lovelace, ada@example.com"
READ_OUT = (
    "Let me repeat: Front desk, Tuesday, 2 March 2027 at 2:00 pm (Europe/Vienna, UTC+1), 30"
    " minutes, for Ada Lovelace, ada@example.com. Shall I book it?"
)
COST = ASKED * 2 + GENERATED * 10


@pytest.fixture
def wire() -> str:
    """What one vendor's format shows is not tried again in the other's, unless it is named."""
    return "OPENAI_COMPATIBLE"


@pytest.fixture
def plays(server: Server, wire: str) -> Callable[..., None]:
    def play(*script: Script) -> None:
        server.requests.clear()
        server.script = scripted(wire, *script)

    return play


@pytest.fixture
def conversation(
    acme: Workspace, booking_agent: Agent, server: Server, wire: str, settings: Any
) -> Conversation:
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    suffix = "" if wire == "ANTHROPIC" else "/v1"
    provider = make_provider(
        acme,
        "Tools",
        kind=wire,
        base_url=f"http://127.0.0.1:{server.server_port}{suffix}",
        input_cost=2_000_000,
        output_cost=10_000_000,
    )
    with workspace_scope(acme.pk):
        agents.change_agent(agent=booking_agent, provider=provider, now=NOW)
        agents.publish_agent(agent=booking_agent, now=NOW)
        return services.start_conversation(agent=booking_agent, channel="WIDGET", now=NOW)


@pytest.fixture
def ada(calendar: Calendar) -> dict[str, Any]:
    return {
        "calendar": calendar.public_id,
        "start": "2027-03-02T14:00:00+01:00",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
    }
