"""Generating the answer of a message: independent of whoever listens, once, to a final state."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache

from django.conf import settings
from redis.exceptions import RedisError

from core.db.connections import release_connection
from core.errors import DomainError
from core.events import publish_event
from core.scope import workspace_scope
from voice import queries
from voice.clients.streams import (
    BY_HUMAN,
    ReplyStream,
    StreamEvent,
    closing_events,
    error_event,
    token_event,
)
from voice.errors import AnswerInterrupted
from voice.models import AgentVersion, Conversation, Evidence, Message
from voice.services.answers import Draft, draft_answer, means_of
from voice.services.conversations import telling
from voice.services.conversations.handling import drop_if_taken_over

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _considering() -> threading.BoundedSemaphore:
    """First come, first served: sharing the processors among all would make everybody wait."""
    return threading.BoundedSemaphore(settings.ANSWERS_CONSIDERED_AT_ONCE)


@contextmanager
def _turn_to_consider() -> Iterator[None]:
    """Whoever waits for it holds no database connection, or a queue would keep all waiting."""
    turn = _considering()
    if not turn.acquire(blocking=False):
        release_connection()
        turn.acquire()
    try:
        yield
    finally:
        turn.release()


def generate_reply(*, message_id: int, workspace_id: int) -> None:
    """Answer a message and store what was said; does nothing when that has happened.

    Readers see the text as it comes. After a crash the same text is continued; a model that words
    it differently the second time ends in AnswerInterrupted instead of two answers in one.
    """
    started = time.perf_counter()
    with workspace_scope(workspace_id):
        message = (
            Message.objects.select_related("agent_version__agent", "in_reply_to", "conversation")
            .filter(pk=message_id, state=Message.State.GENERATING)
            .first()
        )
        if message is None or message.in_reply_to is None or message.agent_version is None:
            return
        history = queries.history_before(message.in_reply_to)
        behaviour = queries.published_behaviour(message.agent_version)
        means = means_of(behaviour)
    with _turn_to_consider():
        draft = draft_answer(
            workspace_id=workspace_id,
            behaviour=behaviour,
            question=message.in_reply_to.content,
            history=history,
            means=means,
        )
    live = _LiveText(ReplyStream(message.name_outside))
    for words in _unhurried(draft.words, waits=bool(means.speakers)):
        if live.is_silent and drop_if_taken_over(message):
            live.send(closing_events(length=0, sources=[], confidence=0.0, handled_by=BY_HUMAN))
            return
        live.say(words)
    live.check()
    milliseconds = round((time.perf_counter() - started) * 1000)
    with workspace_scope(workspace_id):
        if not _store(message, draft, text=live.text, milliseconds=milliseconds):
            return
        is_private = message.conversation.channel == Conversation.Channel.CHAT
        if draft.is_answered is False and not (draft.is_refused or is_private):
            _publish_unanswered(message, message.agent_version)
        message.content = live.text
        telling.message_said(message)
    shown = [source.as_json() for source in draft.sources] if behaviour.show_sources else []
    live.send(
        closing_events(
            length=len(live.text),
            sources=shown,
            confidence=draft.confidence,
            unsupported=draft.unsupported,
        )
    )


def _unhurried(words: Iterator[str], *, waits: bool) -> Iterator[str]:
    """The words, without holding a database connection while a model takes its time over them."""
    while True:
        if waits:
            release_connection()
        try:
            piece = next(words)
        except StopIteration:
            return
        yield piece


def interrupt_reply(*, message_id: int, workspace_id: int, error: DomainError) -> None:
    """End a message that could not be answered, visibly for who waits for it."""
    with workspace_scope(workspace_id):
        failed = Message.objects.filter(pk=message_id, state=Message.State.GENERATING).update(
            state=Message.State.FAILED, error_code=error.code
        )
        message = Message.objects.get(pk=message_id) if failed else None
    if message is not None:
        live = _LiveText(ReplyStream(message.name_outside))
        live.send([error_event(length=len(live.before), code=error.code, detail=str(error))])


class _LiveText:
    """Text as it is said: sent on to readers, except what an earlier attempt has sent already."""

    def __init__(self, stream: ReplyStream) -> None:
        self.stream = stream
        self.text = ""
        self.is_cut = False
        try:
            self.before = stream.text_sent()
        except RedisError:
            self.before = ""

    @property
    def is_silent(self) -> bool:
        """Whether nothing has been said, in this attempt or an earlier one."""
        return not self.text and not self.before

    def say(self, words: str) -> None:
        """Raises AnswerInterrupted when this is not what readers have been told."""
        start = len(self.text)
        self.text += words
        sent = len(self.before)
        if start < sent and self.before[start : len(self.text)] != self.text[start:sent]:
            raise AnswerInterrupted
        fresh = self.text[max(start, sent) :]
        if fresh:
            self.send([token_event(fresh, end=len(self.text))])

    def check(self) -> None:
        """Raises AnswerInterrupted when readers have been told more than this."""
        if len(self.text) < len(self.before):
            raise AnswerInterrupted

    def send(self, events: list[StreamEvent]) -> None:
        """Without Redis the answer is still stored, and readers are given that.

        Once something could not be sent nothing more is: the text must have no hole.
        """
        if self.is_cut:
            return
        try:
            self.stream.append(events)
        except RedisError as error:
            self.is_cut = True
            log.warning("live_text_not_sent", extra={"error": type(error).__name__})


def _store(message: Message, draft: Draft, *, text: str, milliseconds: int) -> bool:
    """Write the answer down; False when another attempt has."""
    stored = Message.objects.filter(pk=message.pk, state=Message.State.GENERATING).update(
        state=Message.State.COMPLETED,
        content=text,
        is_answered=draft.is_answered,
        confidence=round(draft.confidence, 4),  # as readers of the stream were told
        provider=draft.provider,
        unsupported=draft.unsupported,
        response_time_ms=milliseconds,
        **({} if draft.spent is None else asdict(draft.spent)),
    )
    if not stored:
        return False
    for evidence in draft.sources:
        evidence.workspace_id, evidence.message_id = message.workspace_id, message.pk
    Evidence.objects.bulk_create(draft.sources)
    return True


def _publish_unanswered(message: Message, version: AgentVersion) -> None:
    agent = version.agent
    asked = message.in_reply_to
    publish_event(
        "QUESTION_UNANSWERED",
        aggregate=agent.name_outside,
        payload={
            "agent_id": agent.name_outside,
            "message_id": message.name_outside,
            "question": asked.content if asked else "",
        },
    )
