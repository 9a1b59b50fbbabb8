"""Agents, what they say, and what they are tested with."""

from voice.models.agents import Agent, AgentCollection, AgentFallback, AgentVersion, Provider
from voice.models.conversations import Conversation, ConversationSettings, Evidence, Message
from voice.models.tests import AgentTest, AgentTestResult, AgentTestRun

__all__ = [
    "Agent",
    "AgentCollection",
    "AgentFallback",
    "AgentTest",
    "AgentTestResult",
    "AgentTestRun",
    "AgentVersion",
    "Conversation",
    "ConversationSettings",
    "Evidence",
    "Message",
    "Provider",
]
