"""Agents and what they say."""

from voice.models.agents import Agent, AgentCollection, AgentVersion, Provider
from voice.models.conversations import Conversation, Evidence, Message

__all__ = [
    "Agent",
    "AgentCollection",
    "AgentVersion",
    "Conversation",
    "Evidence",
    "Message",
    "Provider",
]
