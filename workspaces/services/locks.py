"""The lock that serializes changes to a whole workspace."""

from __future__ import annotations

from core.scope import current_workspace_id
from workspaces.models import Workspace


def lock_workspace() -> Workspace:
    """Lock the workspace in scope until the transaction ends; reads are not blocked."""
    rows = Workspace.objects.select_for_update(no_key=True)
    workspace: Workspace = rows.get(pk=current_workspace_id())
    return workspace
