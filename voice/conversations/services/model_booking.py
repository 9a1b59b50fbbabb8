"""Booking led by a model that calls tools. Nothing that it does holds before its answer does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.scope import workspace_scope
from voice.answering import Turn
from voice.answering.errors import AnswerCancelled
from voice.answering.tools import Tool, ToolCall, Verdict
from voice.answers.models import Behavior
from voice.answers.services import Conversed, Resources, ToolConversation, gather, tool_client
from voice.conversations.models import BookingDialogue, Conversation, Message
from voice.conversations.services.booking import (
    BookingStep,
    desk_of,
    state_of,
    store_step,
    stored_step,
)
from voice.conversations.services.drafting_slots import drafting_slot
from voice.conversations.services.handling import lock_conversation
from voice.conversations.services.model_costs import add_usage
from voice.providers.services import ProviderClient
from voice.tools.booking.desk import BookableCalendar
from voice.tools.booking.model_led import Taker, conclude, taker_of
from voice.tools.booking.model_tools import BookingTools, Outcome
from voice.tools.booking.state import State


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a booking stands before the model is asked."""

    state: State
    calendars: list[BookableCalendar]


def step_with_model(
    *,
    workspace_id: int,
    message: Message,
    behavior: Behavior,
    history: list[Turn],
    resources: Resources,
    now: datetime,
) -> BookingStep | None:
    """Take a question as a step of a booking, by the agent's model.

    None if it is not the model's: it is the dialogue's then, or nobody's. The model only reads; its
    answer, the time that is kept, and what is read out are committed together.
    """
    asked = message.in_reply_to
    if not behavior.calendar_ids or asked is None or message.agent_version is None:
        return None
    client = tool_client(behavior, resources, asked.content)
    if client is None:
        return None
    opening = _open(workspace_id, message, asked, behavior, now=now)
    if opening is None:
        return None
    toolbox = _Toolbox(workspace_id, asked, behavior, opening, history, now=now)
    conversed = _converse(
        workspace_id, asked.content, behavior, history, resources, client, toolbox
    )
    outcome = toolbox.booking.outcome(conversed.sentences)
    return _store(workspace_id, message, asked, behavior, conversed, outcome, now=now)


def _open(
    workspace_id: int, message: Message, asked: Message, behavior: Behavior, *, now: datetime
) -> _Opening | None:
    """None if the message is not for the model, or was answered in an attempt that died."""
    with workspace_scope(workspace_id):
        conversation = Conversation.objects.get(pk=message.conversation_id)
        row = BookingDialogue.objects.filter(conversation=conversation).first()
        is_answered = row is not None and row.message_id == asked.pk
        if is_answered or conversation.status == Conversation.Status.HUMAN:
            return None
        state, desk = state_of(row, behavior, now=now), desk_of(conversation, behavior, now=now)
        if taker_of(state, asked.content, desk, now) is not Taker.MODEL:
            return None
        return _Opening(state, list(desk.calendars()))


def _converse(
    workspace_id: int,
    question: str,
    behavior: Behavior,
    history: list[Turn],
    resources: Resources,
    client: ProviderClient,
    toolbox: _Toolbox,
) -> Conversed:
    with drafting_slot():
        material = gather(
            workspace_id=workspace_id,
            behavior=behavior,
            question=question,
            history=history,
            resources=resources,
        )
    material = replace(material, request=replace(material.request, task=toolbox.task))
    return ToolConversation(material, behavior, client, toolbox).run()


def _store(
    workspace_id: int,
    message: Message,
    asked: Message,
    behavior: Behavior,
    conversed: Conversed,
    outcome: Outcome,
    *,
    now: datetime,
) -> BookingStep | None:
    """Commit what is left of the answer; None if nothing is. What it cost is noted in any case."""
    with workspace_scope(workspace_id):
        conversation = lock_conversation(message.conversation)
        add_usage(message, conversed.usage)
        row = BookingDialogue.objects.filter(conversation=conversation).first()
        if (stored := stored_step(row, message)) is not None:
            return stored
        if conversation.status == Conversation.Status.HUMAN:
            return BookingStep()
        desk = desk_of(conversation, behavior, now=now)
        before = state_of(row, behavior, now=now)
        desk.renew(before.held)
        state, reply = conclude(before, asked.content, outcome, desk, now)
        if reply is None:
            return None
        provider = conversed.provider if outcome.sentences else ""
        taken = BookingStep(reply, provider=provider, sources=tuple(conversed.sources))
        store_step(message, state, taken, now=now)
        Message.objects.filter(pk=message.pk).update(provider=provider)
        return taken


class _Toolbox:
    """The tools over the workspace's calendars; each call is a short scope."""

    def __init__(
        self,
        workspace_id: int,
        asked: Message,
        behavior: Behavior,
        opening: _Opening,
        history: list[Turn],
        *,
        now: datetime,
    ) -> None:
        self._workspace_id, self._asked = workspace_id, asked
        self._behavior, self._now = behavior, now
        written = [turn.content for turn in history if turn.role == "user"]
        self.booking = BookingTools(
            opening.state, [*written, asked.content], opening.calendars, now
        )

    @property
    def tools(self) -> list[Tool]:
        return list(self.booking.tools)

    @property
    def task(self) -> str:
        return self.booking.task

    @property
    def known(self) -> str:
        return self.booking.known

    def run(self, call: ToolCall) -> str:
        """Raises AnswerCancelled if a human has taken the conversation over."""
        with workspace_scope(self._workspace_id):
            conversation = Conversation.objects.get(pk=self._asked.conversation_id)
            if conversation.status == Conversation.Status.HUMAN:
                raise AnswerCancelled
            return self.booking.run(call, desk_of(conversation, self._behavior, now=self._now))

    def is_done(self) -> bool:
        return self.booking.is_done()

    def judge(self, sentence: str) -> Verdict:
        return self.booking.judge(sentence)
