"""Live events of the inbox, for one member."""

from __future__ import annotations

import uuid
from typing import Any

from accounts.queries import active_session
from core import ids, live
from core.access import Access
from core.errors import DomainError
from core.live import LiveEvent
from core.scope import granted_scope
from voice.conversations.services.notifications import inbox_channel


class InboxChannel:
    """Live events of visitors' conversations; see `core.http.event_streams.Channel`.

    address: the member's; a workspace may allow some networks only.
    last_event_id: of the last event received, or empty.
    """

    def __init__(
        self, *, session_id: uuid.UUID, access: Access, address: str, last_event_id: str
    ) -> None:
        self.session_id = session_id
        self.user_id = access.user_id
        self.workspace = ids.decode("ws", access.workspace)
        self.address = address
        self.name = inbox_channel(access.workspace_id)
        position = live.resume_position(self.name, last_event_id)
        self.after = position.id
        self.opening = [LiveEvent(position.id, {"type": "ready", "resumed": position.is_resumed})]

    def is_still_allowed(self) -> bool:
        if active_session(self.session_id) is None:
            return False
        with granted_scope("open_workspace", self.user_id, self.workspace) as rows:
            return bool(rows) and self._may(rows[0].row)

    def _may(self, row: dict[str, Any]) -> bool:
        try:
            access = Access.from_row(row, user_id=self.user_id, address=self.address)
        except DomainError:
            return False
        return "conversations.view" in access.abilities

    def shown(self, event: LiveEvent) -> dict[str, Any] | None:
        return event.body
