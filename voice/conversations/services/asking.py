"""Conversations: start, ask."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core.db.constraints import violated_constraint
from core.events import publish_event
from core.jobs import enqueue
from core.models import Job
from core.scope import current_workspace_id
from voice.agents.models import Agent
from voice.conversations.events import ConversationStarted, MessageReceived
from voice.conversations.models import Conversation, Message
from voice.conversations.services import notifications
from voice.conversations.services.dispatch import start_answer
from voice.conversations.services.handling import lock_conversation


@transaction.atomic(savepoint=False)
def start_conversation(
    *, agent: Agent | None, channel: str, started_by: User | None = None, now: datetime
) -> Conversation:
    """Start a conversation with the agent's currently published version.

    agent: None if each question is routed to an agent, given to `ask`.
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
        ConversationStarted(
            conversation_id=conversation.public_id,
            agent_id=None if agent is None else agent.public_id,
        )
    )
    notifications.conversation_created(conversation)
    return conversation


@transaction.atomic(savepoint=False)
def ask(
    *,
    conversation: Conversation,
    question: str,
    now: datetime,
    request_key: str = "",
    agent: Agent | None = None,
    starts: bool = True,
) -> tuple[Message, Job | None]:
    """Store a question and start its answer by the agent's currently published version.

    The answer's row exists at once; it is generated exactly once, starting on commit. While a human
    has the conversation, the question itself is returned, and no job. A closed conversation is
    reopened with the agent.

    agent: who is asked, in a conversation without an agent of its own.
    request_key: identifies the request, "" for none. A repeated key returns the first answer, and
        no job.
    starts: False leaves starting to the caller (`start_answer`); if the caller dies, the sweep
        starts it.

    Returns the answer's message and the job that generates it.
    """
    locked = lock_conversation(conversation)
    try:
        with transaction.atomic():
            asked = Message.objects.create(
                workspace_id=locked.workspace_id,
                conversation=locked,
                role=Message.Role.USER,
                content=question,
                request_key=request_key,
                created_at=now,
            )
    except IntegrityError as error:
        answer = answer_to_request(request_key)
        if answer is None or violated_constraint(error) != "one_message_per_request_key":
            raise
        return answer, None
    _touch(locked, now=now)
    publish_event(MessageReceived(conversation_id=locked.public_id, message_id=asked.public_id))
    notifications.message_created(asked)
    if locked.status == Conversation.Status.HUMAN:
        return asked, None
    answer, job = _begin_answer(asked, agent or conversation.agent, now=now)
    if starts:
        transaction.on_commit(lambda: start_answer(job))
    return answer, job


def _touch(locked: Conversation, *, now: datetime) -> None:
    locked.last_message_at = now
    if locked.status == Conversation.Status.CLOSED:
        locked.status, locked.closed_at = Conversation.Status.AGENT, None
        notifications.conversation_changed(locked)
    locked.save(update_fields=["last_message_at", "status", "closed_at"])


def _begin_answer(asked: Message, agent: Agent | None, *, now: datetime) -> tuple[Message, Job]:
    if agent is None:
        raise ValueError("a conversation without an agent needs to be told who is asked")
    answer = Message.objects.create(
        workspace_id=asked.workspace_id,
        conversation=asked.conversation,
        role=Message.Role.ASSISTANT,
        state=Message.State.GENERATING,
        agent_version=agent.published_version,
        in_reply_to=asked,
        created_at=now,
    )
    job = enqueue(
        "conversations.generate_reply",
        announce=False,
        message_id=answer.pk,
        workspace_id=answer.workspace_id,
    )
    return answer, job


def answer_to_request(request_key: str) -> Message | None:
    """The message already stored for this request key.

    It is the answer, or the question while a human answers. None for a new key.
    """
    if not request_key:
        return None
    asked = Message.objects.filter(request_key=request_key).select_related("answer").first()
    return getattr(asked, "answer", asked)
