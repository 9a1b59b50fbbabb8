"""Conversations of visitors, as if they had taken place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from core.scope import workspace_scope
from voice.agents.models import Agent
from voice.conversations.models import Conversation, Message
from voice.conversations.services import ask, start_conversation
from workspaces.models import Workspace

QUESTION = "How many days do I have to return goods?"
ANSWER = "Goods can be returned within 45 days of delivery."


def reload(message: Message) -> Message:
    with workspace_scope(message.workspace_id):
        return Message.objects.get(pk=message.pk)


def make_conversation(
    workspace: Workspace, agent: Agent, *turns: tuple[str, str | None], **fields: Any
) -> Conversation:
    """turns: questions with their answers; None for an answer that is being generated.

    fields: values of the conversation's row.
    """
    with workspace_scope(workspace.pk):
        conversation = start_conversation(agent=agent, channel="WIDGET", now=timezone.now())
        for question, answer in turns:
            message, _ = ask(
                conversation=conversation, question=question, now=timezone.now(), starts=False
            )
            if answer is not None:
                Message.objects.filter(pk=message.pk).update(state="COMPLETED", content=answer)
        Conversation.objects.filter(pk=conversation.pk).update(**fields)
    return again(conversation)


def again(conversation: Conversation) -> Conversation:
    """Reload from the database."""
    with workspace_scope(conversation.workspace_id):
        found: Conversation = Conversation.objects.select_related("assigned_to").get(
            pk=conversation.pk
        )
        return found


def in_scope(workspace: Workspace, work: Callable[[], Any]) -> Any:
    with workspace_scope(workspace.pk):
        return work()
