"""Conversations: start, ask, take over, reply, close, delete."""

from voice.conversations.services.asking import answer_to_request, ask, start_conversation
from voice.conversations.services.dispatch import run_answer_worker, start_answer
from voice.conversations.services.handling import (
    close_conversation,
    drop_if_taken_over,
    hand_back,
    mark_escalated,
    reopen_conversation,
    take_over,
)
from voice.conversations.services.replies import generate_reply, interrupt_answer
from voice.conversations.services.replying import (
    mark_delivered,
    mark_read_by_staff,
    mark_read_by_visitor,
    notify_staff_typing,
    notify_visitor_typing,
    reply,
)
from voice.conversations.services.retention import (
    change_conversation_settings,
    delete_conversation,
    delete_expired_conversations,
    lock_conversation_settings,
)

__all__ = [
    "ask",
    "change_conversation_settings",
    "close_conversation",
    "delete_conversation",
    "drop_if_taken_over",
    "delete_expired_conversations",
    "generate_reply",
    "hand_back",
    "interrupt_answer",
    "lock_conversation_settings",
    "mark_delivered",
    "mark_escalated",
    "mark_read_by_staff",
    "mark_read_by_visitor",
    "reopen_conversation",
    "answer_to_request",
    "reply",
    "start_answer",
    "start_conversation",
    "take_over",
    "notify_staff_typing",
    "notify_visitor_typing",
    "run_answer_worker",
]
