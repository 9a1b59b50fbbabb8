"""Widgets and their visitors' chats, in the export of their workspace's owner.

Without the chats' keys, which are what visitors' browsers prove themselves by.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.archive import Archive
from widget.models import ChatSession, WidgetConfig
from workspaces.models import Workspace

_LOOKS = (
    "theme primary_color border_radius position greeting_enabled greeting_delay"
    " suggested_questions show_powered_by avatar_url"
).split()


def export_widgets(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("widgets", _widgets())
    archive.put_rows("chat_sessions", _chats())


def _widgets() -> Iterator[dict[str, Any]]:
    for each in WidgetConfig.objects.select_related("agent").order_by("pk").iterator():
        looks = {name: getattr(each, name) for name in _LOOKS}
        yield {"agent_id": each.agent.name_outside, **looks}


def _chats() -> Iterator[dict[str, Any]]:
    rows = ChatSession.objects.select_related("agent", "conversation").order_by("pk")
    for each in rows.iterator():
        yield {
            "agent_id": each.agent.name_outside,
            "conversation_id": each.conversation.name_outside,
            "page_url": each.page_url,
            "user_agent": each.user_agent,
            "created_at": each.created_at,
        }
