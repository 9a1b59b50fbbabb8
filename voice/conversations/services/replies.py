"""Generates and stores an answer, exactly once, whether or not anyone is reading its stream."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from core.db.connections import release_connection
from core.errors import DomainError
from core.events import publish_event
from core.scope import workspace_scope
from voice.answering import Turn
from voice.answers.models import Behavior
from voice.answers.services import (
    AnswerDraft,
    Resources,
    draft_answer,
    fixed_draft,
    resources_for,
)
from voice.conversations.clients.streams import (
    BY_HUMAN,
    ReplyStream,
    closing_events,
    error_event,
)
from voice.conversations.events import QuestionUnanswered
from voice.conversations.models import Conversation, Evidence, Message
from voice.conversations.queries import history_before
from voice.conversations.services import notifications
from voice.conversations.services.booking import BookingStep, step_booking
from voice.conversations.services.drafting_slots import drafting_slot
from voice.conversations.services.handling import drop_if_taken_over
from voice.conversations.services.live_text import LiveAnswer
from voice.conversations.services.model_booking import step_with_model
from voice.conversations.services.model_costs import usage_sums


@dataclass(frozen=True, slots=True)
class _Task:
    """An answer to generate, with everything that is needed for it."""

    message: Message
    question: str
    history: list[Turn]
    behavior: Behavior
    resources: Resources


def generate_reply(*, message_id: int, workspace_id: int) -> None:
    """Answer a message and store the answer; does nothing if that has happened.

    Readers receive the text as it is generated. After a crash the same text is continued; if a
    model phrases it differently the second time, AnswerInterrupted ends the answer.
    """
    started = time.perf_counter()
    task = _task(message_id, workspace_id)
    if task is None:
        return
    booking = _booking(task, workspace_id)
    draft = (
        fixed_draft(booking.reply, provider=booking.provider, sources=booking.sources)
        if booking.reply
        else _draft(task, workspace_id)
    )
    live = LiveAnswer(ReplyStream(task.message.public_id))
    if not _send(draft, live, task, booking):
        return
    milliseconds = round((time.perf_counter() - started) * 1000)
    if not _finish(draft, task, text=live.text, milliseconds=milliseconds):
        return
    shown = [each.as_json() for each in draft.sources] if task.behavior.show_sources else []
    live.send(
        closing_events(
            length=len(live.text),
            sources=shown,
            confidence=draft.confidence,
            unsupported=draft.unsupported,
        )
    )


def _booking(task: _Task, workspace_id: int) -> BookingStep:
    """The message as a step of a booking: by a model that calls tools, or by the dialogue."""
    now = task.message.created_at  # "tomorrow" is the day after the question, also in a retry
    by_model = step_with_model(
        workspace_id=workspace_id,
        message=task.message,
        behavior=task.behavior,
        history=task.history,
        resources=task.resources,
        now=now,
    )
    if by_model is not None:
        return by_model
    return step_booking(
        workspace_id=workspace_id, message=task.message, behavior=task.behavior, now=now
    )


def _draft(task: _Task, workspace_id: int) -> AnswerDraft:
    with drafting_slot():
        return draft_answer(
            workspace_id=workspace_id,
            behavior=task.behavior,
            question=task.question,
            history=task.history,
            resources=task.resources,
        )


def _task(message_id: int, workspace_id: int) -> _Task | None:
    with workspace_scope(workspace_id):
        message = (
            Message.objects.select_related("agent_version__agent", "in_reply_to", "conversation")
            .filter(pk=message_id, state=Message.State.GENERATING)
            .first()
        )
        if message is None or message.in_reply_to is None or message.agent_version is None:
            return None
        behavior = message.agent_version.behavior
        return _Task(
            message=message,
            question=message.in_reply_to.content,
            history=history_before(message.in_reply_to),
            behavior=behavior,
            resources=resources_for(behavior),
        )


def _send(draft: AnswerDraft, live: LiveAnswer, task: _Task, booking: BookingStep) -> bool:
    """Send the text to readers; False if a human took over before it started.

    A step of a booking has started when it is committed: what was booked is said in any case. An
    answer in the middle of a booking leads back to it.
    """
    pieces = chain(draft.stream(), [f"\n\n{booking.reminder}"] if booking.reminder else [])
    for words in _without_connection(pieces, waits=bool(task.resources.clients)):
        if not booking.reply and live.is_empty and drop_if_taken_over(task.message):
            draft.cancel()
            live.send(closing_events(length=0, sources=[], confidence=0.0, handled_by=BY_HUMAN))
            return False
        live.say(words)
    live.check()
    return True


def _finish(draft: AnswerDraft, task: _Task, *, text: str, milliseconds: int) -> bool:
    """Store the answer and send the notifications; False if another attempt has."""
    message = task.message
    with workspace_scope(message.workspace_id):
        if not _store(message, draft, text=text, milliseconds=milliseconds):
            return False
        is_private = message.conversation.channel == Conversation.Channel.CHAT
        if draft.is_answered is False and not (draft.is_refused or is_private):
            _publish_question_unanswered(message)
        message.content = text
        notifications.message_created(message)
    return True


def _without_connection(words: Iterator[str], *, waits: bool) -> Iterator[str]:
    """Yield the text without holding a database connection while waiting for a model."""
    while True:
        if waits:
            release_connection()
        try:
            piece = next(words)
        except StopIteration:
            return
        yield piece


def interrupt_answer(*, message_id: int, workspace_id: int, error: DomainError) -> None:
    """Mark a message as failed, visibly to its readers."""
    with workspace_scope(workspace_id):
        failed = Message.objects.filter(pk=message_id, state=Message.State.GENERATING).update(
            state=Message.State.FAILED, error_code=error.code
        )
        message = Message.objects.get(pk=message_id) if failed else None
    if message is not None:
        live = LiveAnswer(ReplyStream(message.public_id))
        live.send([error_event(length=len(live.before), code=error.code, detail=str(error))])


def _store(message: Message, draft: AnswerDraft, *, text: str, milliseconds: int) -> bool:
    """Store the answer; False if another attempt has."""
    stored = Message.objects.filter(pk=message.pk, state=Message.State.GENERATING).update(
        state=Message.State.COMPLETED,
        content=text,
        is_answered=draft.is_answered,
        confidence=round(draft.confidence, 4),  # rounded as in the stream
        provider=draft.provider,
        unsupported=draft.unsupported,
        response_time_ms=milliseconds,
        **({} if draft.usage is None else usage_sums(draft.usage)),
    )
    if not stored:
        return False
    Evidence.objects.bulk_create(
        Evidence.of_source(source, message=message, position=position)
        for position, source in enumerate(draft.sources)
    )
    return True


def _publish_question_unanswered(message: Message) -> None:
    version, asked = message.agent_version, message.in_reply_to
    if version is None or asked is None:
        return
    publish_event(
        QuestionUnanswered(
            agent_id=version.agent.public_id,
            message_id=message.public_id,
            question=asked.content,
        )
    )
