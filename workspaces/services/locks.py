"""The lock that changes to a whole workspace queue on."""

from __future__ import annotations

from core.scope import current_workspace_id
from workspaces.models import Workspace


def lock_workspace() -> Workspace:
    """Lock the workspace in scope until the transaction ends; others may go on reading it."""
    rows = Workspace.objects.select_for_update(no_key=True)
    workspace: Workspace = rows.get(pk=current_workspace_id())
    return workspace
