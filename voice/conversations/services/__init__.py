"""Conversations: begun, asked in, taken over by humans, closed, forgotten."""

from voice.conversations.services.asking import ask, repeated, start_conversation
from voice.conversations.services.dispatch import start_answer, work_on_answers
from voice.conversations.services.handling import (
    close_conversation,
    drop_if_taken_over,
    hand_back,
    mark_escalated,
    reopen_conversation,
    take_over,
)
from voice.conversations.services.replies import generate_reply, interrupt_reply
from voice.conversations.services.replying import (
    mark_delivered,
    mark_read_by_staff,
    mark_read_by_visitor,
    reply,
    tell_staff_types,
    tell_visitor_types,
)
from voice.conversations.services.retention import (
    change_conversation_settings,
    delete_conversation,
    forget_old_conversations,
)

__all__ = [
    "ask",
    "change_conversation_settings",
    "close_conversation",
    "delete_conversation",
    "drop_if_taken_over",
    "forget_old_conversations",
    "generate_reply",
    "hand_back",
    "interrupt_reply",
    "mark_delivered",
    "mark_escalated",
    "mark_read_by_staff",
    "mark_read_by_visitor",
    "reopen_conversation",
    "repeated",
    "reply",
    "start_answer",
    "start_conversation",
    "take_over",
    "tell_staff_types",
    "tell_visitor_types",
    "work_on_answers",
]
