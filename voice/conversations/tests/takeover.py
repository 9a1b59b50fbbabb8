"""A conversation that a human takes over."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core.models import Job, OutboxEvent
from core.scope import workspace_scope
from core.testing import shared
from voice.agents.models import Agent
from voice.conversations import services as conversations
from voice.conversations.models import Conversation, Message
from voice.conversations.tests.factories import make_conversation
from workspaces.models import Workspace
from workspaces.tests.factories import Person


@shared
def conversation(acme: Workspace, agent: Agent) -> Conversation:
    return make_conversation(acme, agent, ("When are you open?", "From nine to five."))


def ask(conversation: Conversation, question: str) -> tuple[Message, Job | None]:
    with workspace_scope(conversation.workspace_id):
        return conversations.ask(
            conversation=Conversation.objects.select_related("agent__published_version").get(
                pk=conversation.pk
            ),
            question=question,
            now=timezone.now(),
            starts=False,
        )


def take_over(conversation: Conversation, person: Person, **more: bool) -> Conversation:
    with workspace_scope(conversation.workspace_id):
        return conversations.take_over(
            conversation=conversation, by=person.user, now=timezone.now(), **more
        )


def events(name: str) -> list[dict[str, Any]]:
    return [event.payload for event in OutboxEvent.objects.filter(type=name).order_by("pk")]
