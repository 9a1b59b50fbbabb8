"""What visitors do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import ids
from core.db.constraints import violated
from core.models import Job
from voice.models import Agent, Conversation, Message
from voice.services import ask, repeated, start_conversation
from widget.models import ChatSession
from workspaces.plans import MESSAGES
from workspaces.services import spend

SESSION_PREFIX = "sess"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put: its answer's message, the job that makes it, the chat it is in."""

    answer: Message
    job: Job | None
    session: ChatSession


def open_session(
    *,
    agent: Agent,
    key: str | None,
    api_key_id: int,
    page_url: str = "",
    user_agent: str = "",
    now: datetime,
) -> ChatSession:
    """The visitor's chat of that key, begun if there is none; without a key always a new one."""
    if key is not None:
        session = _chats(agent).filter(key=key).first()
        if session is not None:
            return session
    try:
        with transaction.atomic():
            return ChatSession.objects.create(
                workspace_id=agent.workspace_id,
                key=key or ids.encode(SESSION_PREFIX, ids.new_uuid()),
                agent=agent,
                conversation=start_conversation(
                    agent=agent, channel=Conversation.Channel.WIDGET, now=now
                ),
                api_key_id=api_key_id,
                page_url=page_url[:2000],
                user_agent=user_agent[:300],
                created_at=now,
            )
    except IntegrityError as error:
        if violated(error) != "one_chat_per_agent_and_key":
            raise
        return _chats(agent).get(key=key)  # the visitor's other tab was faster


def _chats(agent: Agent) -> QuerySet[ChatSession]:
    rows: QuerySet[ChatSession] = ChatSession.objects.filter(agent=agent)
    return rows.select_related("conversation__agent__published_version")


def chat(
    *,
    agent: Agent,
    session_key: str | None,
    question: str,
    api_key_id: int,
    quota: int | None,
    page_url: str,
    user_agent: str,
    request_key: str,
    now: datetime,
) -> Asked:
    """Put a visitor's question. Raises QuotaExceeded, and then nothing has happened.

    request_key: repeats the first answer for a repeated request, which is counted once.
    """
    answer = repeated(request_key)
    if answer is not None:
        return Asked(answer, None, ChatSession.objects.get(conversation=answer.conversation_id))
    session = open_session(
        agent=agent,
        key=session_key,
        api_key_id=api_key_id,
        page_url=page_url,
        user_agent=user_agent,
        now=now,
    )
    answer, job = ask(
        conversation=session.conversation, question=question, now=now, request_key=request_key
    )
    if job is not None:
        spend(metric=MESSAGES, quota=quota, now=now)
    return Asked(answer, job, session)
