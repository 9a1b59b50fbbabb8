"""The lock that serializes changes to a whole workspace."""

from __future__ import annotations

from core.db.locks import lock_rows
from core.scope import current_workspace_id
from workspaces.models import Workspace


def lock_workspace() -> Workspace:
    """Lock the workspace in scope until the transaction ends; reads are not blocked."""
    return lock_rows(Workspace.objects.filter(pk=current_workspace_id()), no_key=True).get()
