"""Writes about workspaces."""

from workspaces.services.audit import AuditVerdict, record, record_change, verify_audit_log
from workspaces.services.default_workspace import set_default_workspace
from workspaces.services.invitation_responses import (
    InvitationOffer,
    accept_by_token,
    accept_invitation,
    decline_invitation,
    invitation_of_token,
    register_by_token,
    undo_acceptance,
)
from workspaces.services.invitations import (
    cancel_invitation,
    change_invitation_role,
    invitation_token,
    invite,
    resend_invitation,
    send_invitation,
)
from workspaces.services.keys import change_key, issue_key, key_scope, revoke_key
from workspaces.services.lifecycle import (
    change_limits,
    change_workspace,
    create_workspace,
    delete_workspace,
    restore_workspace,
    resume_workspace,
    suspend_workspace,
)
from workspaces.services.locks import lock_workspace
from workspaces.services.members import add_member, change_role, remove_member
from workspaces.services.ownership import transfer_ownership
from workspaces.services.purging import (
    WorkspaceContents,
    count_contents,
    purge_at_once,
    purge_workspace,
)
from workspaces.services.quota import consume_quota

__all__ = [
    "AuditVerdict",
    "WorkspaceContents",
    "InvitationOffer",
    "accept_by_token",
    "accept_invitation",
    "add_member",
    "cancel_invitation",
    "change_invitation_role",
    "change_key",
    "change_limits",
    "change_role",
    "change_workspace",
    "create_workspace",
    "decline_invitation",
    "delete_workspace",
    "count_contents",
    "invitation_of_token",
    "invitation_token",
    "invite",
    "issue_key",
    "lock_workspace",
    "key_scope",
    "purge_at_once",
    "purge_workspace",
    "record",
    "record_change",
    "register_by_token",
    "remove_member",
    "resend_invitation",
    "restore_workspace",
    "resume_workspace",
    "revoke_key",
    "send_invitation",
    "set_default_workspace",
    "consume_quota",
    "suspend_workspace",
    "transfer_ownership",
    "undo_acceptance",
    "verify_audit_log",
]
