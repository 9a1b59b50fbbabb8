"""The visitor's side of a conversation with a human."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core import live
from core.errors import DomainError
from core.live import LiveEvent
from core.scope import workspace_scope
from voice.conversations.models import Conversation
from voice.conversations.services import mark_delivered
from voice.conversations.services.notifications import (
    status_of,
    visitor_channel,
    visitor_message_json,
)
from widget import queries
from workspaces.models import ApiKey
from workspaces.services import key_scope

FROM_THE_START = "0"  # id of the first events: a client that resumes from it gets them again


class VisitorChannel:
    """Live channel of one visitor.

    Starts with human replies since the visitor's last message, unless the client resumes without a
    gap; a message may arrive twice, with the same id.
    """

    def __init__(
        self, conversation: Conversation, *, key: str, origin: str | None, last_event_id: str
    ) -> None:
        self.conversation = conversation
        self.key, self.origin = key, origin
        self.name = visitor_channel(conversation)
        place = live.resume_position(self.name, last_event_id)
        self.after = place.id
        self.opening = [LiveEvent(place.id, status_of(conversation))]
        if not place.is_resumed:
            waiting = queries.human_replies_since_question(conversation)
            self.opening = [
                *[LiveEvent(FROM_THE_START, _shown(message)) for message in waiting],
                *self.opening,
            ]
        mark_delivered(conversation=conversation, now=timezone.now())

    def is_still_allowed(self) -> bool:
        """True while the API key is valid with the chat scope and the conversation exists."""
        try:
            with key_scope(text=self.key, origin=self.origin, now=timezone.now()) as access:
                is_there = Conversation.objects.filter(pk=self.conversation.pk).exists()
                return bool(is_there) and ApiKey.Scope.WIDGET_CHAT in access.scopes
        except DomainError:
            return False

    def shown(self, event: LiveEvent) -> dict[str, Any]:
        if event.body["type"] == "message":
            with workspace_scope(self.conversation.workspace_id):
                mark_delivered(conversation=self.conversation, now=timezone.now())
        return event.body


def _shown(message: Any) -> dict[str, Any]:
    return {"type": "message", "message": visitor_message_json(message)}
