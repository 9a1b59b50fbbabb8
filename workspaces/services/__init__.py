"""What can be done about workspaces."""

from workspaces.services.keys import change_key, issue_key, open_by_key, revoke_key
from workspaces.services.lifecycle import (
    add_member,
    change_workspace,
    create_workspace,
    delete_workspace,
    restore_workspace,
)
from workspaces.services.quota import spend

__all__ = [
    "add_member",
    "change_key",
    "change_workspace",
    "create_workspace",
    "delete_workspace",
    "issue_key",
    "open_by_key",
    "restore_workspace",
    "revoke_key",
    "spend",
]
