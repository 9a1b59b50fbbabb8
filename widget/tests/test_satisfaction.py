"""An agent's satisfaction is from 1 to 5."""

from __future__ import annotations

from django.utils import timezone

from core.scope import workspace_scope
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Message
from voice.conversations.services import start_conversation
from widget.models import Feedback
from workspaces.models import Workspace
from workspaces.tests.factories import Person


def rate(agent: Agent, *types: str) -> None:
    now = timezone.now()
    with workspace_scope(agent.workspace_id):
        conversation = start_conversation(agent=agent, channel="WIDGET", now=now)
        for each in types:
            message = Message.objects.create(
                workspace_id=agent.workspace_id,
                conversation=conversation,
                role=Message.Role.ASSISTANT,
                created_at=now,
            )
            Feedback.objects.create(
                workspace_id=agent.workspace_id, message=message, type=each, given_at=now
            )


def test_thumbs_up_is_five_and_thumbs_down_is_one(
    alice: Person, base: str, acme: Workspace, agent: Agent
) -> None:
    rate(agent, "THUMBS_UP", "THUMBS_UP", "THUMBS_DOWN")
    rate(make_agent(acme, "Other"), "THUMBS_DOWN")

    stats = alice.api.get(f"{base}/agents/{agent.public_id}").json()["stats"]

    assert stats["avg_satisfaction"] == 3.67


def test_without_feedback_there_is_no_satisfaction(alice: Person, base: str, agent: Agent) -> None:
    stats = alice.api.get(f"{base}/agents/{agent.public_id}").json()["stats"]

    assert stats["avg_satisfaction"] is None
