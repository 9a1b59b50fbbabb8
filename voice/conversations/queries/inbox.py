"""Reads of the inbox: visitors' conversations, and the viewer's own member chats.

All need a scope.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import connection
from django.db.models import (
    CharField,
    Count,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Left

from accounts.models import User
from voice.agents.models import Agent
from voice.conversations.models import Conversation, ConversationSettings, Message

PREVIEW = 200  # characters
NOBODY = "none"

_feedback: list[type[Model]] = []


def register_feedback_model(model: type[Model]) -> None:
    """Register the table of an app above (`message`, `type`, `comment`) that holds visitors'
    feedback.

    Called by that app's `AppConfig.ready`, since nothing here may import it.
    """
    _feedback[:] = [model]


def visible_conversations(viewer: User) -> QuerySet[Conversation]:
    """All visitors' conversations, and the viewer's own member chats."""
    rows: QuerySet[Conversation] = Conversation.objects.select_related(
        "agent", "assigned_to", "contact"
    )
    return rows.filter(~Q(channel=Conversation.Channel.CHAT) | Q(started_by=viewer))


class _Exactly(TypedDict, total=False):
    status: str
    channel: str
    is_escalated: bool


def inbox(
    viewer: User,
    *,
    agent: Agent | None = None,
    assigned_to: str = "",
    unread: bool | None = None,
    has_feedback: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    search: str = "",
    **exactly: Unpack[_Exactly],
) -> QuerySet[Conversation]:
    """With `preview` and `preview_role` of the last message, and `unread_count`.

    assigned_to: `me` or `none`. since, until: of the last message; until is exclusive.
    search: words of messages, or a part of the visitor's name or e-mail address.
    """
    rows = visible_conversations(viewer).filter(**exactly)
    if agent is not None:
        rows = rows.filter(agent=agent)
    if assigned_to:
        rows = rows.filter(assigned_to=None if assigned_to == NOBODY else viewer)
    if since is not None:
        rows = rows.filter(last_message_at__gte=since)
    if until is not None:
        rows = rows.filter(last_message_at__lt=until)
    if unread is not None:
        rows = _where(rows, Q(pk__in=_unread().values("conversation")), expected=unread)
    if has_feedback is not None:
        rows = _where(rows, _has_feedback(), expected=has_feedback)
    if search:
        rows = rows.filter(pk__in=_found(search))
    return _with_figures(rows)


def messages_of(conversations: QuerySet[Conversation]) -> QuerySet[Message]:
    """With `feedback_type` and `feedback_comment`, the author and the evidence."""
    rows: QuerySet[Message] = Message.objects.select_related("author").prefetch_related("evidence")
    return rows.filter(conversation__in=conversations).annotate(
        feedback_type=_of_feedback("type"), feedback_comment=_of_feedback("comment")
    )


def conversation_settings() -> ConversationSettings:
    """The settings of the workspace in scope; an unsaved default keeps conversations forever."""
    return ConversationSettings.objects.first() or ConversationSettings()


def _with_figures(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    latest = Message.objects.filter(
        conversation=OuterRef("pk"), state=Message.State.COMPLETED
    ).order_by("-pk")
    unread = _unread().filter(conversation=OuterRef("pk")).order_by().values("conversation")
    return rows.annotate(
        preview=Subquery(latest.annotate(start=Left("content", PREVIEW)).values("start")[:1]),
        preview_role=Subquery(latest.values("role")[:1]),
        unread_count=Coalesce(
            Subquery(unread.annotate(n=Count("pk")).values("n")),
            Value(0),
            output_field=IntegerField(),
        ),
    )


def _unread() -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.filter(role=Message.Role.USER, read_at=None)
    return rows


def _where(
    rows: QuerySet[Conversation], condition: Q | Exists, *, expected: bool
) -> QuerySet[Conversation]:
    return rows.filter(condition) if expected else rows.exclude(condition)


def _has_feedback() -> Q | Exists:
    if not _feedback:
        return Q(pk__in=[])
    given: Any = _feedback[0]
    return Exists(given.objects.filter(message__conversation=OuterRef("pk")))


def _of_feedback(field: str) -> Any:
    if not _feedback:
        return Value(None, output_field=CharField(null=True))
    given: Any = _feedback[0]
    return Subquery(given.objects.filter(message=OuterRef("pk")).values(field)[:1])


def _found(search: str) -> list[int]:
    """Keys of the conversations that match the words; only the latest if there are too many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conversation_id FROM search_conversations(%s)", [search])
        return [key for (key,) in cursor.fetchall()]
