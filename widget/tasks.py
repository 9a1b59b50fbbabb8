"""Mails about visitors."""

from __future__ import annotations

from smtplib import SMTPException

from core.jobs import job
from widget import services


@job("widget.mail_escalation", queue="mail", retry_on=(SMTPException, OSError))
def mail_escalation(
    *, workspace_id: int, escalation_id: int, member_id: int, **_later: object
) -> None:
    services.mail_escalation(
        workspace_id=workspace_id, escalation_id=escalation_id, member_id=member_id
    )
