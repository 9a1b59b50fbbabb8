"""Reads for the widget. All need a scope."""

from __future__ import annotations

from django.db.models import QuerySet

from core.lookup import find
from voice.errors import AgentNotPublished
from voice.models import Agent, Message
from widget.models import ChatSession, WidgetConfig


def published_agent(agent_id: str) -> Agent:
    """Raises NotFound, or AgentNotPublished for a draft."""
    agent: Agent = find(
        Agent.objects.select_related("published_version"), agent_id, field="agent_id"
    )
    if agent.status != Agent.Status.PUBLISHED or agent.published_version is None:
        raise AgentNotPublished(field="agent_id")
    return agent


def look_of(agent: Agent) -> WidgetConfig:
    """The agent's own configuration, or an unsaved one of defaults."""
    return WidgetConfig.objects.filter(agent=agent).first() or WidgetConfig(agent=agent)


def session_of(message: Message) -> ChatSession:
    return ChatSession.objects.get(conversation=message.conversation_id)


def answer(message_id: str) -> Message:
    """An answer that a chat of the workspace gave. Raises NotFound."""
    return find(_answers(), message_id, field="message_id")


def answer_by_key(key: int) -> Message:
    return _answers().get(pk=key)


def shown_sources(message: Message) -> list[dict[str, object]]:
    """The sources of a stored answer, as they were streamed."""
    return [evidence.as_json() for evidence in message.evidence.order_by("position", "pk")]


def _answers() -> QuerySet[Message]:
    return Message.objects.filter(role=Message.Role.ASSISTANT).select_related("agent_version")
