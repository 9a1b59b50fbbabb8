"""What can be done about agents and conversations."""

from voice.services.agents import change_agent, create_agent, publish_agent
from voice.services.answers import Answer, answer_once
from voice.services.conversations import ask, repeated, start_conversation
from voice.services.replies import generate_reply, interrupt_reply, start_generating

__all__ = [
    "Answer",
    "answer_once",
    "ask",
    "change_agent",
    "create_agent",
    "generate_reply",
    "interrupt_reply",
    "publish_agent",
    "repeated",
    "start_conversation",
    "start_generating",
]
