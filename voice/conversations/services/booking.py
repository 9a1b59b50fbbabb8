"""Booking an appointment in a conversation, one message after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.mailboxes import stored_email
from core.phone import e164
from core.scope import workspace_scope
from voice.answers.models import Behavior, Source
from voice.conversations.models import BookingDialogue, Conversation, Message
from voice.conversations.services import notifications
from voice.conversations.services.handling import lock_conversation
from voice.tools.booking import State, reminder, step
from voice.tools.services import CalendarDesk
from workspaces.contacts.models import Source as ContactSource
from workspaces.contacts.services import identify_contact

FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class BookingStep:
    """reply: "" if the answer engine is to answer; `reminder` then follows its answer.

    provider, sources: of what a model said in the reply.
    """

    reply: str = ""
    reminder: str = ""
    provider: str = ""
    sources: tuple[Source, ...] = ()


def step_booking(
    *, workspace_id: int, message: Message, behavior: Behavior, now: datetime
) -> BookingStep:
    """Take a question as a step of the booking dialogue, if the agent may book.

    What is booked and where the dialogue stands is committed together; the same question asked
    again, after a crash, gets the same reply. While a human has the conversation nothing is booked.
    """
    asked = message.in_reply_to
    if not behavior.calendar_ids or asked is None or message.agent_version is None:
        return BookingStep()
    with workspace_scope(workspace_id):
        conversation = lock_conversation(message.conversation)
        row = BookingDialogue.objects.filter(conversation=conversation).first()
        if (stored := stored_step(row, message)) is not None:
            return stored
        if conversation.status == Conversation.Status.HUMAN:
            return BookingStep()
        taken, booked = _step(row, message, asked, behavior, now=now)
    if booked is not None:
        _note_visitor(conversation, booked, now=now)
    return taken


def stored_step(row: BookingDialogue | None, message: Message) -> BookingStep | None:
    """The step that an earlier attempt at this answer has committed."""
    if row is None or row.message_id != message.in_reply_to_id:
        return None
    return BookingStep(row.reply, row.reminder, provider=message.provider)


def store_step(message: Message, state: State, taken: BookingStep, *, now: datetime) -> None:
    """Keep where the dialogue stands, with the reply to the question that led there."""
    asked, version = message.in_reply_to, message.agent_version
    if asked is None or version is None:
        return
    BookingDialogue.objects.update_or_create(
        conversation=asked.conversation,
        defaults={
            "workspace_id": message.workspace_id,
            "agent_id": version.agent_id,
            "state": state.as_json(),
            "is_open": state.is_open,
            "message": asked,
            "reply": taken.reply,
            "reminder": taken.reminder,
            "updated_at": now,
        },
    )


def desk_of(conversation: Conversation, behavior: Behavior, *, now: datetime) -> CalendarDesk:
    return CalendarDesk(behavior.calendar_ids, requests=conversation.public_id, now=now)


def _step(
    row: BookingDialogue | None,
    message: Message,
    asked: Message,
    behavior: Behavior,
    *,
    now: datetime,
) -> tuple[BookingStep, State | None]:
    """The step, and where the dialogue stands if something was booked by it."""
    desk = desk_of(message.conversation, behavior, now=now)
    before = state_of(row, behavior, now=now)
    desk.renew(before.held)
    state, reply = step(before, asked.content, desk, now)
    if row is None and not state.is_open and reply is None:
        return BookingStep(), None
    taken = BookingStep(reply or "", "" if reply else reminder(state, desk))
    store_step(message, state, taken, now=now)
    return taken, state if state.made not in (None, before.made) else None


def _note_visitor(conversation: Conversation, booked: State, *, now: datetime) -> None:
    """Know a visitor by what was given at booking, where nothing is known yet.

    Apart from the step, since contacts are locked before what points to them.
    """
    phone = booked.phone if e164(booked.phone) else ""
    email = stored_email(booked.email) if booked.email else ""
    if conversation.channel != Conversation.Channel.WIDGET or not (email or phone):
        return
    with workspace_scope(conversation.workspace_id):
        contact = identify_contact(
            name=booked.name,
            email=email,
            phone=phone,
            language=booked.language,
            source=ContactSource.BOOKING,
            now=now,
        )
        locked = lock_conversation(conversation)
        if locked.contact_id is not None:
            return
        locked.contact = contact
        locked.visitor_name = locked.visitor_name or booked.name
        locked.visitor_email = locked.visitor_email or email
        locked.save(update_fields=["contact", "visitor_name", "visitor_email"])
        notifications.conversation_changed(locked)


def state_of(row: BookingDialogue | None, behavior: Behavior, *, now: datetime) -> State:
    """Where the dialogue stands; one that was left open is over after a day."""
    if row is None:
        return State(language=_language(behavior))
    state = State.from_json(row.state)
    if now - row.updated_at > FORGOTTEN_AFTER:
        return State(language=state.language, made=state.made, attempts=state.attempts)
    return state


def _language(behavior: Behavior) -> str:
    """The language to begin in, if a message does not tell."""
    language = behavior.language_mode.partition("-")[0]
    return "en" if language == "auto" else language
