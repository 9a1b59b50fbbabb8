"""The lock that changes to a whole workspace queue on."""

from __future__ import annotations

from core.db.locks import lock_rows
from core.scope import current_workspace_id
from workspaces.models import Workspace


def lock_workspace() -> Workspace:
    """Lock the workspace in scope until the transaction ends; others may go on reading it."""
    return lock_rows(Workspace.objects.filter(pk=current_workspace_id()), no_key=True).get()
