"""Switches between agent and human: take over, hand back, close, reopen."""

from __future__ import annotations

from datetime import datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.events import publish_event
from core.scope import workspace_scope
from voice.conversations.errors import ConversationTaken, NotTakenOver, OwnChat
from voice.conversations.events import (
    ConversationEnded,
    ConversationHandedBack,
    ConversationTakenOver,
)
from voice.conversations.models import Conversation, Message
from voice.conversations.services import notifications
from workspaces.contacts.models import Contact
from workspaces.services import record

Status = Conversation.Status


@transaction.atomic
def take_over(
    *, conversation: Conversation, by: User, now: datetime, force: bool = False
) -> Conversation:
    """Assign the conversation to a human; the agent is silent from the commit on.

    An answer that has not started by then is dropped; one that has, or has booked something, is
    finished.
    force: also take it over from a colleague.

    Raises ConversationTaken or OwnChat.
    """
    locked = lock_conversation(conversation)
    if locked.channel == Conversation.Channel.CHAT:
        raise OwnChat
    holder = locked.assigned_to if locked.status == Status.HUMAN else None
    if holder == by:
        return locked
    if holder is not None and not force:
        raise ConversationTaken(name=notifications.display_name(holder))
    _set_status(locked, status=Status.HUMAN, assigned_to=by, taken_over_at=now, closed_at=None)
    publish_event(
        ConversationTakenOver(
            conversation_id=locked.public_id, agent_id=_agent_id(locked), assigned_to=by.public_id
        )
    )
    record(
        action="CONVERSATION_TAKEN_OVER",
        target=locked.public_id,
        before={"assigned_to": holder.public_id if holder else None},
        after={"assigned_to": by.public_id},
        now=now,
    )
    return locked


@transaction.atomic
def hand_back(*, conversation: Conversation, now: datetime) -> Conversation:
    """Give the conversation back to the agent. Raises NotTakenOver."""
    locked = lock_conversation(conversation)
    if locked.status != Status.HUMAN:
        raise NotTakenOver
    _set_status(locked, status=Status.AGENT, assigned_to=None)
    publish_event(
        ConversationHandedBack(conversation_id=locked.public_id, agent_id=_agent_id(locked))
    )
    record(action="CONVERSATION_HANDED_BACK", target=locked.public_id, now=now)
    return locked


@transaction.atomic
def close_conversation(*, conversation: Conversation, now: datetime) -> Conversation:
    """Close the conversation until the visitor writes again. Idempotent."""
    locked = lock_conversation(conversation)
    if locked.status == Status.CLOSED:
        return locked
    before = locked.status
    _set_status(locked, status=Status.CLOSED, assigned_to=None, closed_at=now)
    publish_event(ConversationEnded(conversation_id=locked.public_id, agent_id=_agent_id(locked)))
    _record_status("CONVERSATION_CLOSED", locked, before=before, now=now)
    return locked


@transaction.atomic
def reopen_conversation(*, conversation: Conversation, now: datetime) -> Conversation:
    """Reopen with the agent; an open conversation is unchanged."""
    locked = lock_conversation(conversation)
    if locked.status != Status.CLOSED:
        return locked
    _set_status(locked, status=Status.AGENT, closed_at=None)
    _record_status("CONVERSATION_REOPENED", locked, before=Status.CLOSED, now=now)
    return locked


@transaction.atomic
def mark_escalated(
    *, conversation: Conversation, email: str, name: str, contact: Contact
) -> Conversation:
    """Record that the visitor wants a human, and their contact details.

    contact: whom these name.
    """
    locked = lock_conversation(conversation)
    locked.is_escalated, locked.visitor_email, locked.contact = True, email, contact
    locked.visitor_name = name or locked.visitor_name
    locked.save(update_fields=["is_escalated", "visitor_email", "visitor_name", "contact"])
    notifications.conversation_changed(locked)
    return locked


def drop_if_taken_over(message: Message) -> bool:
    """Drop an answer that has not started if a human has taken over; True if dropped.

    Decided here: a human who takes over later waits for the end of the answer.
    """
    with workspace_scope(message.workspace_id):
        generating = Message.objects.filter(pk=message.pk, state=Message.State.GENERATING)
        silenced = generating.filter(conversation__status=Status.HUMAN)
        return bool(silenced.update(state=Message.State.DROPPED))


def lock_conversation(conversation: Conversation) -> Conversation:
    """Lock the conversation until the transaction ends and return its current row."""
    # Without joins: a row joined to a locked row may be older than that row.
    return lock_rows(Conversation.objects.filter(pk=conversation.pk), no_key=True).get()


class _StatusChanges(TypedDict, total=False):
    status: Required[str]
    assigned_to: User | None
    taken_over_at: datetime
    closed_at: datetime | None


def _set_status(conversation: Conversation, **changes: Unpack[_StatusChanges]) -> None:
    for field, value in changes.items():
        setattr(conversation, field, value)
    conversation.save(update_fields=list(changes))
    notifications.conversation_changed(conversation)


def _agent_id(conversation: Conversation) -> str | None:
    return conversation.agent.public_id if conversation.agent else None


def _record_status(action: str, locked: Conversation, *, before: str, now: datetime) -> None:
    record(
        action=action,
        target=locked.public_id,
        before={"status": before},
        after={"status": locked.status},
        now=now,
    )
