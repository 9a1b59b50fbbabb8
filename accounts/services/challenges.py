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
from django.db.models import F, QuerySet

from accounts import tokens
from accounts.errors import CodeInvalid, LinkInvalid
from accounts.models import EmailChallenge, User
from accounts.services.locks import lock_address
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
    Purpose.UNDO_CHANGE: timedelta(hours=72),
}
LINK_PATHS = {
    Purpose.REGISTER: "finish-registration",
    Purpose.RESET_LINK: "reset-password",
    Purpose.UNDO_CHANGE: "undo-address-change",
}


def request_challenge(
    purpose: Purpose, *, email: str, user: User | None = None, sign_up: EmailChallenge | None = None
) -> None:
    """Enqueue a job that decides whether to mail a code or link.

    Takes the same time for known and unknown addresses.
    """
    enqueue(
        "accounts.send_challenge",
        purpose=purpose.value,
        email=email,
        user_id=None if user is None else user.pk,
        challenge_id=None if sign_up is None else sign_up.pk,
    )


def send_challenge(*, purpose: Purpose, email: str, user_id: int | None, now: datetime) -> None:
    """Mail a new code or link, which replaces the one before. Called by the job.

    Sends nothing to an address that the purpose does not fit, except a notice to the owner of an
    address that somebody else requested.
    """
    with transaction.atomic():
        lock_address(email)
        challenge = _open_challenge(purpose, email=email, user_id=user_id, now=now)
        if challenge is None:
            return
        code = "" if purpose in LINK_PATHS else set_code(challenge, now=now)
    send_mail(email, purpose.value.lower(), mail_context(challenge, code=code))


def set_code(challenge: EmailChallenge, *, now: datetime) -> str:
    """Give a challenge a new code, which replaces the one before, with new tries.

    No two open challenges of an address share a code.
    """
    others = EmailChallenge.objects.filter(
        email=challenge.email, purpose=challenge.purpose, closed_at=None
    ).exclude(pk=challenge.pk)
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if not any(_matches(each, code) for each in others):
            break
    challenge.code_hash, challenge.tries = _code_hash(challenge.pk, code), 0
    challenge.expires_at = now + LIFETIMES[Purpose(challenge.purpose)]
    challenge.save(update_fields=["code_hash", "tries", "expires_at"])
    return code


def _open_challenge(
    purpose: Purpose, *, email: str, user_id: int | None, now: datetime
) -> EmailChallenge | None:
    owner = lock_rows(User.objects.filter(email=email)).first()
    if purpose in (Purpose.RESET_CODE, Purpose.RESET_LINK):
        user = _user_to_reset(email, owner, now=now)
    else:
        is_own = owner is not None and owner.pk == user_id
        if owner is not None and (is_own or not owner.may_lose_address):
            if not is_own:
                enqueue("accounts.send_signup_notice", user_id=owner.pk)
            return None
        user = lock_rows(User.objects.filter(pk=user_id or 0)).first()
    if purpose != Purpose.REGISTER and (user is None or not user.is_active):
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


def _user_to_reset(email: str, owner: User | None, *, now: datetime) -> User | None:
    """The user whose password the mailbox may reset.

    That is its proven owner; else whoever had it until a change that can still be undone, and of
    several, who had proven it; else whoever registered with it. An unverified address that replaced
    another resets nothing.
    """
    if owner is not None and owner.is_verified:
        return owner
    proven_first = F("verified_at").desc(nulls_last=True)
    former = undo_links(email=email, now=now).order_by(proven_first, "-pk").first()
    if former is not None:
        return lock_rows(User.objects.filter(challenges=former)).get()
    return None if owner is None or owner.has_changed_email else owner


def undo_links(*, email: str, now: datetime) -> QuerySet[EmailChallenge]:
    """The links that give the address back to an account that had it until lately."""
    return EmailChallenge.objects.filter(
        email=email, purpose=Purpose.UNDO_CHANGE, closed_at=None, expires_at__gt=now
    )


def mail_context(challenge: EmailChallenge, *, code: str) -> dict[str, Any]:
    """What every mailed code or link says."""
    purpose = Purpose(challenge.purpose)
    lifetime = LIFETIMES[purpose]
    context: dict[str, Any] = {
        "user": challenge.user or {"full_name": challenge.full_name},
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


class _Which(_Whose, total=False):
    purpose: Purpose


def close_challenges(*, now: datetime, **which: Unpack[_Which]) -> None:
    """Void mailed codes and links, but those that undo a change of the address: whoever has an
    account for a while must not void them.
    """
    still_open = EmailChallenge.objects.filter(closed_at=None, **which)
    still_open.exclude(purpose=Purpose.UNDO_CHANGE).update(closed_at=now)


def check_code(
    purpose: Purpose, *, code: str, now: datetime, **whose: Unpack[_Whose]
) -> EmailChallenge:
    """Return the open challenge that the code matches; call `redeem` next. Raises CodeInvalid.

    Each call counts as a try of every code that it is compared with, concurrent ones too; the fifth
    closes a code. Must be called outside of a transaction that an error would roll back.
    """
    still_open = EmailChallenge.objects.filter(purpose=purpose, closed_at=None, expires_at__gt=now)
    found: EmailChallenge | None = None
    for challenge in still_open.exclude(user__is_active=False).filter(**whose).order_by("pk"):
        is_counted = EmailChallenge.objects.filter(
            pk=challenge.pk, closed_at=None, tries__lt=MAX_TRIES
        ).update(tries=F("tries") + 1)
        if _matches(challenge, code) and is_counted:
            found = challenge
    if found is None:
        raise CodeInvalid(field="otp_code")
    return found


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


def _matches(challenge: EmailChallenge, code: str) -> bool:
    expected = _code_hash(challenge.pk, code)
    return hmac.compare_digest(bytes(challenge.code_hash or b""), expected)


def _code_hash(challenge_id: int, code: str) -> bytes:
    """Keyed, since six digits alone could be brute-forced from a stolen table."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"otp:{challenge_id}:{code}".encode(), hashlib.sha256).digest()
