"""Agents, and a question whose answer is in their documents."""

from __future__ import annotations

from django.utils import timezone

from core.scope import workspace_scope
from voice import services
from voice.models import Agent, Message
from workspaces.models import Workspace

QUESTION = "How many days do I have to return goods?"
ANSWER = "Goods can be returned within 45 days of delivery."


def make_agent(workspace: Workspace, name: str = "Helper", *, publish: bool = True) -> Agent:
    with workspace_scope(workspace.pk):
        agent = services.create_agent(name=name, now=timezone.now())
        if publish:
            services.publish_agent(agent=agent, now=timezone.now())
    return agent


def reload(message: Message) -> Message:
    with workspace_scope(message.workspace_id):
        return Message.objects.get(pk=message.pk)
