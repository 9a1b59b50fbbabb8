"""Talking with an agent that books, on Monday, 1 March 2027, at noon in Vienna."""

from __future__ import annotations

from datetime import datetime

from core.scope import workspace_scope
from scheduling.models import Appointment, Hold
from scheduling.tests.fixtures import NOW
from voice.conversations import services
from voice.conversations.models import Conversation, Message

ASKED = "appointment tomorrow at 2 pm please"
DETAILS = ("Ada Lovelace", "ada@example.com")


def say(
    conversation: Conversation, *said: str, starts: bool = True, now: datetime = NOW
) -> Message:
    """Say one thing after another; returns the last answer. starts: False only asks."""
    for text in said:
        with workspace_scope(conversation.workspace_id):
            answer, _ = services.ask(
                conversation=conversation, question=text, now=now, starts=False
            )
        if starts:
            services.generate_reply(message_id=answer.pk, workspace_id=conversation.workspace_id)
    with workspace_scope(conversation.workspace_id):
        return Message.objects.get(pk=answer.pk)


def booked(conversation: Conversation) -> list[Appointment]:
    with workspace_scope(conversation.workspace_id):
        return list(Appointment.objects.select_related("calendar").order_by("pk"))


def holds(conversation: Conversation) -> int:
    with workspace_scope(conversation.workspace_id):
        return Hold.objects.count()
