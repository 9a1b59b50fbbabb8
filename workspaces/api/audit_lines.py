"""The audit log as JSON lines, read in batches: a log of any length takes the memory of one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
from asgiref.sync import sync_to_async

from core.db.connections import release_connection
from core.scope import workspace_scope
from workspaces import queries
from workspaces.api.serializers.audit import AuditEntryOut

_BATCH = 500  # entries


class AuditLines:
    """One download. filters: as `queries.audit_entries` takes them."""

    def __init__(self, workspace_id: int, filters: dict[str, Any]) -> None:
        self.workspace_id = workspace_id
        self.filters = filters
        self.after = 0
        self.is_over = False

    async def follow(self) -> AsyncIterator[bytes]:
        while not self.is_over:
            yield await sync_to_async(self._next_lines)()

    def read(self) -> Iterator[bytes]:
        """As `follow`, under WSGI."""
        while not self.is_over:
            yield self._next_lines()

    def _next_lines(self) -> bytes:
        try:
            with workspace_scope(self.workspace_id):
                rows = queries.audit_entries(**self.filters).order_by("number")
                batch = list(rows.filter(number__gt=self.after)[:_BATCH])
        finally:
            release_connection()  # a slow reader holds none between two batches
        self.is_over = len(batch) < _BATCH
        if batch:
            self.after = batch[-1].number
        shown = AuditEntryOut(batch, many=True).data
        return b"".join(orjson.dumps(entry) + b"\n" for entry in shown)
