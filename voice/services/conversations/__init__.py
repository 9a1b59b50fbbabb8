"""Conversations: begun, asked in, taken over by humans, closed, forgotten."""

from voice.services.conversations.asking import ask, repeated, start_conversation
from voice.services.conversations.forgetting import (
    change_conversation_settings,
    delete_conversation,
    forget_old_conversations,
)
from voice.services.conversations.handling import (
    close_conversation,
    drop_if_taken_over,
    hand_back,
    mark_escalated,
    reopen_conversation,
    take_over,
)
from voice.services.conversations.replying import (
    mark_delivered,
    mark_read_by_staff,
    mark_read_by_visitor,
    reply,
    tell_staff_types,
    tell_visitor_types,
)

__all__ = [
    "ask",
    "change_conversation_settings",
    "close_conversation",
    "delete_conversation",
    "drop_if_taken_over",
    "forget_old_conversations",
    "hand_back",
    "mark_delivered",
    "mark_escalated",
    "mark_read_by_staff",
    "mark_read_by_visitor",
    "reopen_conversation",
    "repeated",
    "reply",
    "start_conversation",
    "take_over",
    "tell_staff_types",
    "tell_visitor_types",
]
