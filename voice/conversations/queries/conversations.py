"""Reads about conversations. All need a scope."""

from __future__ import annotations

from voice.answering import Turn
from voice.conversations.models import Message

HISTORY_TURNS = 12


def history_before(message: Message) -> list[Turn]:
    """The last turns before a message, oldest first."""
    rows = Message.objects.filter(
        conversation=message.conversation_id,
        pk__lt=message.pk,
        state=Message.State.COMPLETED,
    ).order_by("-pk")[:HISTORY_TURNS]
    return [
        Turn(role="user" if row.role == Message.Role.USER else "assistant", content=row.content)
        for row in reversed(rows)
    ]
