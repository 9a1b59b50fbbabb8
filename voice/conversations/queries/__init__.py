"""Reads about conversations. All need a scope unless they say otherwise."""

from voice.conversations.queries.conversations import history_before
from voice.conversations.queries.statistics import ConversationMeasures, rate_agents_with

__all__ = ["ConversationMeasures", "history_before", "rate_agents_with"]
