"""Visitor sessions: created with the first message, or earlier by the legacy embed."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import ids
from core.db.constraints import violated_constraint
from core.db.locks import lock_rows
from core.scope import as_table_owner
from voice.agents.models import Agent
from voice.conversations.models import Conversation
from voice.conversations.services import start_conversation
from widget.models import VisitorSession, WidgetEvent

SESSION_PREFIX = "sess"
SILENT_KEPT = timedelta(days=7)  # retention of sessions without messages
EVENTS_KEPT = timedelta(days=90)


def get_or_create_session(
    *,
    agent: Agent,
    key: str | None,
    api_key_id: int,
    page_url: str = "",
    user_agent: str = "",
    now: datetime,
) -> VisitorSession:
    """The visitor's session with that key, with a conversation; created if missing.

    Without a key, always a new one.
    """
    session = None if key is None else _sessions(agent).filter(key=key).first()
    if session is None:
        try:
            with transaction.atomic():
                session = VisitorSession.objects.create(
                    workspace_id=agent.workspace_id,
                    key=key or _new_key(),
                    agent=agent,
                    conversation=_begin_conversation(agent, now=now),
                    api_key_id=api_key_id,
                    page_url=page_url[:2000],
                    user_agent=user_agent[:300],
                    created_at=now,
                )
        except IntegrityError as error:
            if violated_constraint(error) != "one_session_per_agent_and_key":
                raise
            session = _sessions(agent).get(key=key)  # the visitor's other tab was faster
    if session.conversation is None:
        _attach_conversation(session, agent, now=now)
    return session


@transaction.atomic
def begin_session(*, agent: Agent, api_key_id: int, now: datetime, **page: str) -> VisitorSession:
    """Start a session of the legacy embed, which has no conversation until the first message.

    page: reported by the embed: `page_url`, `page_title`, `referrer`, `language`, `user_agent`.
    """
    return VisitorSession.objects.create(
        workspace_id=agent.workspace_id,
        key=_new_key(),
        agent=agent,
        api_key_id=api_key_id,
        is_legacy=True,
        created_at=now,
        **page,
    )


def record_event(
    *, session: VisitorSession, type: str, data: dict[str, Any], now: datetime
) -> None:
    """Store an event reported by the legacy embed."""
    WidgetEvent.objects.create(
        workspace_id=session.workspace_id, session=session, type=type, data=data, created_at=now
    )


def clean_up(*, now: datetime) -> None:
    """Delete sessions without messages, and old events of the legacy embed."""
    with as_table_owner():
        silent = VisitorSession.everywhere.filter(conversation=None)
        silent.filter(created_at__lt=now - SILENT_KEPT).delete()
        WidgetEvent.everywhere.filter(created_at__lt=now - EVENTS_KEPT).delete()


def _new_key() -> str:
    """A random key; whoever has it can read the session."""
    return ids.encode(SESSION_PREFIX, uuid.uuid4())


def _begin_conversation(agent: Agent, *, now: datetime) -> Conversation:
    return start_conversation(agent=agent, channel=Conversation.Channel.WIDGET, now=now)


def _attach_conversation(session: VisitorSession, agent: Agent, *, now: datetime) -> None:
    """Start the session's conversation, once even under concurrent requests."""
    held = lock_rows(VisitorSession.objects.filter(pk=session.pk), no_key=True).get()
    conversation_id = held.conversation_id
    if conversation_id is None:
        held.conversation = _begin_conversation(agent, now=now)
        held.save(update_fields=["conversation"])
        conversation_id = held.conversation.pk
    session.conversation = Conversation.objects.select_related("agent__published_version").get(
        pk=conversation_id
    )


def _sessions(agent: Agent) -> QuerySet[VisitorSession]:
    rows: QuerySet[VisitorSession] = VisitorSession.objects.filter(agent=agent)
    return rows.select_related("conversation__agent__published_version")
