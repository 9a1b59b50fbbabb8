"""Passwords: strength, change, and reset by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import CodeInvalid, LinkInvalid, PasswordTooWeak
from accounts.models import EmailChallenge, Session, User
from accounts.services.challenges import (
    Purpose,
    check_code,
    close_challenges,
    redeem,
    redeem_link,
    request_challenge,
    undo_links,
)
from accounts.services.emails import restore_email
from accounts.services.exports import expire_exports
from accounts.services.lockout import (
    check_own_password,
    limit_codes,
    limit_mails,
    reset_account_tries,
)
from accounts.services.locks import lock_address, lock_unchanged
from accounts.services.sessions import sign_out_everywhere
from accounts.services.verification import undo_acceptances
from core.db.locks import lock_rows
from core.errors import DomainError
from core.jobs import enqueue
from core.mail import send_mail

_NEEDS_DIGIT = "The password must contain at least one digit."


def check_strength(
    password: str,
    *,
    email: str = "",
    full_name: str = "",
    needs_digit: bool = False,
    field: str = "password",
) -> None:
    """Raise PasswordTooWeak with every reason, if there is one."""
    reasons: list[str] = []
    try:
        validate_password(password, User(email=email, full_name=full_name))
    except ValidationError as error:
        reasons += error.messages
    if needs_digit and not any(each.isdigit() for each in password):
        reasons.append(_NEEDS_DIGIT)
    if reasons:
        raise PasswordTooWeak(field=field, reason=" ".join(reasons))


def change_password(
    *,
    user: User,
    old_password: str,
    new_password: str,
    now: datetime,
    keep: Session | None = None,
    needs_digit: bool = False,
) -> None:
    """Change the password and end every session but `keep`.

    needs_digit: require a digit in the new password. Raises OldPasswordWrong, TooManyTries,
        PasswordTooWeak, or SessionEnded if the account changed hands meanwhile.
    """
    check_own_password(user=user, password=old_password, field="old_password")
    with transaction.atomic():
        user = lock_unchanged(user)
        _set_password(user, new_password, needs_digit=needs_digit, now=now)
        sign_out_everywhere(user=user, now=now, keep=keep)


@transaction.atomic
def forgot_password(*, email: str, by: Literal["code", "link"], now: datetime) -> None:
    """Mail a code or link to reset the password; nothing to an unknown address, in the same time.

    Raises RateLimited.
    """
    email = email.strip().lower()
    limit_mails("forgot", email)
    purpose = Purpose.RESET_CODE if by == "code" else Purpose.RESET_LINK
    request_challenge(purpose, email=email)


def reset_password(*, email: str, code: str, new_password: str, now: datetime) -> User:
    """Set a new password with a mailed code; a weak password does not use up the code.

    Verifies the address and ends every session. Raises CodeInvalid, PasswordTooWeak, RateLimited or
    TooManyTries.
    """
    email = email.strip().lower()
    limit_codes(email)
    challenge = check_code(Purpose.RESET_CODE, code=code, now=now, email=email)
    with transaction.atomic():
        redeem(challenge, now=now)
        return _reset(challenge, new_password, now=now)


@transaction.atomic
def reset_password_by_link(*, token: str, new_password: str, now: datetime) -> User:
    """Like `reset_password`, with a mailed link. Raises LinkInvalid or PasswordTooWeak."""
    challenge = redeem_link(Purpose.RESET_LINK, token=token, now=now)
    return _reset(challenge, new_password, now=now)


def send_password_notice(*, user_id: int) -> None:
    user = User.objects.get(pk=user_id)
    send_mail(user.email, "password_changed", {"user": user})


def _reset(challenge: EmailChallenge, new_password: str, *, now: datetime) -> User:
    """Set the password of the account that the mailbox may reset: this proves the address.

    An address that was replaced lately has its account back. Raises LinkInvalid or CodeInvalid if
    that cannot be.
    """
    lock_address(challenge.email)
    user = lock_rows(User.objects.filter(challenges=challenge)).get()
    if user.email != challenge.email:
        user = _restored(challenge, user, now=now)
    if not user.is_verified:
        undo_acceptances(user, now=now)
    _set_password(user, new_password, now=now, also=user.set_verified(now))
    close_challenges(now=now, email=user.email)
    sign_out_everywhere(user=user, now=now)
    reset_account_tries(user.email)
    return user


def _restored(challenge: EmailChallenge, user: User, *, now: datetime) -> User:
    refusal: DomainError = LinkInvalid(field="token")
    if challenge.purpose == Purpose.RESET_CODE:
        refusal = CodeInvalid(field="otp_code")
    change = undo_links(email=challenge.email, now=now).filter(user=user).order_by("pk").first()
    if change is None:
        raise refusal
    try:
        return restore_email(change, now=now)
    except LinkInvalid as error:
        raise refusal from error


def _set_password(
    user: User,
    password: str,
    *,
    now: datetime,
    needs_digit: bool = False,
    also: Sequence[str] = (),
) -> None:
    """also: fields to be saved with it. Raises PasswordTooWeak."""
    check_strength(
        password,
        email=user.email,
        full_name=user.full_name,
        needs_digit=needs_digit,
        field="new_password",
    )
    user.set_password(password)
    user.updated_at = now
    user.save(update_fields=["password", "updated_at", *also])
    close_challenges(now=now, user=user)  # everything mailed before, whoever requested it
    expire_exports(user=user)
    enqueue("accounts.send_password_notice", user_id=user.pk)
