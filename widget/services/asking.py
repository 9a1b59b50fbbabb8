"""Visitors' questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.throttling import bucket_of, count_request, enforce
from voice.agents.models import Agent
from voice.conversations.models import Message
from voice.conversations.services import answer_to_request, ask
from widget.models import VisitorSession
from widget.services.sessions import get_or_create_session
from workspaces.plans import MESSAGES
from workspaces.services import consume_quota

MESSAGES_PER_MINUTE = 20  # per session


@dataclass(frozen=True, slots=True)
class AskedByVisitor:
    """A stored question: the answer's message, its job and the visitor session.

    While a human has the conversation, `answer` is the question itself.
    """

    answer: Message
    session: VisitorSession


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
) -> AskedByVisitor:
    """Ask a visitor's question. Raises QuotaExceeded or RateLimited, before anything is stored.

    request_key: a repeated request returns the first answer, and is counted once.
    """
    answer = answer_to_request(request_key)
    if answer is not None:
        return AskedByVisitor(
            answer, VisitorSession.objects.get(conversation=answer.conversation_id)
        )
    if session_key is not None:
        bucket = bucket_of("chat", f"{agent.pk}:{session_key}")
        enforce(count_request(bucket, per_minute=MESSAGES_PER_MINUTE))
    session = get_or_create_session(
        agent=agent,
        key=session_key,
        api_key_id=api_key_id,
        page_url=page_url,
        user_agent=user_agent,
        now=now,
    )
    answer, job = ask(
        conversation=session.required_conversation,
        question=question,
        now=now,
        request_key=request_key,
    )
    if job is not None:
        consume_quota(metric=MESSAGES, quota=quota, now=now)
    return AskedByVisitor(answer, session)
