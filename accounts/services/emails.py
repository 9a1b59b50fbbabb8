"""Changing the e-mail address."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.errors import AddressTaken
from accounts.models import User
from accounts.services.challenges import (
    Purpose,
    check_code,
    close_challenges,
    redeem,
    request_challenge,
)
from accounts.services.exports import expire_exports
from accounts.services.impersonators import refuse_impersonators
from accounts.services.lockout import check_own_password, limit_own_codes, limit_requests
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.mail import send_mail


def request_email_change(*, user: User, password: str, email: str, now: datetime) -> None:
    """Mail a code to the new address; changes nothing yet. A taken address gets a notice instead.

    Raises PasswordWrong, TooManyTries or RateLimited.
    """
    check_own_password(user=user, password=password)
    request_without_password(user=user, email=email, now=now)


def request_without_password(*, user: User, email: str, now: datetime) -> None:
    """Like `request_email_change`, for the contract that asks for no password.

    Raises ImpersonatorRefused or RateLimited.
    """
    refuse_impersonators()
    email = email.strip().lower()
    limit_requests("change", email)
    request_challenge(Purpose.CHANGE_EMAIL, email=email, user=user)


def confirm_email_change(*, user: User, code: str, now: datetime) -> User:
    """Change to the address that the code was mailed to.

    Raises CodeInvalid, AddressTaken (it was taken since), RateLimited or TooManyTries.
    """
    limit_own_codes(user)
    challenge = check_code(Purpose.CHANGE_EMAIL, code=code, now=now, user=user)
    with transaction.atomic():
        redeem(challenge, now=now)
        return _assign_email(user, challenge.email, verified_at=now, now=now)


@transaction.atomic
def set_email(*, user: User, email: str, now: datetime) -> User:
    """Change the address at once, unverified, and mail a code to verify it.

    Raises ImpersonatorRefused, AddressTaken or RateLimited.
    """
    email = email.strip().lower()
    if email == user.email:
        return user
    refuse_impersonators()
    limit_requests("change", email)
    limit_requests("change-of", str(user.pk))
    user = _assign_email(user, email, verified_at=None, now=now)
    request_challenge(Purpose.VERIFY, email=email)
    return user


def send_email_notice(*, user_id: int, old_email: str) -> None:
    """Tell the old address that it was replaced, without naming the new one."""
    send_mail(old_email, "email_changed", {"user": User.objects.get(pk=user_id)})


def _assign_email(user: User, email: str, *, verified_at: datetime | None, now: datetime) -> User:
    user = lock_rows(User.objects.filter(pk=user.pk)).get()
    old_email = user.email
    if verified_at is not None:  # an unverified address may be a stranger's
        User.objects.filter(email=email, is_pending=True, is_active=True).delete()
    user.email, user.email_verified_at, user.updated_at = email, verified_at, now
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_verified_at", "updated_at"])
    except IntegrityError as error:
        raise AddressTaken(field="email") from error
    close_challenges(now=now, user=user)  # voids what was mailed to the old address
    expire_exports(user=user)
    enqueue("accounts.send_email_notice", user_id=user.pk, old_email=old_email)
    return user
