"""Reads for the widget. All need a scope."""

from __future__ import annotations

import re

from django.db.models import Avg, Case, Q, QuerySet, When

from core.errors import NotFound
from core.lookup import find
from voice.agents.errors import AgentNotPublished
from voice.agents.models import Agent
from voice.conversations.models import Conversation, Message
from widget.models import Escalation, Feedback, VisitorSession, WidgetConfig

SESSION_KEY = re.compile(r"[A-Za-z0-9_-]{3,100}", re.ASCII)
HISTORY = 50  # messages that a visitor sees on return
_WITH_AUTHORS = ("agent_version", "author", "conversation")


def published_agent(agent_id: str) -> Agent:
    """Raises NotFound, or AgentNotPublished for a draft."""
    agent: Agent = find(
        Agent.objects.select_related("published_version"), agent_id, field="agent_id"
    )
    if agent.status != Agent.Status.PUBLISHED or agent.published_version is None:
        raise AgentNotPublished(field="agent_id")
    return agent


def appearance_of(agent: Agent) -> WidgetConfig:
    """The agent's own configuration, or an unsaved default."""
    return WidgetConfig.objects.filter(agent=agent).first() or WidgetConfig(agent=agent)


def check_session(message: Message, key: str) -> None:
    """Raise NotFound unless this is the key of the message's visitor session."""
    rows = VisitorSession.objects.filter(conversation=message.conversation_id)
    if not rows.filter(key=key).exists():
        raise NotFound(field="session_id")


def visitor_session(key: str, *, agent_id: str | None, field: str | None = None) -> VisitorSession:
    """The visitor session with that key, for that agent; without one, the workspace's only one.

    field: the input that held the key. Raises NotFound, also for a session without messages.
    """
    rows = VisitorSession.objects.select_related("conversation__assigned_to", "conversation__agent")
    if agent_id is not None:
        rows = rows.filter(agent=find(Agent.objects, agent_id, field="agent_id"))
    found = list(rows.filter(key=key)[:2]) if SESSION_KEY.fullmatch(key) else []
    if len(found) != 1 or found[0].conversation is None:
        raise NotFound(field=field)
    return found[0]


def legacy_session(key: str, *, agent_id: str | None) -> VisitorSession:
    """The session that `/widget/init` started under that key. Raises NotFound."""
    session = VisitorSession.objects.select_related("agent").filter(key=key).first()
    if session is None or agent_id not in (None, session.agent.public_id):
        raise NotFound(field="session_id" if session is None else "agent_id")
    return session


def history_of(conversation: Conversation) -> list[Message]:
    """The latest messages that visitors may see, oldest first."""
    messages = Message.objects.filter(conversation=conversation, state=Message.State.COMPLETED)
    latest = messages.select_related(*_WITH_AUTHORS).prefetch_related("evidence").order_by("-pk")
    return list(reversed(latest[:HISTORY]))


def human_replies_since_question(conversation: Conversation) -> list[Message]:
    """Human replies after the visitor's last message, oldest first."""
    rows = Message.objects.filter(conversation=conversation)
    last = rows.filter(role=Message.Role.USER).order_by("-pk").values_list("pk", flat=True).first()
    words = rows.filter(role=Message.Role.HUMAN, pk__gt=last or 0)
    return list(words.select_related(*_WITH_AUTHORS).order_by("-pk")[:HISTORY])[::-1]


def message_in(conversation: Conversation, message_id: str) -> Message:
    """Raises NotFound for a message of another conversation."""
    rows = Message.objects.filter(conversation=conversation)
    return find(rows, message_id, field="message_id")


def ratable_answer(message_id: str) -> Message:
    """A finished answer in a visitor's conversation. Raises NotFound."""
    rows = _widget_messages().filter(
        role__in=(Message.Role.ASSISTANT, Message.Role.HUMAN), state=Message.State.COMPLETED
    )
    return find(rows.select_related("conversation"), message_id, field="message_id")


def answer(message_id: str) -> Message:
    """An answer in a visitor's conversation, or a question that a human is to answer.

    Raises NotFound.
    """
    return find(_answers(), message_id, field="message_id")


def answer_by_key(key: int) -> Message:
    return _answers().get(pk=key)


def shown_sources(message: Message) -> list[dict[str, object]]:
    """The sources of a stored answer, in the form that was streamed."""
    return [evidence.source.as_json() for evidence in message.evidence.order_by("position", "pk")]


def escalations(*, agent: Agent | None = None, status: str = "") -> QuerySet[Escalation]:
    """With agent, conversation and assigned member."""
    rows = Escalation.objects.select_related("agent", "conversation", "contact", "handled_by")
    if agent is not None:
        rows = rows.filter(agent=agent)
    return rows.filter(status=status) if status else rows


def satisfaction_of(agent: Agent) -> float | None:
    """From 1, all thumbs down, to 5; None without feedback."""
    worth = Case(When(type=Feedback.Type.THUMBS_UP, then=5.0), default=1.0)
    rows = Feedback.objects.filter(message__conversation__agent=agent)
    average: float | None = rows.aggregate(average=Avg(worth))["average"]
    return None if average is None else round(average, 2)


def _answers() -> QuerySet[Message]:
    is_answer = Q(role=Message.Role.ASSISTANT)
    is_for_a_human = Q(role=Message.Role.USER, answer=None)
    return _widget_messages().filter(is_answer | is_for_a_human).select_related("agent_version")


def _widget_messages() -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.all()
    return rows.filter(conversation__channel=Conversation.Channel.WIDGET)
