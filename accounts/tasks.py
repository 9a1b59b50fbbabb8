"""Mails of accounts, slow work and scheduled work."""

from __future__ import annotations

from smtplib import SMTPException

from django.utils import timezone

from accounts.services import (
    challenges,
    closing,
    emails,
    exports,
    passwords,
    registration,
    sign_ups,
    verification,
)
from core.jobs import job

_HEALS = (SMTPException, OSError)


@job("accounts.send_challenge", queue="mail", retry_on=_HEALS)
def send_challenge(
    *,
    purpose: str,
    email: str,
    user_id: int | None = None,
    challenge_id: int | None = None,
    network: str = "",
    **_later: object,
) -> None:
    """Mail a code or link. Running again mails it again.

    challenge_id: the sign-up that the code is for. network: of whoever asked for it.
    """
    now = timezone.now()
    challenges.restore_tries(challenges.Purpose(purpose), email=email, network=network)
    if purpose == challenges.Purpose.VERIFY:
        sign_ups.send_codes(email=email, user_id=user_id, challenge_id=challenge_id, now=now)
    else:
        challenges.send_challenge(
            purpose=challenges.Purpose(purpose), email=email, user_id=user_id, now=now
        )


@job("accounts.send_signup_notice", queue="mail", retry_on=_HEALS)
def send_signup_notice(*, user_id: int, **_later: object) -> None:
    registration.send_signup_notice(user_id=user_id)


@job("accounts.send_password_notice", queue="mail", retry_on=_HEALS)
def send_password_notice(*, user_id: int, **_later: object) -> None:
    passwords.send_password_notice(user_id=user_id)


@job("accounts.send_email_notice", queue="mail", retry_on=_HEALS)
def send_email_notice(
    *, user_id: int, old_email: str, challenge_id: int | None = None, **_later: object
) -> None:
    emails.send_email_notice(user_id=user_id, old_email=old_email, challenge_id=challenge_id)


@job("accounts.send_set_aside_notice", queue="mail", retry_on=_HEALS)
def send_set_aside_notice(*, user_id: int, email: str, **_later: object) -> None:
    verification.send_set_aside_notice(user_id=user_id, email=email)


@job("accounts.send_account_closed", queue="mail", retry_on=_HEALS)
def send_account_closed(*, user_id: int, **_later: object) -> None:
    closing.send_account_closed(user_id=user_id)


@job("accounts.erase_account")
def erase_account(*, user_id: int, **_later: object) -> None:
    """Erase an account at the end of its grace period; does nothing for a restored one."""
    closing.erase_account(user_id=user_id, now=timezone.now())


@job("accounts.delete_export_file", retry_on=(OSError,))
def delete_export_file(*, file_name: str, **_later: object) -> None:
    closing.delete_export_file(file_name=file_name)


def _give_up(*, export_id: int, error: str, **_later: object) -> None:
    exports.fail_export(
        export_id=export_id, error="The archive could not be built. Please ask for it again."
    )


@job("accounts.build_export", time_limit=1500, retry_on=(OSError,), on_failure=_give_up)
def build_export(*, export_id: int, **_later: object) -> None:
    """Build an archive. Running again replaces a partial one."""
    exports.build_export(export_id=export_id, now=timezone.now())


@job("accounts.send_export_ready", queue="mail", retry_on=_HEALS)
def send_export_ready(*, export_id: int, **_later: object) -> None:
    exports.send_export_ready(export_id=export_id)


@job("accounts.expire_export", retry_on=(OSError,))
def expire_export(*, export_id: int, **_later: object) -> None:
    exports.expire_export(export_id=export_id, now=timezone.now())
