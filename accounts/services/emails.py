"""Changing the e-mail address, and undoing it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.errors import AddressTaken, LinkInvalid
from accounts.models import EmailChallenge, User
from accounts.services.challenges import (
    LIFETIMES,
    Purpose,
    check_code,
    close_challenges,
    mail_context,
    redeem,
    redeem_link,
    request_challenge,
)
from accounts.services.exports import expire_exports
from accounts.services.impersonators import refuse_impersonators
from accounts.services.lockout import (
    check_own_password,
    limit_mails,
    limit_own_codes,
    limit_requests,
)
from accounts.services.locks import lock_address, lock_unchanged
from accounts.services.sessions import sign_out_everywhere
from accounts.services.verification import make_way, undo_acceptances
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
    limit_mails("change", email)
    request_challenge(Purpose.CHANGE_EMAIL, email=email, user=user)


def confirm_email_change(*, user: User, code: str, now: datetime) -> User:
    """Change to the address that the code was mailed to.

    Raises CodeInvalid, AddressTaken (it was taken since), RateLimited or TooManyTries.
    """
    limit_own_codes(user)
    challenge = check_code(Purpose.CHANGE_EMAIL, code=code, now=now, user=user)
    with transaction.atomic():
        lock_address(challenge.email)
        redeem(challenge, now=now)
        make_way(challenge.email, now=now)
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
    limit_mails("change", email)
    limit_requests("change-of", str(user.pk))
    lock_address(email)
    user = _assign_email(user, email, verified_at=None, now=now)
    request_challenge(Purpose.VERIFY, email=email, user=user)
    return user


def send_email_notice(*, user_id: int, old_email: str, challenge_id: int | None) -> None:
    """Tell the old address that it was replaced, without naming the new one, and how to undo it.

    challenge_id: of the undo link; None for an address that had no right to one.
    """
    context: dict[str, object] = {"user": User.objects.get(pk=user_id)}
    undo = EmailChallenge.objects.filter(pk=challenge_id or 0, closed_at=None).first()
    if undo is not None:
        said = mail_context(undo, code="")
        context |= {"link": said["link"], "hours": said["hours"]}
    send_mail(old_email, "email_changed", context)


@transaction.atomic
def undo_email_change(*, token: str, now: datetime) -> User:
    """Redeem the link that was mailed to the address before a change: everything is as it was,
    and every session has ended.

    Raises LinkInvalid, also if somebody else has the address by now.
    """
    return restore_email(redeem_link(Purpose.UNDO_CHANGE, token=token, now=now), now=now)


def restore_email(change: EmailChallenge, *, now: datetime) -> User:
    """Undo the change that the undo link is about, and every later one. Raises LinkInvalid."""
    lock_address(change.email)
    user = lock_rows(User.objects.filter(challenges=change)).get()
    if user.email != change.email:
        _free(change, now=now)
        if not user.is_verified:
            undo_acceptances(user, now=now)
    user.email, user.email_verified_at = change.email, change.verified_at
    user.password, user.has_changed_email, user.updated_at = change.password, False, now
    user.save(
        update_fields=["email", "email_verified_at", "password", "has_changed_email", "updated_at"]
    )
    later = EmailChallenge.objects.filter(user=user, purpose=Purpose.UNDO_CHANGE)
    later.filter(pk__gte=change.pk, closed_at=None).update(closed_at=now)
    close_challenges(now=now, user=user)
    sign_out_everywhere(user=user, now=now)
    expire_exports(user=user)
    return user


def _free(change: EmailChallenge, *, now: datetime) -> None:
    """Free the address for the account that had it, as far as that had proven it."""
    is_free = not User.objects.filter(email=change.email).exists()
    if change.verified_at is None and not is_free:
        raise LinkInvalid(field="token")
    try:
        make_way(change.email, now=now)
    except AddressTaken as error:
        raise LinkInvalid(field="token") from error


def _assign_email(user: User, email: str, *, verified_at: datetime | None, now: datetime) -> User:
    """Raises SessionEnded or AddressTaken. The address must be locked."""
    user = lock_unchanged(user)
    old_email = user.email
    undo = _undo_link(user, is_verified=verified_at is not None, now=now)
    if not user.is_verified:
        undo_acceptances(user, now=now)
    user.email, user.email_verified_at, user.updated_at = email, verified_at, now
    user.has_changed_email = verified_at is None
    try:
        with transaction.atomic():
            user.save(
                update_fields=["email", "email_verified_at", "updated_at", "has_changed_email"]
            )
    except IntegrityError as error:
        raise AddressTaken(field="email") from error
    close_challenges(now=now, user=user)  # voids what was mailed to the old address
    expire_exports(user=user)
    enqueue(
        "accounts.send_email_notice",
        user_id=user.pk,
        old_email=old_email,
        challenge_id=None if undo is None else undo.pk,
    )
    return user


def _undo_link(user: User, *, is_verified: bool, now: datetime) -> EmailChallenge | None:
    """The old address may undo the change for a while, and reset the password, if it could until
    now: an unverified one may not if it replaced another, or is replaced by a proven one.

    is_verified: True if the new address is.
    """
    if user.has_changed_email or (is_verified and not user.is_verified):
        return None
    return EmailChallenge.objects.create(
        user=user,
        email=user.email,
        purpose=Purpose.UNDO_CHANGE,
        password=user.password,
        verified_at=user.email_verified_at,
        created_at=now,
        expires_at=now + LIFETIMES[Purpose.UNDO_CHANGE],
    )
