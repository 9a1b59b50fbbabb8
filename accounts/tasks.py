"""Mail about accounts."""

from __future__ import annotations

from smtplib import SMTPException

from django.utils import timezone

from accounts.services import registration
from core.jobs import job

_HEALS = (SMTPException, OSError)


@job("accounts.send_code", queue="mail", retry_on=_HEALS)
def send_code(*, challenge_id: int, **_later: object) -> None:
    """Running again mails a new code, which replaces the one before."""
    registration.send_code(challenge_id=challenge_id, now=timezone.now())


@job("accounts.send_signup_notice", queue="mail", retry_on=_HEALS)
def send_signup_notice(*, user_id: int, **_later: object) -> None:
    registration.send_signup_notice(user_id=user_id)
