"""Member chats: each question is routed to one of the workspace's agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.events import publish_event
from core.models import Job
from core.scope import current_workspace_id, workspace_scope
from voice.agents.models import Agent
from voice.answering import search_query
from voice.conversations.errors import ChatIsBusy
from voice.conversations.events import MessageReceived
from voice.conversations.models import Conversation, Message
from voice.conversations.queries import chats as queries
from voice.conversations.services import ask, start_conversation
from voice.conversations.services.coordination import Candidate, choose
from workspaces.plans import MESSAGES
from workspaces.queries import limits_of, workspace_in_scope
from workspaces.services import consume_quota

MAX_PENDING_ANSWERS = 5  # unfinished answers in one chat
WELCOME = (
    "Welcome! I am the front desk of this workspace, and no agent works here yet, so I cannot "
    "answer questions. Add an agent to the workspace, one of your own or one from a package, and "
    "ask again: it answers from then on. Add several, and each question goes to the one whose "
    "description fits it best."
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A stored question.

    answer: its message.
    job: generates the answer, starting on commit or, if there is a `before`, when the caller starts
        it; None if the answer exists already.
    before: the answer in the same chat that must finish first.
    """

    answer: Message
    job: Job | None
    before: Message | None


@transaction.atomic
def start_chat(*, by: User, now: datetime) -> Conversation:
    return start_conversation(agent=None, channel=Conversation.Channel.CHAT, started_by=by, now=now)


def join_chat(*, chat: Conversation, now: datetime) -> None:
    """Record that its member connected to the chat, which makes it the workspace's last one."""
    Conversation.objects.filter(pk=chat.pk).update(joined_at=now)


def ask_in_chat(
    *, workspace_id: int, chat_id: int, question: str, now: datetime
) -> AskedQuestion | None:
    """Ask a member's question of the agent that it suits; None if the chat has been deleted.

    Answers of a chat are generated one after another: while one is running, the caller starts the
    next, see `AskedQuestion`. Enters the workspace's scope and leaves it again, since choosing an
    agent is slow. Raises ChatIsBusy or QuotaExceeded, before anything is stored.
    """
    with workspace_scope(workspace_id):
        turns = queries.recent_turns(chat_id)
        candidates = _candidates()
        coordinator = queries.coordinator_in_scope()
        booking = queries.booking_agent(chat_id)
    standalone_question = search_query(question, turns)
    chosen = booking if booking in [each.key for each in candidates] else None
    if chosen is None and candidates:
        chosen = choose(standalone_question, candidates, coordinator=coordinator)
    with workspace_scope(workspace_id):
        chat = lock_rows(queries.chats().filter(pk=chat_id), no_key=True)
        return _ask(chat.first(), question, agent_id=chosen, now=now)


def claim_delivery(*, workspace_id: int, message_id: int, now: datetime) -> bool:
    """True for exactly one caller, which then delivers the finished answer to the chat."""
    with workspace_scope(workspace_id):
        waiting = Message.objects.filter(pk=message_id, delivered_at=None)
        return waiting.update(delivered_at=now) == 1


def _candidates() -> Sequence[Candidate]:
    agents = queries.member_chat_agents().prefetch_related("collections")
    return [Candidate(agent.pk, _words(agent)) for agent in agents]


def _words(agent: Agent) -> str:
    """Text describing an agent: its name, its description and the names of its collections."""
    collections = (collection.name for collection in agent.collections.all())
    return ". ".join(part for part in [agent.name, agent.description, *collections] if part)


def _ask(
    chat: Conversation | None, question: str, *, agent_id: int | None, now: datetime
) -> AskedQuestion | None:
    if chat is None:
        return None
    pending = list(queries.pending_answers(chat))
    if len(pending) >= MAX_PENDING_ANSWERS:
        raise ChatIsBusy
    quota = limits_of(workspace_in_scope()).messages_per_month
    consume_quota(metric=MESSAGES, quota=quota, now=now)
    before = pending[-1] if pending else None
    agent = queries.member_chat_agents().filter(pk=agent_id).first() if agent_id else None
    if agent is None:
        return AskedQuestion(_welcome(chat, question, now=now), None, before)
    answer, job = ask(
        conversation=chat, question=question, agent=agent, now=now, starts=before is None
    )
    return AskedQuestion(answer, job, before)


def _welcome(chat: Conversation, question: str, *, now: datetime) -> Message:
    """The answer in a workspace without agents."""
    workspace_id = current_workspace_id()
    asked = Message.objects.create(
        workspace_id=workspace_id,
        conversation=chat,
        role=Message.Role.USER,
        content=question,
        created_at=now,
    )
    answer: Message = Message.objects.create(
        workspace_id=workspace_id,
        conversation=chat,
        role=Message.Role.ASSISTANT,
        content=WELCOME,
        in_reply_to=asked,
        created_at=now,
    )
    Conversation.objects.filter(pk=chat.pk).update(last_message_at=now)
    publish_event(MessageReceived(conversation_id=chat.public_id, message_id=asked.public_id))
    return answer
