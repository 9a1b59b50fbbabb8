"""Feedback of visitors on answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.events import publish_event
from voice.conversations.models import Message
from widget.events import FeedbackReceived
from widget.models import Feedback


@transaction.atomic
def record_feedback(*, message: Message, type: str, comment: str, now: datetime) -> Feedback:
    """Store feedback on a message; replaces earlier feedback."""
    feedback, _ = Feedback.objects.update_or_create(
        message=message,
        defaults={"type": type, "comment": comment, "given_at": now},
        create_defaults={
            "workspace_id": message.workspace_id,
            "type": type,
            "comment": comment,
            "given_at": now,
        },
    )
    publish_event(
        FeedbackReceived(
            conversation_id=message.conversation.public_id,
            message_id=message.public_id,
            feedback_type=type,
            comment=comment,
        )
    )
    return feedback
