"""Deletes conversations: by hand, or after the retention period."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from core.db.locks import lock_rows
from core.scope import as_table_owner, current_workspace_id, workspace_scope
from voice.conversations.models import Conversation, ConversationSettings
from voice.conversations.services import notifications
from workspaces.services import record, record_change

_BATCH = 200  # conversations per transaction
_BATCHES = 50  # per workspace and run: the rest an hour later


@transaction.atomic
def delete_conversation(*, conversation: Conversation, now: datetime) -> None:
    """Delete the conversation with all its messages."""
    notifications.conversation_deleted(conversation)
    name, started_at = conversation.public_id, conversation.started_at.isoformat()
    conversation.delete()
    record(action="CONVERSATION_DELETED", target=name, before={"started_at": started_at}, now=now)


def lock_conversation_settings() -> ConversationSettings:
    """The workspace's settings, created if there are none; locked until the transaction ends."""
    rows = lock_rows(ConversationSettings.objects.all(), no_key=True)
    found, _ = rows.get_or_create(workspace_id=current_workspace_id())
    return found


@transaction.atomic
def change_conversation_settings(
    *, retention_days: int | None, now: datetime
) -> ConversationSettings:
    """retention_days: after the last message; None keeps conversations forever."""
    settings = lock_conversation_settings()
    before = settings.retention_days
    settings.retention_days = retention_days
    settings.save(update_fields=["retention_days"])
    record_change(
        action="CONVERSATION_SETTINGS_CHANGED",
        target="conversation-settings",
        before={"retention_days": before},
        after={"retention_days": retention_days},
        now=now,
    )
    return settings


def delete_expired_conversations(*, now: datetime) -> None:
    """Delete conversations past their workspace's retention."""
    with as_table_owner():
        kept = ConversationSettings.everywhere.filter(retention_days__isnull=False)
        terms = list(kept.order_by("pk").values_list("workspace_id", "retention_days"))
    for workspace_id, days in terms:
        if days is not None:
            _delete_expired(workspace_id, before=now - timedelta(days=days), now=now)


def _delete_expired(workspace_id: int, *, before: datetime, now: datetime) -> None:
    for _ in range(_BATCHES):
        with workspace_scope(workspace_id):
            old = Conversation.objects.filter(last_message_at__lt=before)
            batch = list(old.order_by("last_message_at", "pk")[:_BATCH])
            if not batch:
                return
            for conversation in batch:
                notifications.conversation_deleted(conversation)
            Conversation.objects.filter(pk__in=[each.pk for each in batch]).delete()
            record(
                action="CONVERSATIONS_EXPIRED",
                target="conversation-settings",
                after={"conversations": len(batch)},
                now=now,
            )
