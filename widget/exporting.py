"""Widgets and visitor sessions, for the export of their workspace.

Without the sessions' keys, which authenticate visitors' browsers.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from widget.models import Escalation, Feedback, VisitorSession, WidgetConfig, WidgetEvent
from workspaces.models import Workspace

_LOOKS = (
    "theme primary_color border_radius position greeting_enabled greeting_delay"
    " suggested_questions show_powered_by avatar_url language feedback_enabled escalation_enabled"
).split()


def export_widgets(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("widgets", _widgets())
    archive.put_rows("chat_sessions", _chats())
    archive.put_rows("feedback", _feedback())
    archive.put_rows("escalations", _escalations())
    archive.put_rows("widget_events", _events())


def _widgets() -> Iterator[dict[str, object]]:
    for each in WidgetConfig.objects.select_related("agent").order_by("pk").iterator():
        looks = {name: getattr(each, name) for name in _LOOKS}
        yield {"agent_id": each.agent.public_id, **looks}


def _chats() -> Iterator[dict[str, object]]:
    rows = VisitorSession.objects.select_related("agent", "conversation").order_by("pk")
    for each in rows.iterator():
        yield {
            "agent_id": each.agent.public_id,
            "conversation_id": each.conversation.public_id if each.conversation else None,
            "page_url": each.page_url,
            "page_title": each.page_title,
            "referrer": each.referrer,
            "language": each.language,
            "user_agent": each.user_agent,
            "created_at": each.created_at,
        }


def _feedback() -> Iterator[dict[str, object]]:
    for each in Feedback.objects.select_related("message").order_by("pk").iterator():
        yield {
            "message_id": each.message.public_id,
            "type": each.type,
            "comment": each.comment,
            "given_at": each.given_at,
        }


def _escalations() -> Iterator[dict[str, object]]:
    rows = Escalation.objects.select_related("agent", "conversation", "contact", "handled_by")
    for each in rows.order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "agent_id": each.agent.public_id,
            "conversation_id": each.conversation.public_id,
            "contact_id": each.contact.public_id if each.contact else None,
            "name": each.name,
            "email": each.email,
            "message": each.message,
            "status": each.status,
            "handled_by": each.handled_by.public_id if each.handled_by else None,
            "created_at": each.created_at,
            "resolved_at": each.resolved_at,
        }


def _events() -> Iterator[dict[str, object]]:
    for each in WidgetEvent.objects.select_related("session__agent").order_by("pk").iterator():
        yield {
            "agent_id": each.session.agent.public_id,
            "type": each.type,
            "data": each.data,
            "created_at": each.created_at,
        }
