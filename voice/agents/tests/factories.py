"""Agents, published or not."""

from __future__ import annotations

from django.utils import timezone

from core.scope import workspace_scope
from voice.agents import services
from voice.agents.models import Agent
from workspaces.models import Workspace


def make_agent(workspace: Workspace, name: str = "Helper", *, publish: bool = True) -> Agent:
    with workspace_scope(workspace.pk):
        agent = services.create_agent(name=name, now=timezone.now())
        if publish:
            services.publish_agent(agent=agent, now=timezone.now())
    return agent
