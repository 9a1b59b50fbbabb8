"""An agent of Acme that is published."""

from __future__ import annotations

import pytest

from voice.models import Agent
from voice.tests.factories import make_agent
from workspaces.models import Workspace


@pytest.fixture
def agent(acme: Workspace) -> Agent:
    return make_agent(acme)
