"""A visitor of Acme's website, and an agent with a greeting."""

from __future__ import annotations

import pytest

from core.testing import ApiClient
from voice.agents.models import Agent
from widget.tests.visiting import Chat
from workspaces.models import Workspace
from workspaces.tests.factories import make_key


@pytest.fixture
def chat(acme: Workspace, agent: Agent) -> Chat:
    """A visitor session in which one greeting was answered."""
    begun = Chat(ApiClient(**{"X-API-Key": make_key(acme)}), agent, acme)
    begun.say("Hello!")
    return begun
