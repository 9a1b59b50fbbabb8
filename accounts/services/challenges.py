"""Challenges: a six-digit code or a link is mailed to an address, and redeemed once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts import tokens
from accounts.errors import CodeInvalid, LinkInvalid
from accounts.models import EmailChallenge, User
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.mail import send_mail

Purpose = EmailChallenge.Purpose

CODE_LIFETIME = timedelta(minutes=10)
MAX_TRIES = 5
LIFETIMES = {
    Purpose.VERIFY: CODE_LIFETIME,
    Purpose.REGISTER: timedelta(hours=24),
    Purpose.RESET_CODE: CODE_LIFETIME,
    Purpose.RESET_LINK: timedelta(hours=1),
    Purpose.CHANGE_EMAIL: CODE_LIFETIME,
}
LINK_PATHS = {Purpose.REGISTER: "finish-registration", Purpose.RESET_LINK: "reset-password"}


def request_challenge(purpose: Purpose, *, email: str, user: User | None = None) -> None:
    """Enqueue a job that decides whether to mail a code or link.

    Takes the same time for known and unknown addresses.
    """
    enqueue(
        "accounts.send_challenge",
        purpose=purpose.value,
        email=email,
        user_id=None if user is None else user.pk,
    )


def send_challenge(*, purpose: Purpose, email: str, user_id: int | None, now: datetime) -> None:
    """Mail a new code or link, which replaces the one before. Called by the job.

    Sends nothing to an address that the purpose does not fit, except a notice to the owner of an
    address that somebody else requested.
    """
    with transaction.atomic():
        challenge = _open_challenge(purpose, email=email, user_id=user_id, now=now)
        if challenge is None:
            return
        code = f"{secrets.randbelow(1_000_000):06d}"
        if purpose not in LINK_PATHS:
            challenge.code_hash = _code_hash(challenge.pk, code)
            challenge.save(update_fields=["code_hash"])
    send_mail(email, purpose.value.lower(), _context(challenge, code=code))


def _open_challenge(
    purpose: Purpose, *, email: str, user_id: int | None, now: datetime
) -> EmailChallenge | None:
    owner = lock_rows(User.objects.filter(email=email)).first()
    user: User | None = owner
    if purpose in (Purpose.REGISTER, Purpose.CHANGE_EMAIL):
        if owner is not None and not owner.is_pending:
            if owner.pk != user_id:
                enqueue("accounts.send_signup_notice", user_id=owner.pk)
            return None
        user = lock_rows(User.objects.filter(pk=user_id or 0)).first()
    if purpose != Purpose.REGISTER and (user is None or not user.is_active):
        return None
    if purpose == Purpose.VERIFY and user is not None and user.is_verified:
        return None
    which = _Which(user=user) if user else _Which(email=email)
    which["purpose"] = purpose
    close_challenges(now=now, **which)
    return EmailChallenge.objects.create(
        user=user,
        email=email,
        purpose=purpose,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )


def _context(challenge: EmailChallenge, *, code: str) -> dict[str, Any]:
    purpose = Purpose(challenge.purpose)
    lifetime = LIFETIMES[purpose]
    context: dict[str, Any] = {
        "user": challenge.user,
        "minutes": int(lifetime.total_seconds() // 60),
        "hours": int(lifetime.total_seconds() // 3600),
    }
    if purpose not in LINK_PATHS:
        return {**context, "code": code}
    token = tokens.link_token(purpose.value, challenge.uuid, challenge.expires_at)
    link = f"{settings.SITE_URL}/{LINK_PATHS[purpose]}?token={token}"
    return {**context, "token": token, "link": link}


class _Whose(TypedDict, total=False):
    email: str
    user: User
    user__email: str


class _Which(_Whose, total=False):
    purpose: Purpose


def close_challenges(*, now: datetime, **which: Unpack[_Which]) -> None:
    """Void mailed codes and links."""
    EmailChallenge.objects.filter(closed_at=None, **which).update(closed_at=now)


def check_code(
    purpose: Purpose, *, code: str, now: datetime, **whose: Unpack[_Whose]
) -> EmailChallenge:
    """Return the open challenge that the code matches; call `redeem` next. Raises CodeInvalid.

    Each call counts as a try, concurrent ones too; the fifth closes the challenge. Must be called
    outside of a transaction that an error would roll back.
    """
    challenge = (
        EmailChallenge.objects.filter(purpose=purpose, closed_at=None, expires_at__gt=now)
        .filter(user__is_active=True, **whose)
        .first()
    )
    if challenge is None:
        raise CodeInvalid(field="otp_code")
    counted = EmailChallenge.objects.filter(
        pk=challenge.pk, closed_at=None, tries__lt=MAX_TRIES
    ).update(tries=F("tries") + 1)
    expected = _code_hash(challenge.pk, code)
    if not counted or not hmac.compare_digest(bytes(challenge.code_hash or b""), expected):
        raise CodeInvalid(field="otp_code")
    return challenge


def redeem(challenge: EmailChallenge, *, now: datetime) -> None:
    """Redeem a challenge: succeeds for exactly one caller; the others get CodeInvalid."""
    if not _close(challenge, now=now):
        raise CodeInvalid(field="otp_code")


def email_of_link(*, purpose: Purpose, token: str, now: datetime) -> str:
    """The address that a link was mailed to; does not redeem it. Raises LinkInvalid."""
    return _challenge_of_link(purpose, token=token, now=now).email


def redeem_link(purpose: Purpose, *, token: str, now: datetime) -> EmailChallenge:
    """Redeem a link: succeeds for exactly one caller; the others get LinkInvalid."""
    challenge = _challenge_of_link(purpose, token=token, now=now)
    if not _close(challenge, now=now):
        raise LinkInvalid(field="token")
    return challenge


def _challenge_of_link(purpose: Purpose, *, token: str, now: datetime) -> EmailChallenge:
    jti: uuid.UUID = tokens.read_link(token, purpose.value)["jti"]
    challenge = (
        EmailChallenge.objects.filter(uuid=jti, purpose=purpose, closed_at=None, expires_at__gt=now)
        .exclude(user__is_active=False)
        .first()
    )
    if challenge is None:
        raise LinkInvalid(field="token")
    return challenge


def _close(challenge: EmailChallenge, *, now: datetime) -> bool:
    """True for exactly one caller."""
    still_open = EmailChallenge.objects.filter(pk=challenge.pk, closed_at=None)
    return still_open.update(closed_at=now) == 1


def _code_hash(challenge_id: int, code: str) -> bytes:
    """Keyed, since six digits alone could be brute-forced from a stolen table."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"otp:{challenge_id}:{code}".encode(), hashlib.sha256).digest()
