"""Statistics of an agent's conversations. All need a scope."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from voice.agents.models import Agent
from voice.agents.queries import AgentStatistics
from voice.conversations.models import Conversation, Message

# Visitors' satisfaction with an agent, from 1 to 5; None without feedback.
Satisfaction = Callable[[Agent], float | None]
_satisfactions: list[Satisfaction] = []


def rate_agents_with(satisfaction: Satisfaction) -> None:
    """Register how an app above measures visitors' satisfaction with an agent.

    Called by that app's `AppConfig.ready`, since nothing here may import it.
    """
    _satisfactions[:] = [satisfaction]


class ConversationMeasures:
    """The `AgentMeasures` of this room."""

    def conversation_count(self) -> Combinable:
        rows = Conversation.objects.filter(agent=OuterRef("pk")).order_by().values("agent")
        counted = rows.annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())

    def statistics(self, agent: Agent) -> AgentStatistics:
        return AgentStatistics(
            total_conversations=Conversation.objects.filter(agent=agent).count(),
            total_messages=Message.objects.filter(conversation__agent=agent).count(),
            avg_satisfaction=_satisfactions[0](agent) if _satisfactions else None,
        )
