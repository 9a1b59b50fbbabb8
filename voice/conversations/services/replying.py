"""Human replies to visitors, and delivery and read receipts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from voice.conversations.errors import NotTakenOver
from voice.conversations.models import Conversation, Message
from voice.conversations.services import notifications
from voice.conversations.services.handling import lock_conversation

_FROM_US = (Message.Role.ASSISTANT, Message.Role.HUMAN)


@transaction.atomic
def reply(*, conversation: Conversation, by: User, content: str, now: datetime) -> Message:
    """Send a reply to the visitor of a conversation that was taken over. Raises NotTakenOver."""
    locked = _lock_taken_over(conversation)
    message = Message.objects.create(
        workspace_id=locked.workspace_id,
        conversation=locked,
        role=Message.Role.HUMAN,
        content=content,
        author=by,
        created_at=now,
    )
    Conversation.objects.filter(pk=locked.pk).update(last_message_at=now)
    notifications.message_created(message)
    return message


@transaction.atomic
def notify_staff_typing(*, conversation: Conversation, by: User, is_typing: bool) -> None:
    """Show the visitor whether a member is typing. Raises NotTakenOver."""
    notifications.staff_typing(_lock_taken_over(conversation), by, is_typing=is_typing)


def notify_visitor_typing(*, conversation: Conversation, is_typing: bool) -> None:
    notifications.visitor_typing(conversation, is_typing=is_typing)


@transaction.atomic
def mark_read_by_staff(*, conversation: Conversation, now: datetime) -> None:
    """Mark all of the visitor's messages as read."""
    unread = Message.objects.filter(conversation=conversation, role=Message.Role.USER, read_at=None)
    unread.update(read_at=now)
    Conversation.objects.filter(pk=conversation.pk).update(read_by_staff_at=now)
    notifications.conversation_read(conversation)


@transaction.atomic
def mark_delivered(*, conversation: Conversation, now: datetime) -> None:
    """Mark human replies as delivered to the visitor's browser."""
    waiting = _ours(conversation).filter(role=Message.Role.HUMAN, delivered_at=None)
    messages = list(waiting)
    waiting.filter(pk__in=[message.pk for message in messages]).update(delivered_at=now)
    notifications.messages_marked(conversation, "message.delivered", messages)


@transaction.atomic
def mark_read_by_visitor(*, conversation: Conversation, up_to: Message, now: datetime) -> None:
    """Mark messages to the visitor as read, up to this one."""
    unread = _ours(conversation).filter(pk__lte=up_to.pk, read_at=None)
    messages = list(unread)
    unread.filter(pk__in=[message.pk for message in messages]).update(
        read_at=now, delivered_at=Coalesce(F("delivered_at"), now)
    )
    notifications.messages_marked(conversation, "message.read", messages)


def _ours(conversation: Conversation) -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.filter(state=Message.State.COMPLETED)
    return rows.filter(conversation=conversation, role__in=_FROM_US)


def _lock_taken_over(conversation: Conversation) -> Conversation:
    locked = lock_conversation(conversation)
    if locked.status != Conversation.Status.HUMAN:
        raise NotTakenOver
    return locked
