"""Mails of workspaces, and purging of closed ones."""

from __future__ import annotations

from datetime import date
from smtplib import SMTPException

from django.utils import timezone

from core.jobs import job
from workspaces.services import invitations, purging, quota


@job("workspaces.send_invitation", queue="mail", retry_on=(SMTPException, OSError))
def send_invitation(*, workspace_id: int, invitation_id: int, **_later: object) -> None:
    """Mail an invitation. Running again mails it again, with its newest token."""
    invitations.send_invitation(
        workspace_id=workspace_id, invitation_id=invitation_id, now=timezone.now()
    )


@job("workspaces.mail_usage", queue="mail", retry_on=(SMTPException, OSError))
def mail_usage(
    *, workspace_id: int, member_id: int, month: str, metric: str, **_later: object
) -> None:
    """Mail a manager how much of a month's quota is used. Running again mails again."""
    quota.mail_usage(
        workspace_id=workspace_id,
        member_id=member_id,
        month=date.fromisoformat(month),
        metric=metric,
    )


@job("workspaces.purge_workspace", time_limit=1500)
def purge_workspace(*, closed_workspace_id: int, **_later: object) -> None:
    """Purge a workspace; does nothing if it was restored, or closed again later."""
    purging.purge_workspace(workspace_id=closed_workspace_id, now=timezone.now())


@job("workspaces.delete_files", retry_on=(OSError,))
def delete_files(*, names: list[str], **_later: object) -> None:
    purging.delete_files(names=names)
