"""Who answers in a conversation: the agent, or a human who has taken it over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core.events import publish_event
from core.scope import workspace_scope
from voice.conversations.errors import ConversationTaken, NotTakenOver, OwnChat
from voice.conversations.models import Conversation, Message
from voice.conversations.services import notifications
from workspaces.services import record

Status = Conversation.Status


@transaction.atomic
def take_over(
    *, conversation: Conversation, by: User, now: datetime, force: bool = False
) -> Conversation:
    """Have a human answer; the agent is silent from the commit on.

    An answer of which nothing has been said by then is dropped, one that is being said is finished.
    force: also from a colleague who has it. Raises ConversationTaken or OwnChat.
    """
    held = hold(conversation)
    if held.channel == Conversation.Channel.CHAT:
        raise OwnChat
    holder = held.assigned_to if held.status == Status.HUMAN else None
    if holder == by:
        return held
    if holder is not None and not force:
        raise ConversationTaken(name=notifications.name_of(holder))
    _turn(held, status=Status.HUMAN, assigned_to=by, taken_over_at=now, closed_at=None)
    _publish("CONVERSATION_TAKEN_OVER", held, assigned_to=by.name_outside)
    record(
        action="CONVERSATION_TAKEN_OVER",
        target=held.name_outside,
        before={"assigned_to": holder.name_outside if holder else None},
        after={"assigned_to": by.name_outside},
        now=now,
    )
    return held


@transaction.atomic
def hand_back(*, conversation: Conversation, now: datetime) -> Conversation:
    """Have the agent answer again. Raises NotTakenOver."""
    held = hold(conversation)
    if held.status != Status.HUMAN:
        raise NotTakenOver
    _turn(held, status=Status.AGENT, assigned_to=None)
    _publish("CONVERSATION_HANDED_BACK", held)
    record(action="CONVERSATION_HANDED_BACK", target=held.name_outside, now=now)
    return held


@transaction.atomic
def close_conversation(*, conversation: Conversation, now: datetime) -> Conversation:
    """It is over, until the visitor writes again; closing twice is closing once."""
    held = hold(conversation)
    if held.status == Status.CLOSED:
        return held
    before = held.status
    _turn(held, status=Status.CLOSED, assigned_to=None, closed_at=now)
    _publish("CONVERSATION_ENDED", held)
    _record_status("CONVERSATION_CLOSED", held, before=before, now=now)
    return held


@transaction.atomic
def reopen_conversation(*, conversation: Conversation, now: datetime) -> Conversation:
    """Back to the agent; one that is open stays as it is."""
    held = hold(conversation)
    if held.status != Status.CLOSED:
        return held
    _turn(held, status=Status.AGENT, closed_at=None)
    _record_status("CONVERSATION_REOPENED", held, before=Status.CLOSED, now=now)
    return held


@transaction.atomic
def mark_escalated(*, conversation: Conversation, email: str, name: str) -> Conversation:
    """The visitor wants a human, and has said who they are."""
    held = hold(conversation)
    held.is_escalated, held.visitor_email = True, email
    held.visitor_name = name or held.visitor_name
    held.save(update_fields=["is_escalated", "visitor_email", "visitor_name"])
    notifications.conversation_changed(held)
    return held


def drop_if_taken_over(message: Message) -> bool:
    """Whether the answer, of which nothing has been said, must not be: a human has taken over.

    This is the moment that decides; a human who comes later waits for the end of the answer.
    """
    with workspace_scope(message.workspace_id):
        generating = Message.objects.filter(pk=message.pk, state=Message.State.GENERATING)
        silenced = generating.filter(conversation__status=Status.HUMAN)
        return bool(silenced.update(state=Message.State.DROPPED))


def hold(conversation: Conversation) -> Conversation:
    """The conversation as it is now, and stays until the transaction ends."""
    # Without its people: what is joined to a locked row may be older than the row itself.
    rows = Conversation.objects.select_for_update(of=("self",), no_key=True)
    held: Conversation = rows.get(pk=conversation.pk)
    return held


def _turn(conversation: Conversation, **changes: Any) -> None:
    for field, value in changes.items():
        setattr(conversation, field, value)
    conversation.save(update_fields=list(changes))
    notifications.conversation_changed(conversation)


def _publish(event: str, conversation: Conversation, **facts: Any) -> None:
    agent = conversation.agent
    payload = {
        "conversation_id": conversation.name_outside,
        "agent_id": agent.name_outside if agent else None,
    }
    publish_event(event, aggregate=conversation.name_outside, payload={**payload, **facts})


def _record_status(action: str, held: Conversation, *, before: str, now: datetime) -> None:
    record(
        action=action,
        target=held.name_outside,
        before={"status": before},
        after={"status": held.status},
        now=now,
    )
