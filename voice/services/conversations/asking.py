"""Conversations: begin one, ask in it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core.db.constraints import violated
from core.events import publish_event
from core.jobs import enqueue
from core.models import Job
from core.scope import current_workspace_id
from voice.models import Agent, Conversation, Message


@transaction.atomic
def start_conversation(
    *, agent: Agent | None, channel: str, started_by: User | None = None, now: datetime
) -> Conversation:
    """A conversation with the version of the agent that is published now.

    agent: None for one in which each question finds its agent, as `ask` is told.
    """
    conversation = Conversation.objects.create(
        workspace_id=current_workspace_id(),
        agent=agent,
        agent_version=None if agent is None else agent.published_version,
        channel=channel,
        started_by=started_by,
        started_at=now,
        last_message_at=now,
    )
    publish_event(
        "CONVERSATION_STARTED",
        aggregate=conversation.name_outside,
        payload={
            "conversation_id": conversation.name_outside,
            "agent_id": None if agent is None else agent.name_outside,
        },
    )
    return conversation


@transaction.atomic
def ask(
    *,
    conversation: Conversation,
    question: str,
    now: datetime,
    request_key: str = "",
    agent: Agent | None = None,
) -> tuple[Message, Job | None]:
    """Put a question to the agent as it is published now, however old the conversation is.

    The answer exists from now on, and is generated exactly once.
    agent: who is asked in a conversation that has no agent of its own.
    request_key: names the request, "" none; repeated, the first answer comes back, with no job.
    Returns the answer's message and the job that generates it, which the caller runs at once with
    `start_generating`; should the caller die, the sweep has it run.
    """
    asked_agent = agent or conversation.agent
    if asked_agent is None:
        raise ValueError("a conversation without an agent needs to be told who is asked")
    try:
        with transaction.atomic():
            asked = Message.objects.create(
                workspace_id=conversation.workspace_id,
                conversation=conversation,
                role=Message.Role.USER,
                content=question,
                request_key=request_key,
                created_at=now,
            )
    except IntegrityError as error:
        answer = repeated(request_key)
        if answer is None or violated(error) != "one_message_per_request_key":
            raise
        return answer, None
    answer = Message.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        role=Message.Role.ASSISTANT,
        state=Message.State.GENERATING,
        agent_version=asked_agent.published_version,
        in_reply_to=asked,
        created_at=now,
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_message_at=now)
    publish_event(
        "MESSAGE_RECEIVED",
        aggregate=conversation.name_outside,
        payload={"conversation_id": conversation.name_outside, "message_id": asked.name_outside},
    )
    job = enqueue(
        "voice.generate_reply",
        announce=False,
        message_id=answer.pk,
        workspace_id=answer.workspace_id,
    )
    return answer, job


def repeated(request_key: str) -> Message | None:
    """The answer that a request of that key has got, or is getting; None for a new one."""
    if not request_key:
        return None
    return Message.objects.filter(in_reply_to__request_key=request_key).first()
